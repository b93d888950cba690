"""Two units on one call whose clocks are moved by hand: every step is the same in every run, and each end is in its own
time."""

from typing import Any

from tests.support.inside import InsideEmulator
from tests.support.servers import schedule_fax

NOON = {"mode": "frozen", "now": "2030-01-01T12:00:00Z"}
ADMIN = ("admin", "admin")


def moved_in_turn() -> list[Any]:
    """What both units show while their clocks are moved, two seconds each, and what they have in the end."""
    seen: list[Any] = []
    with InsideEmulator() as inside:
        north, south = inside.workspace("north"), inside.workspace("south")
        for unit in (north, south):
            unit.control("PUT", "/clock", NOON)
        north.control("POST", "/stations", {"number": "2000", "unit": "south"})
        assert north.request("POST", "/ofax", schedule_fax("2000", text="One.\fTwo."), ADMIN).status == 201
        for _ in range(11):
            for unit in (north, south):
                unit.control("POST", "/clock/advance", {"seconds": 2})
                seen.append(unit.request("GET", "/modem_status/1", credentials=ADMIN).first("modem_status/state"))
        seen += [unit.control("GET", "/calls/1") for unit in (north, south)]
        seen.append(inside.control("GET", "/calls"))
    return seen


def moments(call: Any, *names: str) -> list[str]:
    """Seconds after noon."""
    return [call[name].removeprefix("2030-01-01T12:00:").removesuffix("Z") for name in names]


def test_clocks_that_are_moved_in_turn() -> None:
    *states, sent, came, of_nobody = first = moved_in_turn()

    dialling = [*states[2:7:2], *states[1:6:2]]
    assert dialling == ["Dialing"] * 3 + ["Waiting for Connect"] * 3
    assert states[7:9] == ["Negotiating", "Negotiating"]
    assert (sent["outcome"], came["outcome"], sent["exchange"] == came["exchange"]) == ("ok", "ok", True)
    # The number was dialled when the other unit's clock was two seconds behind, which it was at every moment after
    # that.
    assert moments(sent, "started_at", "connected_at", "ended_at") == ["02", "08.800000", "19.777388"]
    assert moments(came, "started_at", "connected_at", "ended_at") == ["04.800000", "06.800000", "17.777388"]
    assert of_nobody["calls"] == []  # nobody else hears of it
    assert moved_in_turn() == first
