"""A workspace that was deleted is not there any more, in memory neither: nobody holds its unit, not even the last
one's."""

from weakref import ref

from tests.support.inside import InsideEmulator
from tests.support.servers import schedule_fax

ADMIN = ("admin", "admin")


def test_nothing_holds_the_unit_of_a_deleted_workspace() -> None:
    with InsideEmulator() as emulator:
        units = []
        for name in ("first", "last"):
            workspace = emulator.workspace(name)
            assert workspace.request("POST", "/ofax", schedule_fax("5005550000"), ADMIN).status == 201
            workspace.control("POST", "/clock/advance", {"until": "idle"})
            assert workspace.control("GET", "/info")["faxes"] == {"sent": 1}
            units.append(ref(emulator.unit_of(name)))
        for name in ("first", "last"):
            emulator.control("DELETE", f"/workspaces/{name}")
        assert [unit() for unit in units] == [None, None]
