"""Lines that go wrong: channels out of service or reset, a cord that is pulled, no dial tone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import SENT

ONE_TRY = "<max_tries>1</max_tries>"
IDLE = "Waiting For Ring"


@pytest.fixture(autouse=True)
def faults_end(one_emulator: RunningEmulator) -> Iterator[None]:
    """Whatever a test has broken works again for the next."""
    yield
    one_emulator.control("DELETE", "/faults")


def put(emulator: RunningEmulator, kind: str, *channels: int, **more: Any) -> None:
    effect = {"kind": kind, "channels": channels or None}
    emulator.control("PUT", f"/faults/{kind}", {"effects": [effect], **more})


def next_state(emulator: RunningEmulator, admin: FfwsClient, state: str) -> None:
    """Move time on until modem 1 shows this."""
    while admin.get("/modem_status/1").first("modem_status/state") != state:
        assert emulator.control("GET", "/clock")["next_event"] is not None, f"never {state}"
        emulator.control("POST", "/clock/advance", {"until": "next_event"})


def attempt(emulator: RunningEmulator, admin: FfwsClient, keys: str) -> list[str]:
    """How the last try of an entry went: its line, and why the call ended."""
    emulator.run_until_idle()
    entry = admin.get(f"/ofax/{keys}?include_modem_info=true")
    return [entry.all(f"fax_entry/modem_info/{name}")[-1] for name in ("modem_number", "hangup_code", "hangup_message")]


def states(admin: FfwsClient) -> list[str]:
    return admin.get("/modem_status").all("modem_status/state")


def test_a_dead_channel_leaves_the_work_to_the_other(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "channel_dead", 1)
    assert states(admin) == ["Busied Out", IDLE]
    assert attempt(emulator, admin, admin.send(SENT))[0] == "2"
    assert call_in(emulator)["line"] == 2


def test_with_all_channels_dead_faxes_wait_and_callers_find_it_busy(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    put(emulator, "channel_dead", expires={"seconds": 3600})
    keys = admin.send(SENT)
    emulator.control("POST", "/clock/advance", {"seconds": 3599})
    assert admin.state(keys) == "pending"
    assert call_in(emulator, status=409)["error"] == "busy"
    emulator.control("POST", "/clock/advance", {"seconds": 1})
    assert states(admin) == ["Initializing Modem"] * 2
    emulator.run_until_idle()
    assert (admin.state(keys), states(admin)) == ("sent", [IDLE, IDLE])


@pytest.mark.parametrize("kind", ["channel_dead", "channel_reset"])
def test_a_channel_gives_its_call_up(emulator: RunningEmulator, admin: FfwsClient, kind: str) -> None:
    keys = admin.send(SENT)
    next_state(emulator, admin, "Sending Page")
    put(emulator, kind, 1)
    assert admin.state(keys) == "pending"
    entry = admin.get(f"/ofax/{keys}?include_modem_info=true")
    assert entry.all("fax_entry/modem_info/hangup_code") == ["02"]
    calls = emulator.control("GET", "/requests")  # the control plane answers as before
    assert calls["requests"]
    assert attempt(emulator, admin, keys)[0] == ("2" if kind == "channel_dead" else "1")
    assert admin.state(keys) == "sent"


def test_a_reset_happens_once(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "channel_reset")
    assert states(admin) == ["Initializing Modem"] * 2
    assert emulator.control("GET", "/faults/channel_reset")["is_over"] is True
    emulator.run_until_idle()
    assert states(admin) == [IDLE, IDLE]
    put(emulator, "no_dial_tone", 2)
    assert states(admin) == [IDLE, IDLE]


def test_a_call_that_comes_in_is_given_up_too(emulator: RunningEmulator, admin: FfwsClient) -> None:
    call_in(emulator)
    next_state(emulator, admin, "Receiving Page")
    put(emulator, "channel_reset", 1)
    log = admin.get("/inbound_log")
    assert (log.first("inbound_log_entry/pages"), log.first("inbound_log_entry/hangup_code")) == ("0", "02")


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [("no_dial_tone", "", "no dial tone"), ("cord_pulled", "03", "no loop current")],
)
def test_a_dead_line(emulator: RunningEmulator, admin: FfwsClient, kind: str, code: str, message: str) -> None:
    put(emulator, kind)
    assert attempt(emulator, admin, admin.send(SENT, inside=ONE_TRY)) == ["1", code, message]
    assert call_in(emulator, status=409)["error"] == "busy"
    emulator.control("DELETE", f"/faults/{kind}")
    assert attempt(emulator, admin, admin.send(SENT, inside=ONE_TRY)) == ["1", "00", "normal"]
    assert call_in(emulator)["line"] == 1


def test_a_station_hears_nothing_of_a_call_on_a_dead_line(emulator: RunningEmulator, admin: FfwsClient) -> None:
    station = {"number": "5551234", "script": ["busy", "ok"]}
    made = emulator.http.post("/_emulator/stations", json=station).json()
    put(emulator, "cord_pulled")
    attempt(emulator, admin, admin.send("5551234", inside=ONE_TRY))
    assert emulator.control("GET", f"/stations/{made['id']}")["next"] == "busy"


@pytest.mark.parametrize(
    ("state", "code"), [("Dialing", "03"), ("Negotiating", "20"), ("Sending Page", "40"), ("Postpage Processing", "50")]
)
def test_pulling_the_cord_cuts_a_call_where_it_is(
    emulator: RunningEmulator, admin: FfwsClient, state: str, code: str
) -> None:
    keys = admin.send(SENT, inside=ONE_TRY)
    next_state(emulator, admin, state)
    put(emulator, "cord_pulled", 1)
    assert admin.state(keys) == "failed"
    assert attempt(emulator, admin, keys)[1] == code


def test_without_a_dial_tone_a_call_that_is_on_goes_on(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT, inside=ONE_TRY)
    next_state(emulator, admin, "Negotiating")
    put(emulator, "no_dial_tone")
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"


def test_a_trunk_that_is_out_of_order(emulator: RunningEmulator) -> None:
    of_ip = RunningEmulator(model="FF240-IP", pace="instant")
    of_ip.freeze()
    client = of_ip.client()
    put(of_ip, "channel_dead", 1)
    assert client.get("/channel_status").all("channel_status/state") == ["Busied Out", "Waiting for Ring"]
    of_ip.control("DELETE", "/faults")
    assert client.get("/channel_status").all("channel_status/state") == ["Waiting for Ring"] * 2
    put(of_ip, "no_dial_tone")
    keys = client.send(SENT, inside=ONE_TRY)
    of_ip.run_until_idle()
    assert client.get(f"/ofax/{keys}").first("fax_entry/schedule_message") == "trunk out of order"
    (call,) = of_ip.control("POST", "/wait", {"match": {"fax": keys}, "state": "failed", "timeout": 0})["faxes"]
    assert call["try_number"] == 1
    assert of_ip.stop() == 0


def test_what_is_wrong_with_a_line_outlasts_a_reboot(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "channel_dead", 2)
    put(emulator, "cord_pulled", 1)
    emulator.control("PUT", "/faults/reboot", {"effects": [{"kind": "reboot", "seconds": 10}]})
    emulator.control("POST", "/clock/advance", {"seconds": 10})
    assert states(admin) == [IDLE, "Busied Out"]
    assert attempt(emulator, admin, admin.send(SENT, inside=ONE_TRY)) == ["1", "03", "no loop current"]


def test_a_reset_of_the_unit_mends_all_lines(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "channel_dead", 1)
    put(emulator, "cord_pulled", 2)
    emulator.reset()
    assert states(admin) == [IDLE, IDLE]
    assert attempt(emulator, admin, admin.send(SENT, inside=ONE_TRY)) == ["1", "00", "normal"]
