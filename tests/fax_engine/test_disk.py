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


def test_what_was_reserved_and_not_needed_is_free_again() -> None:
    disk = Disk()
    disk.limit(10)
    reserved = disk.reserve(8)
    assert reserved is not None
    assert disk.reserve(3) is None
    disk.use(reserved, 5)
    assert (disk.has_taken(6), disk.has_taken(5)) == (False, True)


def test_what_was_reserved_under_one_limit_makes_no_room_under_another() -> None:
    disk = Disk()
    before, disk_is_full = disk.reserve(8), disk.is_full
    disk.limit(0)
    assert before is not None
    disk.use(before, 0)
    assert (disk_is_full, disk.is_full) == (False, True)
