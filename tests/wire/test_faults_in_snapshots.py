"""Faults of the unit and its lines in snapshots: in force again after a restore, just as they stood, and over after a
reset."""

from collections.abc import Iterator

import pytest

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax
from tests.support.units import SENT

NOON = "2030-01-01T12:00:00Z"
IDLE = "Waiting For Ring"

BROKEN = {
    "full": {"kind": "disk_full"},
    "dead": {"kind": "channel_dead", "channels": [1]},
    "wrong": {"kind": "clock_skew", "seconds": 3600},
}


@pytest.fixture
def broken(emulator: RunningEmulator) -> Iterator[RunningEmulator]:
    """At noon the unit's disk is full, its first modem is dead for two hours, and its clock an hour fast."""
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": NOON})
    for name, effect in BROKEN.items():
        expires = {"seconds": 7200} if name == "dead" else None
        emulator.control("PUT", f"/faults/{name}", {"effects": [effect], "expires": expires})
    yield emulator
    emulator.control("DELETE", "/faults")
    emulator.control("DELETE", "/snapshots/broken")


def condition(admin: FfwsClient) -> tuple[int, list[str], str | None]:
    """How a fax is answered, what the lines show, and what the time is."""
    posted = admin.post("/ofax", schedule_fax(SENT)).status
    states = admin.get("/modem_status").all("modem_status/state")
    return posted, states, admin.get("/about").first("about/current_time")


def test_a_restore_breaks_the_unit_again(broken: RunningEmulator, admin: FfwsClient) -> None:
    assert condition(admin) == (507, ["Busied Out", IDLE], "2030-01-01T13:00:00")
    kept = broken.control("GET", "/faults")["faults"]
    broken.control("PUT", "/snapshots/broken")
    broken.control("DELETE", "/faults")
    assert condition(admin) == (201, ["Initializing Modem", IDLE], "2030-01-01T12:00:00")

    broken.control("POST", "/snapshots/broken/restore")

    assert broken.control("GET", "/faults")["faults"] == kept
    assert condition(admin) == (507, ["Busied Out", IDLE], "2030-01-01T13:00:00")
    assert {fault["name"]: fault["hits"] for fault in broken.control("GET", "/faults")["faults"]}["full"] == 2
    broken.control("POST", "/clock/advance", {"seconds": 7201})
    assert admin.get("/modem_status").all("modem_status/state") == [IDLE, IDLE], "the dead modem's hours went on"


def test_each_ends_by_itself_after_a_restore(broken: RunningEmulator, admin: FfwsClient) -> None:
    broken.control("PUT", "/snapshots/broken")
    broken.control("POST", "/reset")
    broken.control("POST", "/snapshots/broken/restore")
    broken.control("DELETE", "/faults/full")
    assert condition(admin) == (201, ["Busied Out", IDLE], "2030-01-01T13:00:00")
    broken.control("DELETE", "/faults/dead")
    broken.control("DELETE", "/faults/wrong")
    broken.run_until_idle()
    assert admin.get("/modem_status").all("modem_status/state") == [IDLE, IDLE]
    assert admin.state("00000001/0000") == "sent"


def test_a_reset_ends_what_a_restore_has_broken(broken: RunningEmulator, admin: FfwsClient) -> None:
    broken.control("PUT", "/snapshots/broken")
    broken.control("POST", "/snapshots/broken/restore")
    broken.control("POST", "/reset")
    assert broken.control("GET", "/faults") == {"faults": []}
    assert condition(admin) == (201, [IDLE, IDLE], "2030-01-01T12:00:00")
    assert call_in(broken)["line"] == 1
