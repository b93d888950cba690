"""The disk under the store fails for a while: what was to be written then is written once it can be, once, and nothing
is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from sqlite3 import OperationalError
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from fax_engine.channel_status import ChannelState
from fax_engine.context import TRIED_AGAIN_AFTER
from fax_engine.journal import EntryMoved
from models.store import FollowUpFailed
from models.vocabulary import DeliveryState, DestinationType, FaxState, InboundState, Receipt, ReceiptAttachment
from tests.fax_engine.test_inbox import letter, log, ring
from tests.support.mailing import mails, send_for, set_route
from tests.support.units import BUSY, SENT, BenchUnit

S = FaxState
REFUSED = (OperationalError, DBAPIError)


@contextmanager
def nothing_written(unit: BenchUnit) -> Iterator[None]:
    """As long as this lasts, whoever writes to the store is refused by the database."""
    set_read_only(unit, True)
    yield
    set_read_only(unit, False)


def set_read_only(unit: BenchUnit, is_read_only: bool) -> None:
    with unit.store.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA query_only={int(is_read_only)}")


def run_into_it(unit: BenchUnit, run: Callable[[], None]) -> None:
    """Move time on while nothing can be written; whoever moves it is told."""
    with nothing_written(unit), pytest.raises(REFUSED, match="readonly"):
        run()


def test_a_call_that_ends_then_is_concluded_once_it_can_be(unit: BenchUnit) -> None:
    fax, next_one = unit.send(SENT), unit.send(SENT, due_at=unit.now)
    unit.run_until(fax, S.SENDING)
    run_into_it(unit, unit.run_until_idle)
    assert (unit.state(fax), unit.moves[-1].split()[1]) == (S.SENDING, "sending")
    failed_at = unit.now
    unit.run_until(fax, S.SENT)
    assert (unit.now - failed_at).total_seconds() == TRIED_AGAIN_AFTER
    unit.run_until_idle()
    assert unit.state(next_one) is S.SENT
    assert [attempt.succeeded for attempt in unit.attempts(fax)] == [True]


def test_it_may_take_several_tries(unit: BenchUnit) -> None:
    fax = unit.send(BUSY, max_tries=2)
    unit.run_until(fax, S.SENDING)
    for _ in range(3):
        run_into_it(unit, unit.run_until_idle)
    unit.run_until_idle()
    assert unit.state(fax) is S.FAILED
    assert [attempt.try_number for attempt in unit.attempts(fax)] == [1, 2]


def test_who_aborts_in_between_has_aborted(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    unit.run_until(fax, S.SENDING)
    run_into_it(unit, unit.run_until_idle)
    unit.abort(fax)
    unit.run_until_idle()
    assert unit.state(fax) is S.ABORTED
    assert [attempt.succeeded for attempt in unit.attempts(fax)] == [True]  # the call did go through


def test_pages_that_are_made_then_are_kept_later(unit: BenchUnit) -> None:
    fax = unit.send(SENT, BUSY)
    unit.run_converters()
    run_into_it(unit, unit.run_until_idle)
    assert unit.state(fax) is S.PREPROCESSING
    unit.run_until_idle()
    assert (unit.state(fax, 0), unit.state(fax, 1)) == (S.SENT, S.FAILED)
    assert unit.entry(fax).pages == 1


def test_a_document_whose_pages_the_store_does_not_take_is_told_of(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    run_into_it(unit, unit.run_converters)
    unit.run_until_idle()
    assert (unit.state(fax), unit.entry(fax).message) == (S.DEAD, "attachment letter.txt: no space left on disk")


def test_a_fax_that_falls_due_then_goes_later(unit: BenchUnit) -> None:
    fax = unit.send(SENT, due_at=unit.now + timedelta(hours=1))
    unit.run_until(fax, S.PENDING)
    run_into_it(unit, unit.run_until_idle)
    assert unit.state(fax) is S.PENDING
    unit.run_until_idle()
    assert unit.state(fax) is S.SENT
    assert len(unit.attempts(fax)) == 1


def test_a_fax_that_has_come_in_is_kept_later(unit: BenchUnit) -> None:
    channel = ring(unit, letter(unit))
    while channel.status.state is not ChannelState.RECEIVING_PAGE:
        unit.run_next()
    run_into_it(unit, unit.run_until_idle)
    assert log(unit) == []
    unit.run_until_idle()
    assert [(call.pages, fax.state) for call, fax in log(unit)] == [(1, InboundState.RECEIVED)]


def test_so_is_its_delivery(unit: BenchUnit) -> None:
    set_route(unit, (DestinationType.EMAIL, "sales@example.com"))
    ring(unit, letter(unit))
    while not log(unit):
        unit.run_next()
    run_into_it(unit, unit.run_until_idle)
    unit.run_until_idle()
    with unit.appliance.context.work() as work:
        assert [found[0].state for found in work.deliveries.newest(2)] == [DeliveryState.DELIVERED]
    assert len(mails(unit)) == 1


def test_so_is_a_receipt(unit: BenchUnit) -> None:
    fax = send_for(unit, SENT, Receipt.ALWAYS, ReceiptAttachment.PDF)
    while unit.state(fax) is not S.SENT:
        unit.run_next()
    run_into_it(unit, unit.run_until_idle)
    assert mails(unit) == []
    unit.run_until_idle()
    assert len(mails(unit)) == 1


def test_what_fails_after_the_commit_keeps_nothing_else_from_following(unit: BenchUnit) -> None:
    happened: list[str] = []

    def fail() -> None:
        raise ValueError("broken")

    def schedule() -> Any:
        with unit.appliance.context.work() as work:
            work.after_commit(fail)
            work.after_commit(lambda: happened.append("the rest"))

    with pytest.raises(FollowUpFailed, match="broken"):
        schedule()
    assert happened == ["the rest"]


def test_what_was_committed_is_not_done_again_when_something_after_it_fails(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    unit.run_until(fax, S.SENDING)

    def fail_on_success(event: EntryMoved) -> None:
        if event.after is S.SENT:
            raise ValueError("broken")

    unit.appliance.journal.listen(fail_on_success)
    with pytest.raises(FollowUpFailed):
        unit.run_until(fax, S.SENT)
    unit.run_until_idle()
    assert unit.state(fax) is S.SENT
    assert len(unit.attempts(fax)) == 1
