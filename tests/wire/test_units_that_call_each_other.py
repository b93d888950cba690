"""Two units that fax each other through one exchange: over HTTP, with everything that each sees of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageChops

from tests.support.inbound import call_in, set_routes
from tests.support.patience import PATIENT
from tests.support.servers import Reachable, RunningEmulator
from tests.support.workspaces import WorkspaceByPath, workspace

NUMBER = "763-555-2000"
"""Where each reaches the other."""

LETTER = "\n".join(f"Line {number:02} of a letter with something on it" for number in range(1, 50))
TWO_PAGES = f"{LETTER}\f{LETTER}"
NOON = {"mode": "frozen", "now": "2030-01-01T12:00:00Z"}
RETRIES = "<max_tries>9</max_tries><try_interval>1</try_interval>"
ONE_TRY = "<max_tries>1</max_tries>"


def connect(unit: Reachable, other: str, number: str = NUMBER) -> Any:
    return unit.control("POST", "/stations", {"number": number, "unit": other}, 201)


def set_modem(unit: Reachable, line: int, **values: Any) -> None:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    answer = unit.client().put(f"/modem_settings/{line}", f"<modem_settings>{inside}</modem_settings>")
    assert answer.status == 200, answer.message


def reboot(unit: Reachable, seconds: float) -> None:
    unit.control("PUT", "/faults/f", {"effects": [{"kind": "reboot", "seconds": seconds}]})


def fill_disk(unit: Reachable, after_bytes: int) -> None:
    """Room for so many bytes more."""
    unit.control("PUT", "/faults/full", {"effects": [{"kind": "disk_full", "after_bytes": after_bytes}]})


def advance(unit: Reachable, seconds: float) -> None:
    unit.control("POST", "/clock/advance", {"seconds": seconds})


def calls(unit: Reachable) -> list[Any]:
    return list(unit.control("GET", "/calls")["calls"])


def only_call(unit: Reachable) -> Any:
    (call,) = calls(unit)
    return call


def preview(unit: Reachable, keys: str) -> list[Image.Image]:
    pages = pypdf.PdfReader(BytesIO(unit.client().file(f"/data/preview/{keys.replace('/', '-')}.pdf").content)).pages
    found = [page.images[0].image for page in pages]
    return [image.convert("1") for image in found if image is not None]


def kept(unit: Reachable, call: int, pages: int) -> list[Image.Image]:
    """What the called unit has of a call."""
    answers = [unit.http.get(f"/_emulator/calls/{call}/pages/{page}.png") for page in range(1, pages + 1)]
    return [Image.open(BytesIO(answer.content)).convert("1") for answer in answers]


def are_equal(some: list[Image.Image], others: list[Image.Image]) -> bool:
    return len(some) == len(others) and all(
        one.size == other.size and ImageChops.difference(one.convert("L"), other.convert("L")).getbbox() is None
        for one, other in zip(some, others, strict=True)
    )


@pytest.fixture
def at_the_end() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def pair_of(
    emulator: RunningEmulator, stack: ExitStack, north: str = "FF240", south: str = "FF840"
) -> tuple[WorkspaceByPath, WorkspaceByPath]:
    """Two units in factory state with clocks that stand still, each at the other's number."""
    made = []
    for name, model in (("north", north), ("south", south)):
        unit = stack.enter_context(workspace(emulator, name))
        emulator.control("POST", "/workspaces", {"name": name, "model": model, "seed": False, "clock": NOON}, 201)
        made.append(unit)
    connect(made[0], "south")
    connect(made[1], "north")
    return made[0], made[1]


@pytest.mark.parametrize(
    ("north_is", "south_is"),
    [("FF240", "FF840"), ("FF840", "FF240-IP"), ("FF240-IP", "FF240"), ("FF240-IP", "FF240-IP")],
)
def test_pages_are_equal_at_both_ends(
    emulator: RunningEmulator, at_the_end: ExitStack, north_is: str, south_is: str
) -> None:
    north, south = pair_of(emulator, at_the_end, north_is, south_is)
    keys = north.client().send(NUMBER, text=TWO_PAGES)
    north.run_until_idle()

    assert north.client().state(keys) == "sent"
    sent, came = only_call(north), only_call(south)
    assert (sent["direction"], sent["pages"], sent["outcome"]) == ("outbound", 2, "ok")
    assert (came["direction"], came["pages"], came["outcome"]) == ("inbound", 2, "ok")
    assert came["number"] == "7635552000"
    assert came["received"]["state"] == "received"
    terms = ("rate", "ecm", "coding", "resolution")
    assert [sent["negotiated"][name] for name in terms] == [came["negotiated"][name] for name in terms]
    assert are_equal(kept(south, 1, 2), preview(north, keys))


def test_identities_are_crossed_and_both_see_the_same_exchange(
    emulator: RunningEmulator, at_the_end: ExitStack
) -> None:
    north, south = pair_of(emulator, at_the_end)
    set_modem(north, 1, station_id="218 555 0100")
    set_modem(south, 1, station_id="SOUTH", max_baud_rate=9600, ecm="false", answer_on=2)
    north.client().send(NUMBER)
    north.run_until_idle()

    sent, came = (unit.control("GET", "/calls/1") for unit in (north, south))
    assert (sent["negotiated"]["remote_id"], came["negotiated"]["remote_id"]) == ("SOUTH", "218 555 0100")
    assert (came["from"], came["negotiated"]["rate"], came["negotiated"]["ecm"]) == ("2185550100", 9600, False)
    assert sent["exchange"] == came["exchange"]
    logs = south.client().get("/inbound_log")
    assert logs.all("inbound_log_entry/remote_id") == ["218 555 0100"]


def test_digits_and_routes_as_the_called_unit_has_them(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    north, south = pair_of(emulator, at_the_end)
    set_routes(south.client())
    set_modem(south, 1, routing="DTMF Digits", max_extension_digits=3)
    connect(north, "south", "555 2*")
    north.client().send("5552101")
    north.run_until_idle()
    south.run_until_idle()

    assert only_call(south)["received"] == {"state": "received", "extension": "101", "recipient": "Sales"}
    deliveries = south.control("GET", "/deliveries")["deliveries"]
    assert sorted((one["type"], one["state"]) for one in deliveries) == [
        ("Printer", "delivered"),
        ("Printer", "delivered"),
        ("Share", "delivered"),
    ]


def test_a_unit_without_a_free_line_is_busy(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    north, south = pair_of(emulator, at_the_end, south="FF240")
    set_modem(south, 2, enabled_inbound="false")
    call_in(south, line=1)
    keys = north.client().send(NUMBER, inside="<max_tries>2</max_tries><try_interval>60</try_interval>")
    advance(north, 30)
    assert [call["outcome"] for call in calls(north)] == ["busy"]
    south.run_until_idle()
    north.run_until_idle()

    assert north.client().state(keys) == "sent"
    assert [call["from"] for call in calls(south)] == ["", "2185551234"]


@pytest.mark.parametrize("other", ["nobody", "off"])
def test_a_unit_that_is_not_there_is_busy(emulator: RunningEmulator, at_the_end: ExitStack, other: str) -> None:
    north, south = pair_of(emulator, at_the_end)
    if other == "off":
        reboot(south, 600)
    else:
        north.control("DELETE", "/stations/1")
        connect(north, "nobody")
    keys = north.client().send(NUMBER, inside=ONE_TRY)
    north.run_until_idle()

    assert north.client().state(keys) == "failed"
    assert only_call(north)["outcome"] == "busy"
    assert emulator.http.get("/_emulator/workspaces/nobody").status_code == 404


def test_an_answer_that_comes_too_late(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    north, south = pair_of(emulator, at_the_end)
    set_modem(south, 1, answer_on=15)
    keys = north.client().send(NUMBER, inside=ONE_TRY)
    north.run_until_idle()

    assert north.client().state(keys) == "failed"
    assert [only_call(unit)["outcome"] for unit in (north, south)] == ["no_answer", "no_answer"]


def test_a_fax_for_which_the_called_unit_has_no_room_is_not_reported_sent(
    emulator: RunningEmulator, at_the_end: ExitStack
) -> None:
    north, south = pair_of(emulator, at_the_end)
    fill_disk(south, 50)
    keys = north.client().send(NUMBER, inside="<max_tries>2</max_tries><try_interval>60</try_interval>")
    advance(north, 30)

    assert north.client().state(keys) == "pending"
    sent, came = only_call(north), only_call(south)
    assert [(call["outcome"], call["pages"], call["connected_at"]) for call in (sent, came)] == [
        ("temporary_failure", 0, None),
        ("no_answer", 0, None),
    ]
    assert south.control("GET", "/faults/full")["hits"] == 1

    south.control("DELETE", "/faults")
    north.run_until_idle()
    assert north.client().state(keys) == "sent"
    assert [call["pages"] for call in calls(south)] == [1, 0]


def test_a_disk_that_fills_up_during_a_call_has_room_for_its_fax(
    emulator: RunningEmulator, at_the_end: ExitStack
) -> None:
    north, south = pair_of(emulator, at_the_end)
    keys = north.client().send(NUMBER, text=TWO_PAGES)
    advance(north, 13)
    fill_disk(south, 0)
    north.run_until_idle()

    assert north.client().state(keys) == "sent"
    assert (only_call(south)["outcome"], only_call(south)["pages"]) == ("ok", 2)
    assert are_equal(kept(south, 1, 2), preview(north, keys))
    north.client().send(NUMBER, inside=ONE_TRY)
    north.run_until_idle()
    assert calls(north)[0]["outcome"] == "busy"


def test_a_unit_that_calls_itself(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    north, _ = pair_of(emulator, at_the_end)
    connect(north, "north", "1")
    both = north.client().send("1", "1", inside=ONE_TRY)
    north.run_until_idle()
    assert [call["outcome"] for call in calls(north)] == ["busy", "busy"]  # each line dials, and none is left

    keys = north.client().send("1", inside=ONE_TRY, text=TWO_PAGES)
    north.run_until_idle()
    assert north.client().state(both) == "failed"
    assert north.client().state(keys) == "sent"
    directions = {call["direction"]: call["call"] for call in calls(north)[:2]}
    assert are_equal(kept(north, directions["inbound"], 2), preview(north, keys))


def test_each_end_goes_on_in_its_own_time(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    north, south = pair_of(emulator, at_the_end)
    keys = north.client().send(NUMBER, text=TWO_PAGES)
    advance(north, 7)

    shown = south.client().get("/modem_status")
    assert shown.first("modem_status/state") == "Waiting for Connect"
    assert calls(south) == []
    south.run_until_idle()  # the called end is through, and the caller's has not been answered yet
    assert only_call(south)["pages"] == 2
    assert north.client().state(keys) == "sending"
    north.run_until_idle()
    assert north.client().state(keys) == "sent"
    assert only_call(south)["pages"] == 2


def test_the_caller_hangs_up(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    north, south = pair_of(emulator, at_the_end)
    keys = north.client().send(NUMBER, text=TWO_PAGES)
    advance(north, 3)
    advance(south, 15)  # the called end is in the middle of it
    assert north.client().delete(f"/ofax/{keys}").status == 202

    assert (only_call(north)["outcome"], north.client().state(keys)) == ("aborted", "aborted")
    came = only_call(south)
    assert came["outcome"].startswith("receive_phase_")
    assert came["received"]["state"] == "failed"
    assert not came["succeeded"]


@pytest.mark.parametrize("way", ["reset", "deleted", "rebooted"])
def test_the_called_unit_is_gone(emulator: RunningEmulator, at_the_end: ExitStack, way: str) -> None:
    north, south = pair_of(emulator, at_the_end)
    keys = north.client().send(NUMBER, text=TWO_PAGES, inside=ONE_TRY)
    advance(north, 13)
    if way == "reset":
        south.control("POST", "/reset")
    elif way == "deleted":
        emulator.control("DELETE", "/workspaces/south")
    else:
        reboot(south, 5)

    sent = only_call(north)
    assert sent["outcome"].startswith("phase_")
    assert sent["ended_at"] == "2030-01-01T12:00:13Z"
    assert north.client().state(keys) == "failed"
    assert emulator.defects == []


def test_a_caller_that_is_deleted(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    north, south = pair_of(emulator, at_the_end)
    north.client().send(NUMBER)
    advance(north, 2)
    emulator.control("DELETE", "/workspaces/north")

    assert only_call(south)["outcome"] == "no_answer"
    assert south.control("POST", "/wait", {"idle": True, "timeout": PATIENT})["idle"]
    assert emulator.defects == []


def test_the_unit_without_a_name_and_clocks_that_run(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    emulator.reset()
    south = at_the_end.enter_context(workspace(emulator, "south"))
    connect(south, "default")
    keys = south.client().send(NUMBER, text=TWO_PAGES)
    waited = south.control("POST", "/wait", {"match": {"fax": keys}, "state": ["sent", "failed"], "timeout": PATIENT})

    assert waited["faxes"][0]["state"] == "sent"
    assert are_equal(kept(emulator, only_call(emulator)["call"], 2), preview(south, keys))
    emulator.reset()


def sent_and_received(sender: Reachable, receiver: Reachable) -> tuple[int, int]:
    """How many faxes the one reports sent, and how many of its calls the other has in order."""
    sent = [fax for fax in sender.control("GET", "/faxes?limit=1000")["faxes"] if fax["state"] == "sent"]
    came = sender_calls(receiver)
    return len(sent), len([call for call in came if call["succeeded"]])


def sender_calls(receiver: Reachable) -> list[Any]:
    found = receiver.control("GET", "/calls?direction=inbound&limit=1000")["calls"]
    return [call for call in found if call["number"] == "7635552000"]


def test_both_call_each_other_all_the_time(emulator: RunningEmulator, at_the_end: ExitStack) -> None:
    units = [at_the_end.enter_context(workspace(emulator, name)) for name in ("east", "west")]
    connect(units[0], "west")
    connect(units[1], "east")
    for unit in units:
        unit.client().send(*[NUMBER] * 6, inside="<max_tries>500</max_tries><try_interval>1</try_interval>")
    for unit in units:
        wanted = {"match": {"number": NUMBER}, "state": ["sent"], "count": 6, "timeout": PATIENT}
        unit.control("POST", "/wait", wanted)

    assert sent_and_received(*units) == sent_and_received(*reversed(units)) == (6, 6)
    assert emulator.defects == []


@pytest.mark.parametrize("after", [3, 9])
def test_killed_while_many_are_on_their_way(tmp_path: Path, after: int) -> None:
    first = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    first.control("POST", "/workspaces", {"name": "south", "model": "FF840"}, 201)
    connect(first, "south")
    first.client().send(*[NUMBER] * 12, inside=RETRIES)
    first.control("POST", "/wait", {"match": {"number": NUMBER}, "state": ["sent"], "count": after, "timeout": PATIENT})
    first.kill()

    second = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    south = WorkspaceByPath(second, "south")
    south.freeze()
    sent, came = sent_and_received(second, south)
    assert came >= sent >= after
    south.control("PUT", "/clock", {"mode": "real"})
    second.control("POST", "/wait", {"match": {"number": NUMBER}, "state": ["sent"], "count": 12, "timeout": PATIENT})
    sent, came = sent_and_received(second, south)
    assert 12 == sent <= came <= sent + 2  # those that were cut off between the two ends came twice
    assert second.defects == []
    assert second.stop() == 0


def test_what_was_reported_sent_is_there_after_a_kill(tmp_path: Path) -> None:
    first = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    south = WorkspaceByPath(first, "south")
    connect(first, "south")
    south.freeze()
    first.freeze()
    admin = first.client()
    done, under_way = (admin.send(NUMBER, text=text, inside=ONE_TRY) for text in ("Done.", TWO_PAGES))
    first.control("POST", "/wait", {"match": {"fax": done}, "state": ["sent"], "skip": True, "timeout": PATIENT})
    first.kill()

    second = RunningEmulator(data_dir=str(tmp_path), pace="instant")
    admin, south = second.client(), WorkspaceByPath(second, "south")
    waited = {"match": {"fax": under_way}, "state": ["sent", "failed"], "timeout": PATIENT}
    second.control("POST", "/wait", waited)
    reported = [keys for keys in (done, under_way) if admin.state(keys) == "sent"]
    assert done in reported
    assert len([call for call in calls(south) if call["succeeded"]]) >= len(reported)
    newest = calls(south)[-1]
    assert are_equal(kept(south, newest["call"], newest["pages"]), preview(second, done))
    assert second.defects == []
    assert second.stop() == 0


@pytest.mark.parametrize(
    ("station", "told"),
    [
        ({"number": "1", "unit": "a b"}, "no name of a unit"),
        ({"number": "1", "unit": ""}, "unit"),
        ({"number": "1", "unit": "south", "script": ["busy"]}, "takes no script"),
        ({"number": "1", "unit": "south", "rings": 2, "ecm": False}, "takes no ecm, rings"),
    ],
)
def test_what_is_no_unit_is_refused(emulator: RunningEmulator, station: dict[str, Any], told: str) -> None:
    answer = emulator.http.post("/_emulator/stations", json=station)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert told in answer.json()["detail"]


def test_a_station_that_is_a_unit_is_shown_as_it_was_declared(emulator: RunningEmulator) -> None:
    emulator.reset()
    shown = connect(emulator, "South")
    assert (shown["unit"], shown["number"], shown["script"]) == ("south", "7635552000", ["ok"])
    assert emulator.control("GET", "/stations")["stations"] == [shown]
    emulator.reset()
