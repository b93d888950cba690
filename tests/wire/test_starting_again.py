"""A data folder that is taken up again: who starts the emulator waits for it alone, and for nobody outside."""

from pathlib import Path

from tests.support.external_server import ExternalServer
from tests.support.patience import PATIENT
from tests.support.servers import Reachable, RunningEmulator, recipients
from tests.support.units import SENT
from tests.support.workspaces import WorkspaceByPath


def test_a_start_does_not_wait_for_servers_that_recovered_faxes_need(tmp_path: Path) -> None:
    with ExternalServer() as afar:
        first = RunningEmulator(data_dir=str(tmp_path), pace="instant")
        keys = [send_from(afar, unit) for unit in units_of(first)]
        afar.wait_until_asked(2)
        first.kill()

        second = RunningEmulator(data_dir=str(tmp_path), pace="instant")  # answers once it is ready
        assert second.http.get("/readyz").status_code == 200
        units = units_of(second)
        assert [unit.client().state(key) for unit, key in zip(units, keys, strict=True)] == ["preprocessing"] * 2
        afar.wait_until_asked(4)
        afar.let_go()
        for unit, key in zip(units, keys, strict=True):
            ended = unit.control(
                "POST", "/wait", {"match": {"fax": key}, "state": ["sent", "dead"], "timeout": PATIENT}
            )
            assert ended["faxes"][0]["state"] == "sent"
        assert second.defects == []
        assert second.stop() == 0


def units_of(emulator: RunningEmulator) -> list[Reachable]:
    """The default unit and a workspace."""
    return [emulator, WorkspaceByPath(emulator, "team")]


def send_from(afar: ExternalServer, unit: Reachable) -> str:
    """A fax whose document comes from a server that does not answer yet."""
    document = f"<attachment><location>external</location><url>{afar.url}/late</url></attachment>"
    answer = unit.client().post("/ofax", f"<schedule_fax>{recipients(SENT)}{document}</schedule_fax>")
    assert answer.status == 201
    return answer.entry_keys()[0]
