"""What becomes of a seed in a unit: rows for what is over, a life for what is not."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from emulator.seeds.loading import load_seed
from emulator.settings import Settings
from fax_engine.passwords import matches
from fax_engine.workshop import Workshop
from models.call import Call, LogRange
from models.configuration import ModemSettings
from models.contact import GLOBAL_LIST
from models.fax import FaxEntry
from models.vocabulary import Direction, FaxState, InboundState
from tests.support.units import BUSY, GOOD, START, BenchUnit

Plant = Callable[..., BenchUnit]

LETTER = [{"text": "Hello."}]


@pytest.fixture
def plant(tmp_path: Path, converters: Workshop, fetchers: Workshop) -> Plant:
    """Make a unit with a seed, up to the moment in which it says that it is ready."""

    def make(model: str = "FF240", **tree: Any) -> BenchUnit:
        path = tmp_path / "seed.json"
        path.write_text(json.dumps(tree))
        settings = Settings(model=model)
        seeded = BenchUnit(converters, fetchers, settings, seed=load_seed(path, settings, converters, START))
        seeded.run_for(0)
        return seeded

    return make


def entries(unit: BenchUnit) -> list[FaxEntry]:
    with unit.appliance.context.work() as work:
        return work.faxes.list_entries(list(FaxState))


def calls(unit: BenchUnit) -> list[Call]:
    """Every call by number."""
    with unit.appliance.context.work() as work:
        return sorted(work.calls.log(LogRange(), limit=100), key=lambda call: call.number)


def at(**before: float) -> datetime:
    return START - timedelta(**before)


def test_users_are_as_said_and_otherwise_as_new_ones(plant: Plant) -> None:
    alice = {"username": "alice", "password": "secret", "priority": 1, "receipt": "always", "is_admin": True}
    unit = plant(users=[alice, {"username": "admin", "password": "changed", "name": "Root"}])
    with unit.appliance.context.work() as work:
        made, admin = work.users.find("alice"), work.users.find("admin")
    assert made is not None
    assert admin is not None
    assert (made.priority, made.receipt, made.is_admin, made.max_attempts) == (1, "always", True, 3)
    assert matches("secret", made.password_digest)
    assert matches("changed", admin.password_digest)
    assert (admin.name, admin.is_admin) == ("Root", True)


def test_groups_find_their_members_in_their_own_list_first(plant: Plant) -> None:
    unit = plant(
        users=[{"username": "alice", "password": "x"}],
        contacts={
            GLOBAL_LIST: [{"name": "Kim", "fax_number": "1"}, {"name": "Dana", "fax_number": "2"}],
            "alice": [{"name": "Kim", "fax_number": "3"}],
        },
        groups={"alice": [{"name": "Friends", "members": ["Dana", "Kim", "Dana"]}]},
    )
    with unit.appliance.context.work() as work:
        (group,) = work.groups.of_list("alice")
        numbers = [card.fax_number for card in (work.contacts.find(*place) for place in group.members) if card]
    assert numbers == ["2", "3"]


def test_settings_of_lines_that_the_model_has(plant: Plant) -> None:
    tree = {
        "settings": {
            "add_global_contacts": True,
            "modem": {"2": {"ecm": False}, "5": {"ecm": False}},
            "sip": {"proxy": "sip.example"},
        },
        "routes": [{"extension": "line2", "name": "Two"}, {"extension": "line5"}, {"extension": "global"}],
    }
    analog, digital = plant(**tree), plant(model="FF240-IP", **tree)
    with analog.appliance.context.work() as work:
        assert work.configuration.add_global_contacts()
        assert [modem.ecm for modem in work.configuration.modems(5)] == [True, False, True, True, True]
        assert work.configuration.sip().proxy == ""
        assert [route.extension for route, _ in work.routes.all()] == ["global", "line2"]
    with digital.appliance.context.work() as work:
        assert work.configuration.sip().proxy == "sip.example"
        assert [route.extension for route, _ in work.routes.all()] == ["global"]


def test_a_fax_that_was_sent_needs_only_be_named(plant: Plant) -> None:
    unit = plant(faxes=[{"created": "-2h", "documents": LETTER, "recipients": [GOOD]}])
    (entry,) = entries(unit)
    (call,) = calls(unit)
    assert (entry.state, entry.message, entry.pages, entry.try_number) == ("sent", "Successfully sent fax", 1, 1)
    assert entry.fax.created_at == at(hours=2)
    assert entry.ended_at == call.ended_at
    assert at(hours=2) < call.started_at < call.ended_at < START
    assert (call.outcome, call.pages, call.try_number, call.state) == ("ok", 1, 1, FaxState.SENT)
    assert call.remote_id == "2185553335"


def test_every_final_state(plant: Plant) -> None:
    unit = plant(
        faxes=[
            {
                "created": "-2h",
                "documents": [{"filler": 3}],
                "cover_page": "default.pdf",
                "max_tries": 2,
                "recipients": [
                    {"fax_number": "1", "attempts": [{"outcome": "busy"}, {}]},
                    {
                        "fax_number": "2",
                        "state": "failed",
                        "attempts": [{"outcome": "no-answer"}, {"outcome": "no_answer"}],
                    },
                    {"fax_number": "3", "state": "aborted", "ended": "-1h"},
                    {"fax_number": "4", "state": "dead", "message": "unreadable"},
                ],
            }
        ]
    )
    shown = [(entry.state, entry.message, entry.pages, entry.try_number) for entry in entries(unit)]
    assert shown == [
        ("sent", "Successfully sent fax", 4, 2),
        ("failed", "no answer", 4, 2),
        ("aborted", "Fax aborted by user", 4, 1),
        ("dead", "unreadable", 0, 1),
    ]
    assert entries(unit)[2].ended_at == at(hours=1)
    assert [(call.outcome, call.state) for call in calls(unit) if call.fax_number == "2"] == [
        ("no_answer", "pending"),
        ("no_answer", "failed"),
    ]


def test_keys_and_numbers_follow_from_time_and_calls_share_the_lines(plant: Plant) -> None:
    unit = plant(
        faxes=[
            {"created": "-1h", "documents": LETTER, "recipients": ["1"]},
            {"created": "-3h", "documents": LETTER, "recipients": ["2"]},
            {"created": "-3h", "documents": LETTER, "recipients": ["3"]},
        ],
        received=[{"caller_id": "4", "ended": "-2h", "documents": LETTER}],
    )
    assert [entry.recipient_fax_number for entry in entries(unit)] == ["2", "3", "1"]
    assert [(call.fax_number or call.caller_id, call.channel) for call in calls(unit)] == [
        ("2", 1),
        ("3", 2),
        ("4", 1),
        ("1", 1),
    ]


def test_a_fax_that_is_over_can_be_sent_again(plant: Plant) -> None:
    unit = plant(faxes=[{"created": "-2h", "documents": [{"filler": 2}], "recipients": [GOOD]}])
    (entry,) = entries(unit)

    unit.reschedule(entry.fax)
    assert (entries(unit)[0].state, entries(unit)[0].pages) == (FaxState.PREPROCESSING, 0)
    unit.run_until_idle()

    (again,) = entries(unit)
    assert (again.state, again.pages, again.try_number) == (FaxState.SENT, 2, 1)
    assert again.ended_at is not None
    assert again.ended_at > START
    assert [call.pages for call in unit.attempts(entry.fax)] == [2, 2]


def test_what_is_alive_stands_where_the_seed_says_at_once(plant: Plant) -> None:
    carol = {"username": "carol", "password": "x", "needs_approval": True, "approver": "admin"}
    unit = plant(
        users=[carol],
        faxes=[
            {"documents": LETTER, "recipients": [GOOD], "state": "preprocessing"},
            {"documents": LETTER, "recipients": [GOOD], "state": "approval_pending", "user": "carol"},
            {"documents": LETTER, "recipients": [GOOD], "state": "pending", "due": "+1h", "user": "carol"},
            {
                "documents": LETTER,
                "state": "pending",
                "due": "+1h",
                "recipients": [{"fax_number": BUSY, "attempts": [{"outcome": "busy", "ended": "-5m"}]}],
            },
            {"documents": LETTER, "recipients": [GOOD, GOOD, GOOD], "state": "sending"},
        ],
    )
    shown = {
        (entry.fax.key, entry.number): (entry.state, entry.message, entry.pages, entry.try_number)
        for entry in entries(unit)
    }
    assert shown == {
        (1, 0): ("pending", "busy", 1, 2),
        (2, 0): ("preprocessing", "New fax entry", 0, 1),
        (3, 0): ("approval_pending", "Waiting for approval by admin", 1, 1),
        (4, 0): ("pending", "Approved by admin", 1, 1),
        (5, 0): ("sending", "", 1, 1),
        (5, 1): ("sending", "", 1, 1),
        (5, 2): ("pending", "Waiting for a line", 1, 1),
    }
    unit.run_until_idle()
    assert [entry.state for entry in entries(unit)] == [
        *("failed", "sent", "approval_pending", "sent", "sent", "sent", "sent")
    ]


def test_a_received_fax_has_its_pages(plant: Plant) -> None:
    unit = plant(
        received=[
            {
                "caller_id": "763-555-0123",
                "remote_id": "FOX",
                "extension": "201",
                "recipient": "Orders",
                "line": 2,
                "baud_rate": 9600,
                "ecm": False,
                "ended": "-1h",
                "documents": [{"filler": 2}],
            },
            {"state": "failed", "ended": "-30m", "documents": LETTER},
        ],
        calls=[{"caller_id": "218-555-0163", "ended": "-10m"}],
    )
    whole, cut, wrong = calls(unit)
    with unit.appliance.context.work() as work:
        faxes = work.inbound.of_calls([whole, cut, wrong])
        assert [len(work.inbound.page_images(call.number)) for call in (whole, cut, wrong)] == [2, 1, 0]
    assert faxes[whole.id].recipient == "Orders"
    assert (faxes[cut.id].state, wrong.id in faxes) == (InboundState.FAILED, False)
    assert (whole.direction, whole.channel, whole.rate, whole.ecm) == (Direction.INBOUND, 2, 9600, False)
    assert (whole.remote_id, whole.ended_at, whole.pages) == ("FOX", at(hours=1), 2)
    assert not cut.succeeded


def test_a_reset_goes_back_to_the_seed_and_forgets_the_rest(plant: Plant) -> None:
    unit = plant(
        faxes=[{"created": "-2h", "documents": LETTER, "recipients": [GOOD]}], settings={"modem": {"1": {"ecm": False}}}
    )
    before = [(entry.fax.key, entry.state, entry.ended_at) for entry in entries(unit)]
    unit.send(GOOD)
    with unit.appliance.context.work() as work:
        modem: ModemSettings = work.configuration.modem(1)
        modem.ecm = True
        work.configuration.keep(modem)

    unit.appliance.reset()

    assert [(entry.fax.key, entry.state, entry.ended_at) for entry in entries(unit)] == before
    with unit.appliance.context.work() as work:
        assert not work.configuration.modem(1).ecm


def test_a_thousand_faxes_go_in_together(plant: Plant) -> None:
    """Their rows are written together, and each still has its own key and call."""
    faxes = [{"created": f"-{n}m", "documents": LETTER, "recipients": [f"{n}"]} for n in range(1, 1001)]
    unit = plant(faxes=faxes)
    with unit.appliance.context.work() as work:
        assert work.faxes.count_by_state() == {FaxState.SENT: 1000}
        assert work.calls.count(LogRange()) == 1000
        last = work.faxes.find(1000)
    assert last is not None
    assert last.created_at == at(minutes=1)


def test_who_waits_for_pages_of_a_unit_that_is_reset_is_not_kept_waiting(plant: Plant) -> None:
    unit = plant(faxes=[{"created": "-2h", "documents": LETTER, "recipients": [GOOD]}])
    (entry,) = entries(unit)

    async def ask_and_reset() -> None:
        asking = asyncio.create_task(unit.appliance.complete(entry))
        asyncio.get_running_loop().call_soon(unit.appliance.reset)
        await asyncio.wait_for(asking, 30)

    asyncio.run(ask_and_reset())

    first = entries(unit)[0]
    with unit.appliance.context.work() as work:
        assert not work.faxes.has_pages(first.id)


def test_two_who_ask_for_the_pages_at_the_same_time_get_the_same(plant: Plant) -> None:
    unit = plant(faxes=[{"created": "-2h", "documents": [{"filler": 2}], "recipients": [GOOD]}])
    (entry,) = entries(unit)

    async def ask_twice() -> None:
        both = asyncio.gather(unit.appliance.complete(entry), unit.appliance.complete(entry))
        asyncio.get_running_loop().call_soon(unit.run_converters)
        await asyncio.wait_for(both, 30)

    asyncio.run(ask_twice())

    with unit.appliance.context.work() as work:
        assert len(work.faxes.page_images(entry.id)) == entry.pages == 2
