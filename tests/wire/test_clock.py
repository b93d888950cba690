"""The clock over HTTP: what is due next, how far it may be moved, and where it stops."""

from typing import Any

import httpx
import pytest

from tests.support.external_server import ExternalServer
from tests.support.inbound import call_in
from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, RunningEmulator, recipients
from tests.support.units import BUSY, SENT

RESTLESS = "<max_tries>2147483647</max_tries><try_interval>0</try_interval>"


def clock(emulator: RunningEmulator) -> tuple[str | None, str | None]:
    """When something is due next, and what."""
    found = emulator.control("GET", "/clock")
    return found["next_event"], found["next_event_is"]


def what_happens(emulator: RunningEmulator) -> list[str]:
    """What is due from now on, one after the other; what follows itself is told once."""
    kinds: list[str] = []
    while (kind := clock(emulator)[1]) is not None:
        if kinds[-1:] != [kind]:
            kinds.append(kind)
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
    return kinds


def advance(emulator: RunningEmulator, **how: Any) -> httpx.Response:
    return emulator.http.post("/_emulator/clock/advance", json=how)


def test_the_next_event_says_what_it_is(emulator: RunningEmulator, admin: FfwsClient) -> None:
    assert clock(emulator) == (None, None)
    admin.send(BUSY, inside="<max_tries>2</max_tries>")
    assert what_happens(emulator) == ["pages", "call", "fax", "call"]


def whose(emulator: RunningEmulator) -> tuple[str | None, str | None, int | None]:
    """What is due next, of which fax, and of which call."""
    found = emulator.control("GET", "/clock")
    return found["next_event_is"], found["next_event_fax"], found["next_event_call"]


def test_the_next_event_says_whose_it_is(emulator: RunningEmulator, admin: FfwsClient) -> None:
    route = (
        "<inbound_route><name>Sales</name>"
        "<destination><type>Email</type><value>bob@mail.example</value></destination></inbound_route>"
    )
    assert admin.put("/inbound_routes/line1", route).status == 200
    keys = admin.send(BUSY, inside="<max_tries>2</max_tries>")
    seen: list[tuple[str | None, str | None, int | None]] = []
    while (due := whose(emulator))[0] is not None:
        if seen[-1:] != [due]:
            seen.append(due)
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
    assert seen == [(kind, keys, None) for kind in ("pages", "call", "fax", "call")]

    call = call_in(emulator, line=1)["call"]
    assert whose(emulator) == ("call", None, call)
    emulator.control("POST", "/wait", {"inbound": 1, "skip": True, "timeout": PATIENT})
    assert whose(emulator) == ("delivery", None, call)


def test_pages_that_are_in_the_making_are_due(emulator: RunningEmulator, admin: FfwsClient) -> None:
    with ExternalServer() as afar:
        emulator.control("PUT", "/clock", {"mode": "real", "speed": 1_000_000})
        document = f"<attachment><location>external</location><url>{afar.url}/silent</url></attachment>"
        keys = admin.post("/ofax", f"<schedule_fax>{recipients(SENT)}{document}</schedule_fax>").entry_keys()[0]
        emulator.control("PUT", "/clock", {"speed": 1})  # everything but the pages has happened by now
        clock = emulator.control("GET", "/clock")
        assert (clock["next_event_is"], clock["next_event_fax"]) == ("pages", keys)
        assert clock["next_event"] < clock["now"]
        answer = emulator.http.post("/_emulator/wait", json={"idle": True, "timeout": 0})
        said = (
            f"after 0 s something is still due: next pages of fax {keys} at {clock['next_event']} by the unit's clock"
        )
        assert (answer.status_code, answer.json()["detail"]) == (408, said)
        afar.let_go()
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
        assert admin.state(keys) == "dead"


def test_a_receipt_is_due_as_soon_as_its_fax_is_over(emulator: RunningEmulator, admin: FfwsClient) -> None:
    sender = "<sender><email_address>ann@example.com</email_address></sender>"
    keys = admin.send(SENT, inside=sender + "<receipt>always</receipt>")
    emulator.control("POST", "/wait", {"match": {"number": SENT}, "state": "sent", "skip": True, "timeout": PATIENT})
    assert whose(emulator) == ("receipt", keys, None)


def test_what_is_due_of_calls_that_come_in_and_of_faults(emulator: RunningEmulator, admin: FfwsClient) -> None:
    nowhere = "<destination><type>Sftp</type><value>sftp://nobody@127.0.0.1:1/</value></destination>"
    route = f"<inbound_route><name>Sales</name>{nowhere}</inbound_route>"
    assert admin.put("/inbound_routes/line1", route).status == 200
    call_in(emulator, line=1)
    assert what_happens(emulator) == ["call", "delivery"]
    emulator.control("PUT", "/faults/f", {"effects": [{"kind": "channel_dead"}], "expires": {"seconds": 60}})
    assert what_happens(emulator) == ["fault", "channel"]


def test_the_next_event_is_when_it_says(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": "2030-01-01T00:00:00Z"})
    admin.send(SENT, inside="<schedule_all_at>2030-01-02T00:00:00</schedule_all_at>")
    assert clock(emulator)[1] == "pages"
    advance(emulator, until="next_event")
    assert clock(emulator) == ("2030-01-02T00:00:00Z", "fax")


def test_a_fax_that_is_tried_without_end_stops_the_way_to_idle(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(BUSY, inside=RESTLESS)
    refused = advance(emulator, until="idle")
    assert (refused.status_code, refused.json()["error"]) == (409, "endless")
    assert refused.json()["detail"].startswith(f"fax {keys} to {BUSY} was tried 1,000 times")
    tried = int(admin.get(f"/ofax/{keys}").first("fax_entry/try_number"))
    assert 1_000 <= tried < 1_100
    assert advance(emulator, seconds=60).status_code == 200
    assert int(admin.get(f"/ofax/{keys}").first("fax_entry/try_number")) > tried
    assert admin.delete(f"/ofax/{keys}").status == 202
    assert advance(emulator, until="idle").status_code == 200
    assert admin.send(SENT) == "00000002/0000"
    assert advance(emulator, until="idle").status_code == 200
    assert admin.state("00000002/0000") == "sent"


def test_a_fax_that_is_tried_without_end_stops_a_clock_that_is_set_ahead(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    emulator.control("PUT", "/clock", {"now": "2030-01-01T00:00:00Z"})
    keys = admin.send(BUSY, inside=RESTLESS)
    refused = emulator.http.put("/_emulator/clock", json={"now": "2999-01-01T00:00:00Z", "mode": "real", "speed": 7})
    assert (refused.status_code, refused.json()["error"]) == (409, "endless")
    assert refused.json()["detail"].startswith(f"fax {keys} to {BUSY} was tried 1,000 times")
    stopped = emulator.control("GET", "/clock")
    assert (stopped["mode"], stopped["speed"], stopped["now"][:4]) == ("frozen", 1, "2030")
    assert admin.delete(f"/ofax/{keys}").status == 202
    ahead = emulator.control("PUT", "/clock", {"now": "2999-01-01T00:00:00Z"})
    assert ahead["now"] == "2999-01-01T00:00:00Z"


def test_time_stays_where_it_is_when_nobody_waits_for_it_any_more(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(BUSY, inside=RESTLESS)
    years = {"seconds": 3600 * 24 * 366 * 10}
    with pytest.raises(httpx.ReadTimeout):
        emulator.http.post("/_emulator/clock/advance", json=years, timeout=0.3)
    assert admin.delete(f"/ofax/{keys}").status == 202
    stopped = emulator.control("GET", "/clock")["now"]
    assert emulator.control("PUT", "/clock", {"mode": "frozen"})["now"] == stopped


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({}, "exactly one of seconds, to and until"),
        ({"seconds": 1, "to": "2099-01-01T00:00:00Z"}, "exactly one of seconds, to and until"),
        ({"seconds": -0.5}, "body.seconds: Input should be greater than or equal to 0"),
        ({"seconds": 1e12}, "body.seconds: Input should be less than or equal to 316224000"),
        ({"seconds": "60"}, "body.seconds: Input should be a valid number"),
        ({"to": "2001-01-01T00:00:00Z"}, "PUT sets the clock back"),
        ({"to": "9001-01-01T00:00:00Z"}, "body.to: Input should be less than 9000-01-01"),
        ({"to": "1969-12-31T23:59:59Z"}, "body.to: Input should be greater than or equal to 1970-01-01"),
        ({"to": "2099-01-01T00:00:00"}, "body.to: Input should have timezone info"),
        ({"until": "tomorrow"}, "'idle' or 'next_event'"),
        ({"hours": 1}, "body.hours: Extra inputs are not permitted"),
    ],
)
def test_where_time_cannot_be_moved(emulator: RunningEmulator, how: dict[str, Any], told: str) -> None:
    before = emulator.control("GET", "/clock")
    refused = advance(emulator, **how)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert told in refused.json()["detail"]
    assert emulator.control("GET", "/clock") == before


def test_moving_on_to_nothing_moves_nothing(emulator: RunningEmulator) -> None:
    before = emulator.control("GET", "/clock")
    for how in ({"until": "next_event"}, {"until": "idle"}, {"seconds": 0}, {"to": before["now"]}):
        assert advance(emulator, **how).json() == before
