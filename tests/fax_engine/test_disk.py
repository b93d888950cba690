"""Room on the disk is taken before something is stored."""

import pytest

from fax_engine.disk import Disk
from fax_engine.errors import DiskFull


def test_there_is_room_for_anything_until_it_is_limited() -> None:
    disk = Disk()
    disk.take(10**15)
    disk.limit(10)
    disk.take(4)
    assert (disk.has_taken(7), disk.has_taken(6)) == (False, True)
    assert disk.is_full
    disk.free()
    assert disk.has_taken(10**15)


def test_a_full_disk_has_no_room_for_nothing_either() -> None:
    refusals: list[str] = []
    disk = Disk()
    disk.limit(0, lambda: refusals.append("refused"))
    with pytest.raises(DiskFull):
        disk.take(0)
    assert refusals == ["refused"]
