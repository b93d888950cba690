"""Prepared statements: values go in and come out as SQLAlchemy has them, within the transaction that is open."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, inspect, select

from models.base import table_of
from models.fax import Fax, FaxEntry
from models.prepared import Entities, Prepared
from models.store import Store, Work
from models.vocabulary import Agent, FaxState, Receipt, ReceiptAttachment
from tests.support.units import CLOSINGS

FAXES, ENTRIES = table_of(Fax), table_of(FaxEntry)
NOON = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=2)))
IN_STATE = Prepared(
    select(ENTRIES.c.state, ENTRIES.c.due_at, ENTRIES.c.ended_at, ENTRIES.c.is_kept)
    .where(ENTRIES.c.state == FaxState.PENDING, ENTRIES.c.due_at <= bindparam("now"))
    .limit(1)
)
TELL = Prepared(ENTRIES.update().where(ENTRIES.c.id == bindparam("entry")), ("message",))


@pytest.fixture
def store() -> Store:
    store = Store.in_memory()
    CLOSINGS.append(store.close)
    return store


def add_fax(work: Work) -> FaxEntry:
    fax = Fax(
        username="ann",
        agent=Agent.FFWS,
        created_at=NOON,
        subject="Weiß & Söhne",
        max_tries=3,
        try_interval=300,
        priority=3,
        receipt=Receipt.ALWAYS,
        receipt_attachment=ReceiptAttachment.PDF,
        attachments=[],
        entries=[
            FaxEntry(number=0, recipient_fax_number="1", state=FaxState.PENDING, message="New", priority=3, due_at=NOON)
        ],
    )
    return work.faxes.add(fax).entries[0]


def test_values_go_in_and_come_out_by_their_types(store: Store) -> None:
    with store.work(store.open_appliance("one")) as work:
        add_fax(work)
        [row] = IN_STATE.rows(work.connection, {"now": NOON})
        assert row == (FaxState.PENDING, NOON.astimezone(UTC), None, True)
        assert IN_STATE.rows(work.connection, {"now": NOON - timedelta(seconds=1)}) == []


def test_a_parameter_that_is_missing_is_an_error(store: Store) -> None:
    with store.work(store.open_appliance("one")) as work, pytest.raises(KeyError, match="now"):
        IN_STATE.rows(work.connection, {})


def test_every_column_of_an_insert_is_given(store: Store) -> None:
    add = Prepared(insert(ENTRIES), ENTRIES.columns.keys())
    unit = store.open_appliance("one")
    with store.work(unit) as work:
        known = work.faxes.entry(add_fax(work).id)
        others = {"id": known.id + 1, "number": 1, "started_at": None, "ended_at": None, "approval_at": None}
        row = {name: getattr(known, name) for name in ENTRIES.columns.keys()} | others  # noqa: SIM118 - no mapping
        with pytest.raises(KeyError, match="message"):
            add.run(work.connection, {name: value for name, value in row.items() if name != "message"})
        add.run(work.connection, row)
        assert [work.faxes.entry(known.id + more).number for more in (0, 1)] == [0, 1]


def test_what_was_written_goes_with_a_transaction_that_fails(store: Store) -> None:
    unit = store.open_appliance("one")
    with store.work(unit) as work:
        ids = [add_fax(work).id for _ in range(3)]

    def fail_half_way() -> None:
        with store.work(unit) as work:
            TELL.run(work.connection, {"entry": ids[0], "message": "lost"})
            TELL.run_each(work.connection, [{"entry": entry_id, "message": "lost"} for entry_id in ids])
            assert [work.faxes.entry(entry_id).message for entry_id in ids] == ["lost"] * 3
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with store.work(unit) as work:
        assert [work.faxes.entry(entry_id).message for entry_id in ids] == ["New"] * 3


def test_an_entity_made_of_a_row_is_the_one_that_a_session_reads(store: Store) -> None:
    unit = store.open_appliance("one")
    faxes = Entities(Fax)
    with store.work(unit) as work:
        fax_id = add_fax(work).fax_id
        [row] = Prepared(select(*faxes.columns).where(FAXES.c.id == fax_id)).rows(work.connection, {})
        made, read = faxes.make(row), work.session.get_one(Fax, fax_id)
        assert {name: getattr(made, name) for name in FAXES.columns.keys()} == {  # noqa: SIM118 - columns, not names
            name: getattr(read, name)
            for name in FAXES.columns.keys()  # noqa: SIM118
        }
        assert inspect(made).detached
        assert made not in work.session
