"""A clock that is set back over HTTP while things go on: calls out and in, between units, faults, what is shown
meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.external_server import ExternalServer
from tests.support.inbound import call_in
from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, Reachable, RunningEmulator, recipients
from tests.support.units import NO_ANSWER, SENT
from tests.support.workspaces import workspace

NOON = "2030-01-01T12:00:00Z"
A_DAY_EARLIER = "2029-12-31T12:00:00Z"
NUMBER = "763-555-2000"


@pytest.fixture(autouse=True)
def faults_end(one_emulator: RunningEmulator) -> Iterator[None]:
    yield
    one_emulator.control("DELETE", "/faults")


def freeze_at(unit: Reachable, moment: str) -> None:
    unit.control("PUT", "/clock", {"mode": "frozen", "now": moment})


def set_back(unit: Reachable) -> None:
    """By a day."""
    now = datetime.fromisoformat(unit.control("GET", "/clock")["now"])
    unit.control("PUT", "/clock", {"now": (now - timedelta(days=1)).isoformat()})


def advance(unit: Reachable, seconds: float) -> None:
    unit.control("POST", "/clock/advance", {"seconds": seconds})


def seconds_of(call: dict[str, Any]) -> list[float]:
    """From the beginning of a call to its answer, and to its end."""
    began, answered, ended = (datetime.fromisoformat(call[name]) for name in ("started_at", "connected_at", "ended_at"))
    return [(moment - began).total_seconds() for moment in (answered, ended)]


def newest_call(unit: Reachable) -> dict[str, Any]:
    found: dict[str, Any] = unit.control("GET", "/calls")["calls"][0]
    return found


def test_a_call_goes_on_from_the_new_moment(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    admin.send(SENT)
    emulator.run_until_idle()
    usual = seconds_of(newest_call(emulator))

    freeze_at(emulator, NOON)
    keys = admin.send(SENT)
    advance(emulator, 14)
    connected = admin.get("/modem_status/1").first("modem_status/elasped_time")
    assert int(connected) > 0
    assert admin.get(f"/ofax/{keys}").first("fax_entry/stime") == "2030-01-01T12:00:02"
    due = datetime.fromisoformat(emulator.control("GET", "/clock")["next_event"])

    set_back(emulator)
    assert admin.get("/modem_status/1").first("modem_status/elasped_time") == connected
    assert admin.get(f"/ofax/{keys}").first("fax_entry/stime") == "2029-12-31T12:00:02"
    stands = emulator.control("GET", "/clock")
    assert datetime.fromisoformat(stands["next_event"]) == due - timedelta(days=1)

    emulator.control("POST", "/wait", {"match": {"fax": keys}, "state": "sent", "skip": True, "timeout": PATIENT})
    call = newest_call(emulator)
    assert seconds_of(call) == usual
    assert call["started_at"] == "2029-12-31T12:00:02Z"
    assert emulator.control("GET", "/clock")["now"] == call["ended_at"]


def test_a_clock_that_runs_is_set_back_in_a_call(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    keys = admin.send(SENT)
    advance(emulator, 14)
    emulator.control("PUT", "/clock", {"mode": "real", "speed": 1000, "now": A_DAY_EARLIER})
    emulator.control("POST", "/wait", {"match": {"fax": keys}, "state": "sent", "timeout": PATIENT})
    call = newest_call(emulator)
    assert "2029-12-31T12:00:00Z" < call["ended_at"] < "2029-12-31T12:01:00Z"
    assert call["started_at"] == "2029-12-31T11:59:48Z"


def test_a_fax_in_the_making_is_sent_soon_and_one_for_an_hour_at_its_hour(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    freeze_at(emulator, NOON)
    soon = admin.send(SENT)
    then = admin.send(SENT, inside="<schedule_all_at>2030-01-01T13:00:00</schedule_all_at>")
    set_back(emulator)
    assert admin.get(f"/ofax/{soon}").first("fax_entry/stime") == "2029-12-31T12:00:00"
    assert admin.get(f"/ofax/{then}").first("fax_entry/stime") == "2030-01-01T13:00:00"
    advance(emulator, 60)
    assert (admin.state(soon), admin.state(then)) == ("sent", "pending")
    emulator.run_until_idle()
    assert newest_call(emulator)["started_at"] == "2030-01-01T13:00:00Z"


def test_pages_that_a_running_clock_did_not_wait_for(emulator: RunningEmulator, admin: FfwsClient) -> None:
    with ExternalServer() as afar:
        freeze_at(emulator, NOON)
        emulator.control("PUT", "/clock", {"mode": "real", "speed": 1_000_000})
        document = f"<attachment><location>external</location><url>{afar.url}/silent</url></attachment>"
        keys = admin.post("/ofax", f"<schedule_fax>{recipients(SENT)}{document}</schedule_fax>").entry_keys()[0]
        emulator.control("PUT", "/clock", {"mode": "real", "speed": 1, "now": A_DAY_EARLIER})
        afar.let_go()
        emulator.control("POST", "/wait", {"match": {"fax": keys}, "state": "dead", "timeout": PATIENT})
        assert admin.get(f"/ofax/{keys}").first("fax_entry/stime").startswith("2029-12-31T12:0")


def test_a_call_that_comes_in_goes_on(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    call_in(emulator)
    advance(emulator, 10)
    assert admin.get("/modem_status/1").first("modem_status/state") != "Idle"
    set_back(emulator)
    advance(emulator, 60)
    call = newest_call(emulator)
    assert (call["direction"], call["outcome"]) == ("inbound", "ok")
    assert call["started_at"] == A_DAY_EARLIER
    assert 0 < seconds_of(call)[0] < seconds_of(call)[1] < 60


def test_a_delivery_is_tried_again_at_the_moment_that_it_shows(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    nowhere = "<destination><type>Sftp</type><value>sftp://nobody@127.0.0.1:1/</value></destination>"
    route = f"<inbound_route><name>Sales</name>{nowhere}</inbound_route>"
    assert admin.put("/inbound_routes/line1", route).status == 200
    call_in(emulator, line=1)
    emulator.control("POST", "/wait", {"inbound": 1, "skip": True, "timeout": PATIENT})
    advance(emulator, 0)
    (delivery,) = emulator.control("GET", "/deliveries")["deliveries"]
    assert delivery["tries"] == 1
    set_back(emulator)
    stands = emulator.control("GET", "/clock")
    assert (stands["next_event"], stands["next_event_is"]) == (delivery["next_at"], "delivery")


@pytest.mark.parametrize("whose", ["north", "south"])
def test_each_unit_of_a_joined_call_has_its_own_clock(emulator: RunningEmulator, whose: str) -> None:
    with ExitStack() as stack:
        units = {}
        for name in ("north", "south"):
            units[name] = stack.enter_context(workspace(emulator, name))
            order = {"name": name, "model": "FF240", "seed": False, "clock": {"mode": "frozen", "now": NOON}}
            emulator.control("POST", "/workspaces", order, 201)
        units["north"].control("POST", "/stations", {"number": NUMBER, "unit": "south"}, 201)
        units["north"].client().send(NUMBER, text="one\ftwo")
        for _ in range(7):
            for unit in units.values():
                advance(unit, 2)
        calls = {name: unit.control("GET", "/clock")["next_event_is"] for name, unit in units.items()}
        assert calls == {"north": "call", "south": "call"}
        set_back(units[whose])
        for _ in range(20):
            for unit in units.values():
                advance(unit, 2)
        for name, unit in units.items():
            call = newest_call(unit)
            answered, ended = seconds_of(call)
            assert (call["outcome"], call["pages"]) == ("ok", 2)
            assert 0 < answered < ended < 60
            assert call["ended_at"] < A_DAY_EARLIER[:14] + "59" if name == whose else call["ended_at"] > NOON


# Faults


def test_a_fault_lasts_as_long_as_it_was_to(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    for name, effect in (("locked-out", "unauthorized"), ("dead", "channel_dead")):
        emulator.control("PUT", f"/faults/{name}", {"effects": [{"kind": effect}], "expires": {"seconds": 60}})
    advance(emulator, 20)
    set_back(emulator)
    assert emulator.control("GET", "/faults/dead")["expires_at"] == "2029-12-31T12:01:00Z"
    advance(emulator, 39)
    assert admin.get("/verify").status == 401
    advance(emulator, 1)
    assert admin.get("/verify").status == 200
    assert emulator.control("GET", "/faults/dead")["is_over"]
    assert admin.get("/modem_status/1").first("modem_status/state") == "Initializing Modem"


def test_a_fault_that_is_over_at_a_moment_is_over_then(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    order = {"effects": [{"kind": "unauthorized"}], "expires": {"at": "2030-01-01T13:00:00Z", "seconds": 86_400 * 9}}
    emulator.control("PUT", "/faults/f", order)
    set_back(emulator)
    assert emulator.control("GET", "/faults/f")["expires_at"] == "2030-01-01T13:00:00Z"


def test_the_power_is_back_after_its_seconds(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    keys = admin.send(SENT)
    emulator.control("PUT", "/faults/f", {"effects": [{"kind": "reboot", "seconds": 60, "while_down": "unavailable"}]})
    advance(emulator, 20)
    set_back(emulator)
    advance(emulator, 39)
    assert admin.get("/verify").status == 503
    advance(emulator, 1)
    assert admin.get("/verify").status == 200
    advance(emulator, 60)
    assert admin.state(keys) == "sent"


def test_a_clock_that_is_wrong_stays_wrong(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    emulator.control("PUT", "/faults/f", {"effects": [{"kind": "clock_skew", "seconds": 3600, "seconds_a_day": 60}]})
    advance(emulator, 86_400)
    assert admin.get("/about").first("about/current_time") == "2030-01-02T13:01:00"
    set_back(emulator)
    assert admin.get("/about").first("about/current_time") == "2030-01-01T13:01:00"


def test_a_line_that_was_never_free_is_taken_once_it_is(emulator: RunningEmulator, admin: FfwsClient) -> None:
    freeze_at(emulator, NOON)
    keys = admin.send(NO_ANSWER, NO_ANSWER, SENT, inside="<max_tries>1</max_tries>")[:8]
    advance(emulator, 5)
    set_back(emulator)
    shown = admin.get(f"/ofax/{keys}")
    assert shown.all("fax_entry/state") == ["sending", "sending", "pending"]
    assert shown.all("fax_entry/stime") == ["2029-12-31T12:00:02"] * 2 + ["2029-12-31T12:00:05"]
    emulator.run_until_idle()
    assert admin.get(f"/ofax/{keys}").all("fax_entry/state") == ["failed", "failed", "sent"]
    assert emulator.control("GET", "/clock")["now"] < "2030"
