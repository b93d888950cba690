"""Requests that take their time, and a unit that is reset, restored or deleted before they are through.

Rule: what was asked of a unit's state happens to that state or not at all.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.inside import InsideAnswer, InsideEmulator

RESET = ("POST", "/_emulator/reset", b"")
RESTORE = ("POST", "/_emulator/snapshots/one/restore", b'{"clock": "unit"}')
ADMIN = ("admin", "admin")
ORDER = "<schedule_fax><recipient><fax_number>5005550000</fax_number></recipient>{cover}</schedule_fax>"
COVER = "<cover_page><url>default.pdf</url></cover_page>"
CONTACTS = "".join(f"Contact,global_contact_list,Person {number},{number:07},,\n" for number in range(3_000))


@pytest.fixture
def emulator() -> Iterator[InsideEmulator]:
    with InsideEmulator(log_level="ERROR") as inside:
        yield inside


def refusal(answer: InsideAnswer) -> tuple[int, str]:
    return answer.status, json.loads(answer.body)["error"]


def brought(emulator: InsideEmulator, workspace: str) -> bytes:
    """A snapshot of a workspace, as it is fetched."""
    there = emulator.workspace(workspace)
    there.control("PUT", "/snapshots/one")
    return there.ask_control("GET", "/snapshots/one").body


def test_a_snapshot_for_a_workspace_that_is_deleted_meanwhile_is_kept_for_no_other_of_its_name(
    emulator: InsideEmulator,
) -> None:
    content = brought(emulator, "ghost")
    early, late = emulator.overtaken(
        ("POST", "/w/ghost/_emulator/snapshots?name=two", content), ("DELETE", "/_emulator/workspaces/ghost", b"")
    )
    assert late.status == 200
    assert refusal(early) == (410, "deleted")
    assert emulator.workspace("ghost").control("GET", "/snapshots") == {"snapshots": []}


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_time_that_is_moved_for_a_unit_stops_where_that_is_reset(emulator: InsideEmulator, method: str) -> None:
    began = emulator.control("GET", "/clock")["now"]
    assert emulator.request("POST", "/ofax", ORDER.format(cover=COVER), ADMIN).status == 201
    moving = (
        ("POST", "/_emulator/clock/advance", b'{"until": "idle"}')
        if method == "POST"
        else ("PUT", "/_emulator/clock", b'{"now": "2090-01-01T00:00:00Z"}')
    )
    early, late = emulator.overtaken(moving, RESET)
    assert late.status == 200
    assert refusal(early) == (410, "reset")
    assert emulator.control("GET", "/clock")["now"] < "2089"
    assert emulator.control("GET", "/clock")["now"] >= began
    assert emulator.control("GET", "/faxes")["total"] == 0


def test_contacts_that_were_sent_to_a_unit_are_not_those_of_the_reset_one(emulator: InsideEmulator) -> None:
    early, late = emulator.overtaken(("POST", "/_emulator/directories/contacts.csv", CONTACTS.encode()), RESET, turns=3)
    assert late.status == 200
    assert refusal(early) == (409, "reset")
    assert "Person" not in emulator.ask_control("GET", "/directories/contacts.csv").body.decode()


LETTER = {"from": "2185550100", "document": b64encode(b"Hello.").decode(), "content_type": "text/plain"}
REBOOT = {"effects": [{"kind": "reboot", "seconds": 10}]}


@pytest.mark.parametrize(
    ("meanwhile", "error"),
    [(("POST", "/reset", None), "reset"), (("PUT", "/faults/off", REBOOT), "powered_off")],
)
def test_a_document_whose_unit_is_not_as_it_was_any_more_is_not_to_blame(
    emulator: InsideEmulator, meanwhile: tuple[str, str, Any], error: str
) -> None:
    assert refusal(emulator.ask_control_while_converting("/inbound", LETTER, meanwhile)) == (409, error)


def test_a_document_whose_workspace_is_deleted_meanwhile_is_not_to_blame(emulator: InsideEmulator) -> None:
    emulator.control("POST", "/workspaces", {"name": "ghost"})
    early, late = emulator.overtaken(
        ("POST", "/w/ghost/_emulator/inbound", json.dumps(LETTER).encode()),
        ("DELETE", "/_emulator/workspaces/ghost", b""),
        turns=10,
    )
    assert late.status == 200
    assert refusal(early) == (410, "deleted")


def test_a_unit_without_power_takes_no_verdict(emulator: InsideEmulator) -> None:
    emulator.control("PUT", "/users/admin", {"needs_approval": True, "approver": "admin"})
    assert emulator.request("POST", "/ofax", ORDER.format(cover=COVER), ADMIN).status == 201
    emulator.control("POST", "/clock/advance", {"until": "idle"})
    emulator.control("POST", "/faults", {"name": "off", "effects": [{"kind": "reboot", "seconds": 10}]})
    verdict = {"approve": True, "approver": "admin"}
    assert refusal(emulator.ask_control("POST", "/faxes/00000001/0000/approval", verdict)) == (409, "powered_off")
    emulator.control("POST", "/clock/advance", {"seconds": 10})
    assert emulator.control("POST", "/faxes/00000001/0000/approval", verdict)["state"] == "pending"


def test_a_restored_disk_is_as_full_as_it_was(emulator: InsideEmulator) -> None:
    emulator.control("POST", "/faults", {"name": "f", "effects": [{"kind": "disk_full", "after_bytes": 1_000}]})
    emulator.unit.disk.take(990)
    emulator.control("PUT", "/snapshots/one")
    emulator.control("DELETE", "/faults")
    assert emulator.unit.disk.room is None
    emulator.control("POST", "/snapshots/one/restore")
    assert emulator.unit.disk.room == 10


def test_webhooks_of_a_restored_unit_give_their_events_other_ids(emulator: InsideEmulator) -> None:
    emulator.control("POST", "/webhooks", {"url": "http://127.0.0.1:9/", "events": ["fax"]})
    emulator.control("PUT", "/snapshots/one")

    def ids() -> set[str]:
        assert emulator.request("POST", "/ofax", ORDER.format(cover=COVER), ADMIN).status == 201
        emulator.control("POST", "/clock/advance", {"until": "idle"})
        return {delivery["id"] for delivery in emulator.control("GET", "/webhooks/1/deliveries")["deliveries"]}

    before = ids()
    emulator.control("POST", "/snapshots/one/restore")
    after = ids()
    assert before
    assert after
    assert before & after == set()


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[InsideEmulator]:
    """A unit that begins with a fax whose pages are waited for at once, to forty recipients, due in an hour."""
    recipients = [f"500555{number:04}" for number in range(40)]
    fax = {"cover_page": "default.pdf", "recipients": recipients, "state": "pending", "due": "+1h"}
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"faxes": [fax]}))
    with InsideEmulator(log_level="ERROR", seed=seed) as inside:
        inside.control("PUT", "/snapshots/one")
        yield inside


def test_a_reset_that_another_one_overtakes_is_answered_when_that_is_done(busy: InsideEmulator) -> None:
    early, late = busy.overtaken(RESET, RESET, turns=10)
    assert (early.status, late.status) == (200, 200)
    assert json.loads(early.body)["cleared"]["fax_entry"] == 40
    assert busy.control("GET", "/info")["faxes"] == {"pending": 40}


def test_a_reset_that_a_restore_overtakes_has_happened(busy: InsideEmulator) -> None:
    early, late = busy.overtaken(RESET, RESTORE, turns=10)
    assert (early.status, late.status) == (200, 200)


def test_a_reset_of_a_workspace_that_is_deleted_meanwhile_says_so(busy: InsideEmulator) -> None:
    busy.control("POST", "/workspaces", {"name": "ghost"})
    early, late = busy.overtaken(
        ("POST", "/w/ghost/_emulator/reset", b""), ("DELETE", "/_emulator/workspaces/ghost", b""), turns=10
    )
    assert late.status == 200
    assert refusal(early) == (410, "deleted")


def test_a_restore_that_a_reset_overtakes_says_that_the_unit_is_something_else_by_now(busy: InsideEmulator) -> None:
    assert busy.request("DELETE", "/ofax/00000001", credentials=ADMIN).status == 202
    busy.control("POST", "/clock/advance", {"seconds": 7200})
    early, late = busy.overtaken(RESTORE, RESET, turns=3)  # all forty are overdue
    assert late.status == 200
    assert refusal(early) == (410, "reset")


@pytest.mark.parametrize("kind", ["late_answer", "late_body", "changed_status"])
def test_who_is_cut_off_at_a_fault_as_the_request_has_come_has_asked_for_nothing(
    emulator: InsideEmulator, kind: str
) -> None:
    members = {"late_answer": {"seconds": 600}, "late_body": {"seconds": 600}, "changed_status": {"status": 200}}
    emulator.control("PUT", "/faults/f", {"effects": [{"kind": kind, **members.get(kind, {})}]})
    assert emulator.cut_off("/ffws/v1/ofax", ORDER.format(cover="")) == []
    emulator.control("DELETE", "/faults")
    assert emulator.request("GET", "/ofax", "", ADMIN).root.findall("fax_entry") == []
