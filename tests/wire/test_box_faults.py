"""A unit that goes wrong itself: its disk is full, its power fails, its clock is wrong."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.inbound import call_in
from tests.support.patience import PATIENT
from tests.support.raw_http import Wire, head
from tests.support.servers import FfwsClient, RunningEmulator, recipients, schedule_fax
from tests.support.units import BUSY, SENT

NOON = "2030-01-01T12:00:00Z"
LOST = "Power lost while sending"
NO_SPACE = "no space left on disk"


@pytest.fixture(autouse=True)
def faults_end(one_emulator: RunningEmulator) -> Iterator[None]:
    """Whatever a test has broken works again for the next."""
    yield
    one_emulator.control("DELETE", "/faults")


def put(
    emulator: RunningEmulator, kind: str, *, name: str = "f", expires: Any = None, **members: Any
) -> dict[str, Any]:
    made: dict[str, Any] = emulator.control(
        "PUT", f"/faults/{name}", {"effects": [{"kind": kind, **members}], "expires": expires}
    )
    return made


def advance(emulator: RunningEmulator, seconds: float) -> None:
    emulator.control("POST", "/clock/advance", {"seconds": seconds})


def wait_for(emulator: RunningEmulator, state: str, number: str = SENT) -> dict[str, Any]:
    order = {"match": {"number": number}, "state": state, "timeout": PATIENT, "skip": True}
    (fax,) = emulator.control("POST", "/wait", order)["faxes"]
    found: dict[str, Any] = fax
    return found


# The disk


def test_a_full_disk_takes_no_fax_and_keeps_nothing_of_it(emulator: RunningEmulator, admin: FfwsClient) -> None:
    made = put(emulator, "disk_full")
    assert (made["layer"], made["is_over"]) == ("box", False)
    cover_alone = f"<schedule_fax>{recipients(SENT)}<cover_page><url>default.pdf</url></cover_page></schedule_fax>"
    for order in (schedule_fax(SENT), cover_alone):
        refused = admin.post("/ofax", order)
        assert (refused.status, refused.message) == (507, NO_SPACE)
    assert admin.get("/ofax").entry_keys() == []
    assert emulator.control("GET", "/faults/f")["hits"] == 2
    emulator.control("DELETE", "/faults/f")
    assert admin.send(SENT) == "00000001/0000"


def test_what_was_taken_before_is_sent_from_a_full_disk(emulator: RunningEmulator, admin: FfwsClient) -> None:
    busy, sent = admin.send(BUSY), admin.send(SENT)
    wait_for(emulator, "sending")
    put(emulator, "disk_full")
    emulator.run_until_idle()
    assert [admin.state(keys) for keys in (busy, sent)] == ["failed", "sent"]
    assert len(admin.get("/outbound_log").root.findall("outbound_log_entry")) == 4


def test_room_for_a_little(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "disk_full", after_bytes=100_000)
    first = admin.send(SENT)
    assert admin.post("/ofax", schedule_fax(SENT, text="A line.\n" * 20_000)).status == 507
    second = admin.send(SENT)
    emulator.run_until_idle()
    assert [admin.state(keys) for keys in (first, second)] == ["sent", "sent"]
    assert emulator.control("GET", "/faults/f")["hits"] == 1


def test_a_fax_whose_pages_find_no_room_is_dead(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "disk_full", after_bytes=6)
    keys = admin.send(SENT, text="Hello.")
    emulator.run_until_idle()
    entry = admin.get(f"/ofax/{keys}")
    assert (entry.first("fax_entry/state"), entry.first("fax_entry/schedule_message")) == ("dead", NO_SPACE)
    emulator.control("DELETE", "/faults")
    assert admin.put(f"/ofax/{keys}?at=now").status == 202
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"


def test_a_full_disk_takes_no_calls(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "disk_full")
    assert call_in(emulator, status=409)["error"] == "disk_full"
    emulator.control("DELETE", "/faults")
    call_in(emulator)
    emulator.run_until_idle()
    assert admin.get("/inbound_log").first("inbound_log_entry/pages") == "1"


def test_a_received_fax_that_finds_no_room_leaves_its_call_in_the_log(
    emulator: RunningEmulator, admin: FfwsClient
) -> None:
    put(emulator, "disk_full", after_bytes=1)
    call = call_in(emulator)["call"]
    emulator.run_until_idle()
    seen = emulator.control("POST", "/wait", {"inbound": 1, "state": ["received", "failed"], "timeout": 0})["inbound"]
    assert [(one["call"], one["state"], one["pages"]) for one in seen] == [(call, "failed", 0)]
    hangup = emulator.control("GET", f"/calls/{call}")["hangup"]
    assert (hangup["hangup_code"], hangup["hangup_text"], hangup["message"]) == ("93", "buffer overflow", NO_SPACE)
    log = admin.get("/inbound_log")
    assert log.first("inbound_log_entry/hangup_code") == "93"
    assert log.first("inbound_log_entry/hangup_message") == NO_SPACE
    assert admin.file(f"/data/inbound/{call}.pdf").status_code == 404


def test_there_is_room_again_when_the_fault_is_over(emulator: RunningEmulator, admin: FfwsClient) -> None:
    made = put(emulator, "disk_full", expires={"seconds": 60})
    assert made["expires_at"] is not None
    assert admin.post("/ofax", schedule_fax(SENT)).status == 507
    advance(emulator, 60)
    assert admin.post("/ofax", schedule_fax(SENT)).status == 201
    assert emulator.control("GET", "/faults/f")["is_over"] is True


# The power


def test_a_reboot_cuts_calls_and_the_unit_comes_back(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    wait_for(emulator, "sending")
    put(emulator, "reboot", seconds=60)
    for _ in range(2):
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            admin.get("/verify")
    advance(emulator, 59)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        admin.get("/verify")
    assert call_in(emulator, status=409)["error"] == "powered_off"
    advance(emulator, 1)
    entry = admin.get(f"/ofax/{keys}?include_modem_info=true")
    assert (entry.first("fax_entry/state"), entry.first("fax_entry/schedule_message")) == ("pending", LOST)
    assert entry.all("fax_entry/modem_info/hangup_message") == [LOST]
    assert admin.get("/status/system").first("status/system/uptime") == "0"
    found = emulator.control("GET", "/faults/f")
    assert (found["hits"], found["is_over"]) == (3, True)
    emulator.run_until_idle()
    assert admin.get(f"/ofax/{keys}").first("fax_entry/try_number") == "2"
    assert admin.state(keys) == "sent"


def test_a_fax_on_its_way_to_the_unit_is_lost_with_the_power(emulator: RunningEmulator, admin: FfwsClient) -> None:
    order = schedule_fax(SENT, text="x" * 10_000).encode()
    with Wire(emulator) as wire:
        length = f"Content-Length: {len(order)}"
        wire.send(head("POST", "/ofax", length, "Content-Type: application/xml", "Expect: 100-continue"))
        assert wire.answer(has_body=False).status == 100  # from here on the unit waits for what is to come
        wire.send(order[:5_000])
        put(emulator, "reboot", seconds=10)
        wire.send(order[5_000:])
        assert wire.is_closed()
    assert emulator.control("GET", "/faults/f")["hits"] == 0
    advance(emulator, 10)
    assert admin.get("/ofax").entry_keys() == []
    assert emulator.defects == []


def test_a_unit_that_says_that_it_is_not_there(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "reboot", seconds=5, while_down="unavailable")
    assert admin.get("/verify").status == 503
    advance(emulator, 5)
    assert admin.get("/verify").status == 200


def test_what_was_in_the_making_is_made_again(emulator: RunningEmulator, admin: FfwsClient) -> None:
    preparing, scheduled = (
        admin.send(SENT),
        admin.send(SENT, inside=f"<schedule_all_at>{'2099-01-01T00:00:00'}</schedule_all_at>"),
    )
    put(emulator, "reboot", seconds=0)
    assert [admin.state(keys) for keys in (preparing, scheduled)] == ["preprocessing", "preprocessing"]
    advance(emulator, 600)
    assert [admin.state(keys) for keys in (preparing, scheduled)] == ["sent", "pending"]


def test_who_waits_goes_on_waiting_through_a_reboot(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    wait_for(emulator, "sending")
    put(emulator, "reboot", seconds=3600)
    assert wait_for(emulator, "sent")["try_number"] == 2


def test_power_comes_back_early_when_the_fault_is_ended(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "reboot", seconds=3600)
    emulator.control("DELETE", "/faults/f")
    assert admin.get("/verify").status == 200
    put(emulator, "reboot", seconds=3600)
    emulator.control("POST", "/reset")
    assert admin.get("/verify").status == 200


def test_the_longest_of_two_reboots_counts(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "reboot", name="long", seconds=100, while_down="unavailable")
    put(emulator, "reboot", name="short", seconds=10)
    advance(emulator, 99)
    assert admin.get("/verify").status == 503
    advance(emulator, 1)
    assert admin.get("/verify").status == 200


def test_a_full_disk_is_full_after_a_reboot(emulator: RunningEmulator, admin: FfwsClient) -> None:
    put(emulator, "disk_full", name="full")
    put(emulator, "reboot", seconds=0)
    assert admin.post("/ofax", schedule_fax(SENT)).status == 507


def test_with_a_running_clock_power_comes_back_by_itself(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"mode": "real", "speed": 1000.0})
    put(emulator, "reboot", seconds=0.5, while_down="unavailable")
    emulator.control("POST", "/wait", {"idle": True, "timeout": PATIENT})
    assert admin.get("/verify").status == 200
    emulator.control("PUT", "/clock", {"mode": "frozen", "speed": 1.0})


# The clock


def test_a_clock_that_is_an_hour_fast(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": NOON})
    before = admin.send(SENT)
    advance(emulator, 60)
    put(emulator, "clock_skew", seconds=3600)
    about = admin.get("/about")
    assert about.first("about/current_time") == "2030-01-01T13:01:00"
    assert about.response.headers["date"] == "Tue, 01 Jan 2030 13:01:00 GMT"
    after = admin.send(SENT)
    created = [admin.get(f"/ofax/{keys}").first("fax_entry/created") for keys in (before, after)]
    assert created == ["2030-01-01T12:00:00", "2030-01-01T13:01:00"]
    emulator.control("DELETE", "/faults")
    assert admin.get("/about").first("about/current_time") == "2030-01-01T12:01:00"
    assert admin.get(f"/ofax/{after}").first("fax_entry/created") == "2030-01-01T12:01:00"


def test_a_fax_goes_when_a_wrong_clock_says_so(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": NOON})
    put(emulator, "clock_skew", seconds=-600)
    keys = admin.send(SENT, inside="<schedule_all_at>2030-01-01T12:05:00</schedule_all_at>")
    advance(emulator, 899)
    waiting = admin.get(f"/ofax/{keys}")
    assert waiting.first("fax_entry/state") == "pending"
    assert waiting.first("fax_entry/stime") == "2030-01-01T12:05:00"
    advance(emulator, 1)
    assert admin.state(keys) == "sending"


def test_a_clock_that_drifts(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": NOON})
    put(emulator, "clock_skew", seconds_a_day=60)
    assert admin.get("/about").first("about/current_time") == "2030-01-01T12:00:00"
    advance(emulator, 2 * 86_400)
    assert admin.get("/about").first("about/current_time") == "2030-01-03T12:02:00"
    assert emulator.control("GET", "/clock")["now"] == "2030-01-03T12:00:00Z"


def test_a_wrong_clock_is_wrong_after_a_reboot(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/clock", {"now": NOON})
    put(emulator, "clock_skew", name="wrong", seconds=-60)
    put(emulator, "reboot", seconds=0)
    assert admin.get("/about").first("about/current_time") == "2030-01-01T11:59:00"


# What cannot be


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"effects": [{"kind": "disk_full", "after_bytes": -1}]}, "after_bytes"),
        ({"effects": [{"kind": "reboot", "seconds": -1}]}, "seconds"),
        ({"effects": [{"kind": "reboot", "while_down": "silent"}]}, "while_down"),
        ({"effects": [{"kind": "clock_skew"}]}, "seconds or seconds_a_day"),
        ({"effects": [{"kind": "channel_dead", "channels": []}]}, "channels"),
        ({"effects": [{"kind": "channel_dead", "channels": [0]}]}, "channels"),
        ({"effects": [{"kind": "channel_dead", "channels": [1, 1]}]}, "twice"),
        ({"effects": [{"kind": "cord_pulled", "channels": [3]}]}, "the unit has 2"),
        ({"effects": [{"kind": "reboot"}, {"kind": "status", "status": 500}]}, "make two faults"),
        ({"effects": [{"kind": "reboot"}, {"kind": "cord_pulled"}]}, "make two faults"),
        ({"effects": [{"kind": "reboot"}], "layer": "line"}, "layer"),
        ({"effects": [{"kind": "reboot"}], "match": {"method": "GET"}}, "match"),
        ({"effects": [{"kind": "reboot"}], "turns": {"first": 1}}, "turns"),
        ({"effects": [{"kind": "reboot"}], "expires": {"hits": 1}}, "expires.hits"),
    ],
)
def test_what_cannot_be_is_named(emulator: RunningEmulator, wanted: dict[str, Any], named: str) -> None:
    refused = emulator.http.put("/_emulator/faults/f", json=wanted)
    assert refused.status_code == 400
    assert named in refused.json()["detail"]
    assert emulator.control("GET", "/faults") == {"faults": []}


def test_a_fault_says_where_it_lies(emulator: RunningEmulator) -> None:
    made = [put(emulator, "closed_afterwards"), put(emulator, "disk_full"), put(emulator, "no_dial_tone")]
    assert [one["layer"] for one in made] == ["requests", "box", "line"]


def test_a_fault_for_another_workspace_hits_nobody_here(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for workspace, status in (("team-a", 200), ("default", 418)):
        fault = {"match": {"workspace": workspace}, "effects": [{"kind": "status", "status": 418}]}
        emulator.control("PUT", "/faults/f", fault)
        assert admin.get("/verify").status == status
