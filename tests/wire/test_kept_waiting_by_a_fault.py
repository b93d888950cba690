"""Whom a fault keeps waiting: let go when it ends, and cut off when what was asked is there no more."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from emulator.logs import stopwatch
from tests.support.patience import PATIENT, until
from tests.support.raw_http import Wire, request
from tests.support.servers import FfwsClient, Reachable, RunningEmulator, schedule_fax
from tests.support.units import SENT
from tests.support.workspaces import workspace

AT_ONCE = 30_000
"""Milliseconds that nobody who is let go takes, however busy the machine; held, it would be longer than a client
waits."""

KIM = "<contact><name>Kim</name><fax_number>1</fax_number></contact>"

Ask = Callable[..., "Future[httpx.Response]"]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Has somebody ask for something, each on a connection of its own."""
    with ThreadPoolExecutor(8) as pool:

        def begin(
            unit: Reachable, method: str = "GET", path: str = "/verify", body: str = ""
        ) -> "Future[httpx.Response]":
            url = f"{str(unit.http.base_url).rstrip('/')}/ffws/v1{path}"
            return pool.submit(
                httpx.request, method, url, auth=("admin", "admin"), content=body, timeout=PATIENT, trust_env=False
            )

        yield begin


def hold(unit: Reachable, kind: str, name: str = "f", **more: Any) -> None:
    unit.control("PUT", f"/faults/{name}", {"effects": [{"kind": kind, **more}]})


def until_hit(unit: Reachable, name: str = "f", hits: int = 1) -> None:
    until(lambda: unit.control("GET", f"/faults/{name}")["hits"] >= hits, f"{name} hits {hits} times")


def requests_that_are_over(unit: Reachable) -> int:
    return len(unit.control("GET", "/requests")["requests"])


LATE = [("delay", {"seconds": 600}), ("late_answer", {"seconds": 600}), ("late_body", {"seconds": 600})]
DRIP = ("slow_drip", {"bytes_per_second": 1})


@pytest.mark.parametrize(("kind", "members"), [*LATE, DRIP])
@pytest.mark.parametrize("ending", ["remove", "clear", "replace"])
def test_whoever_waits_is_answered_when_the_fault_ends(
    emulator: RunningEmulator, ask: Ask, kind: str, members: dict[str, Any], ending: str
) -> None:
    hold(emulator, kind, **members)
    waiting = ask(emulator)
    until_hit(emulator)
    elapsed = stopwatch()
    if ending == "replace":
        hold(emulator, "status", status=418)
    else:
        emulator.control("DELETE", "/faults/f" if ending == "remove" else "/faults")
    answer = waiting.result()
    assert (answer.status_code, "Verified" in answer.text) == (200, True)
    assert elapsed() < AT_ONCE


def test_a_connection_that_hangs_is_closed_when_the_fault_ends(emulator: RunningEmulator, ask: Ask) -> None:
    hold(emulator, "hang")
    waiting = ask(emulator)
    until_hit(emulator)
    elapsed = stopwatch()
    emulator.control("DELETE", "/faults/f")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        waiting.result()
    assert elapsed() < AT_ONCE


def test_a_fault_that_hits_once_keeps_its_one_client_waiting(emulator: RunningEmulator, ask: Ask) -> None:
    """It is over for the next, not for whom it has hit; and another fault's end is nobody else's."""
    emulator.control("PUT", "/faults/f", {"effects": [{"kind": "delay", "seconds": 600}], "turns": {"first": 1}})
    hold(emulator, "unavailable", name="other")
    waiting = ask(emulator)
    until_hit(emulator)
    assert emulator.control("GET", "/faults/f")["is_over"] is True
    emulator.control("DELETE", "/faults/other")
    assert emulator.client().get("/verify").status == 200
    assert not waiting.done()
    emulator.control("DELETE", "/faults/f")
    assert waiting.result().status_code == 200


def restore(unit: Reachable) -> None:
    unit.control("POST", "/snapshots/before/restore")


def reset(unit: Reachable) -> None:
    unit.control("POST", "/reset")


@pytest.mark.parametrize("begin_anew", [reset, restore])
@pytest.mark.parametrize("kind", ["delay", "late_answer", "late_body", "hang"])
def test_who_asked_the_state_before_is_cut_off_and_has_asked_for_nothing(
    emulator: RunningEmulator, admin: FfwsClient, ask: Ask, kind: str, begin_anew: Callable[[Reachable], None]
) -> None:
    emulator.control("PUT", "/snapshots/before")
    hold(emulator, kind, seconds=600)
    waiting = ask(emulator, "POST", "/ofax", schedule_fax(SENT))
    until_hit(emulator)
    elapsed = stopwatch()
    begin_anew(emulator)
    with pytest.raises(httpx.TransportError):
        waiting.result()
    assert elapsed() < AT_ONCE
    assert admin.get("/ofax").entry_keys() == []
    shown = emulator.control("GET", "/requests")["requests"]
    assert [(one["method"], one["path"]) for one in shown] == [("GET", "/ffws/v1/ofax")]
    assert emulator.defects == []


def test_a_deletion_without_a_body_is_not_carried_out_either(
    emulator: RunningEmulator, admin: FfwsClient, ask: Ask
) -> None:
    assert admin.post("/contacts/admin", KIM).status == 200
    emulator.control("PUT", "/snapshots/with-kim")
    hold(emulator, "delay", seconds=600)
    waiting = ask(emulator, "DELETE", "/contacts/admin/1")
    until_hit(emulator)
    emulator.control("POST", "/snapshots/with-kim/restore")
    with pytest.raises(httpx.TransportError):
        waiting.result()
    emulator.control("DELETE", "/faults")
    assert admin.get("/contacts/admin/1").first("contact/name") == "Kim"


def test_who_has_left_by_himself_has_not_deleted_anything(emulator: RunningEmulator, admin: FfwsClient) -> None:
    assert admin.post("/contacts/admin", KIM).status == 200
    hold(emulator, "delay", seconds=600)
    with Wire(emulator) as wire:
        wire.send(request("DELETE", "/contacts/admin/1"))
        until_hit(emulator)
        before = requests_that_are_over(emulator)
        wire.hang_up()
        until(lambda: requests_that_are_over(emulator) > before, "the request is over")
    emulator.control("DELETE", "/faults")
    assert admin.get("/contacts/admin/1").first("contact/name") == "Kim"


def test_a_reboot_cuts_off_whoever_waits(emulator: RunningEmulator, admin: FfwsClient, ask: Ask) -> None:
    hold(emulator, "delay", seconds=600)
    waiting = ask(emulator, "POST", "/ofax", schedule_fax(SENT))
    until_hit(emulator)
    hold(emulator, "reboot", name="power", seconds=60)
    with pytest.raises(httpx.TransportError):
        waiting.result()
    emulator.control("DELETE", "/faults")
    assert admin.get("/ofax").entry_keys() == []


def test_a_workspace_that_is_deleted_keeps_nobody_waiting(emulator: RunningEmulator, ask: Ask) -> None:
    with workspace(emulator, "team-a") as team_a:
        hold(team_a, "delay", seconds=600)
        by_own = ask(team_a)
        until_hit(team_a)
        emulator.control("DELETE", "/workspaces/team-a")
        with pytest.raises(httpx.TransportError):
            by_own.result()


def test_a_fault_of_the_default_unit_lets_go_and_the_workspace_cuts_off(emulator: RunningEmulator, ask: Ask) -> None:
    fault = {"match": {"workspace": "team-a"}, "effects": [{"kind": "delay", "seconds": 600}]}
    with workspace(emulator, "team-a") as team_a:
        emulator.control("PUT", "/faults/f", fault)
        waiting = ask(team_a)
        until_hit(emulator)
        team_a.control("POST", "/reset")
        with pytest.raises(httpx.TransportError):
            waiting.result()
        waiting = ask(team_a)
        until_hit(emulator, hits=2)
        emulator.control("POST", "/reset")  # it is the default unit's state that is another now
        assert waiting.result().status_code == 200


@pytest.mark.parametrize(
    ("kind", "next_key"), [("delay", "00000001/0000"), ("late_answer", "00000002/0000"), ("late_body", "00000002/0000")]
)
def test_who_leaves_with_more_requests_in_line_is_known_to_have_left(
    emulator: RunningEmulator, admin: FfwsClient, kind: str, next_key: str
) -> None:
    """The request in progress is told, not the last that came in; and nobody writes to a client that is gone."""
    hold(emulator, kind, seconds=600)
    wire = Wire(emulator)
    wire.send(request("POST", "/ofax", schedule_fax(SENT).encode()) + request("DELETE", "/ofax/00000001") * 3)
    until_hit(emulator)
    wire.hang_up()
    emulator.control("GET", "/clock")
    emulator.control("DELETE", "/faults/f")
    assert admin.send(SENT) == next_key
    assert next_key == "00000001/0000" or admin.get("/ofax/00000001/0000").status == 200
