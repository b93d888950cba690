"""A unit's clock is set back in the middle of something: what goes on goes on, what is scheduled stays where it is."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from emulator.settings import Settings
from fax_engine.channel_status import ChannelState
from fax_engine.workshop import Workshop
from models.call import Call
from models.store import Store
from models.user import User
from models.vocabulary import FaxState
from tests.support.units import BUSY, NO_ANSWER, SENT, START, BenchUnit

S = FaxState
DAY = timedelta(days=1)


def set_back(unit: BenchUnit, by: timedelta = DAY) -> datetime:
    """Answers the moment from which it goes on."""
    unit.appliance.timeline.set_back(unit.now - by)
    return unit.now


def spans(call: Call) -> tuple[timedelta, timedelta, timedelta]:
    """From the beginning to each of what follows."""
    assert call.ready_at is not None
    assert call.connected_at is not None
    return call.ready_at - call.started_at, call.connected_at - call.started_at, call.ended_at - call.started_at


@pytest.fixture
def usual(converters: Workshop, fetchers: Workshop) -> Call:
    """A call of two pages that nothing comes between."""
    unit = BenchUnit(converters, fetchers)
    fax = unit.send(SENT, text="one\ftwo")
    unit.run_until_idle()
    (call,) = unit.attempts(fax)
    return call


@pytest.mark.parametrize(
    "state", [ChannelState.INITIALIZING, ChannelState.DIALING, ChannelState.NEGOTIATING, ChannelState.SENDING_PAGE]
)
def test_a_call_goes_on_with_the_seconds_that_it_still_has(unit: BenchUnit, usual: Call, state: ChannelState) -> None:
    fax = unit.send(SENT, text="one\ftwo")
    channel = unit.appliance.bank.channels[0]
    while channel.status.state is not state:
        unit.run_next()
    began, shown = unit.now, channel.status

    set_back(unit)
    assert shown.started_at is not None
    assert channel.status.started_at == shown.started_at - DAY
    assert unit.entry(fax).stime == shown.started_at - DAY
    unit.run_until_idle()

    (call,) = unit.attempts(fax)
    assert call.succeeded
    assert spans(call) == spans(usual)
    assert call.started_at == usual.started_at - DAY
    assert call.ended_at == unit.entry(fax).ended_at == unit.now < began


def test_a_call_that_is_given_up_after_that_is_as_long_as_it_was(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    unit.run_until(fax, S.SENDING)
    unit.run_for(12)
    set_back(unit)
    unit.run_for(3)
    unit.abort(fax)

    (call,) = unit.attempts(fax)
    assert (call.outcome, call.ended_at - call.started_at) == ("aborted", timedelta(seconds=15))
    assert call.ended_at == START - DAY + timedelta(seconds=17)


def test_pages_in_the_making_are_there_when_their_seconds_are_over(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    unit.run_for(0.5)
    set_back(unit)
    unit.run_for(1.4)
    assert unit.state(fax) is S.PREPROCESSING
    unit.run_for(0.1)
    assert unit.state(fax) is S.SENDING


def test_what_waits_for_a_line_is_still_due(unit: BenchUnit) -> None:
    fax = unit.send(NO_ANSWER, NO_ANSWER, SENT, max_tries=1)
    unit.run_until(fax, S.SENDING)
    assert unit.state(fax, 2) is S.PENDING
    moment = set_back(unit)
    assert unit.entry(fax, 2).stime == moment
    unit.run_until(fax, S.FAILED)
    assert unit.state(fax, 2) is S.SENDING
    unit.run_until_idle()
    assert (unit.state(fax, 2), unit.now < START) == (S.SENT, True)


def test_a_fax_that_found_no_line_at_its_moment_does_not_say_that_it_is_scheduled(unit: BenchUnit) -> None:
    busy = unit.send(NO_ANSWER, NO_ANSWER, max_tries=1)
    later = unit.send(SENT, due_at=START + timedelta(seconds=10))
    unit.run_until(busy, S.SENDING)
    while unit.now < START + timedelta(seconds=10):
        unit.run_next()
    assert unit.entry(later).message == "Scheduled for 2026-11-23 10:00:10"
    set_back(unit)
    unit.run_for(0)
    assert unit.entry(later).message == unit.appliance.context.texts.pending


def test_a_fax_with_an_hour_of_its_own_is_sent_at_that_hour(unit: BenchUnit) -> None:
    fax = unit.send(SENT, due_at=START + timedelta(hours=1))
    unit.run_until(fax, S.PENDING)
    before = unit.entry(fax)
    set_back(unit)
    unit.run_for(3600 * 24)
    entry = unit.entry(fax)
    assert (entry.state, entry.message, entry.stime) == (S.PENDING, before.message, START + timedelta(hours=1))
    unit.run_until(fax, S.SENDING)
    assert unit.now == START + timedelta(hours=1)


def test_the_next_try_is_at_the_moment_that_the_entry_shows(unit: BenchUnit) -> None:
    fax = unit.send(BUSY, max_tries=2, try_interval=300)
    unit.run_until(fax, S.SENDING)
    unit.run_until(fax, S.PENDING)
    shown = unit.entry(fax).stime
    set_back(unit)
    assert unit.entry(fax).stime == shown
    unit.run_until_idle()
    assert [call.started_at for call in unit.attempts(fax)][1] == shown


def test_what_waits_for_an_approver_is_due_once_it_is_approved(unit: BenchUnit) -> None:
    with unit.appliance.context.work() as work:
        work.users.add(User(username="ann", password_digest="x", needs_approval=True, approver="boss"))
    fax = unit.send(SENT, username="ann")
    unit.run_until(fax, S.APPROVAL_PENDING)
    moment = set_back(unit)
    with unit.appliance.context.work() as work:
        entry = work.faxes.find_entry(fax.key, 0)
        assert entry is not None
        unit.appliance.outbox.decide(work, entry, "boss", approve=True)
    unit.run_until(fax, S.SENDING)
    assert unit.now == moment


def test_a_channel_that_starts_up_needs_as_long_as_ever(unit: BenchUnit) -> None:
    channel = unit.appliance.bank.channels[0]
    ready: list[datetime] = []
    began = unit.now
    channel.reset(lambda: ready.append(unit.now))
    unit.run_until_idle()
    needs = ready.pop() - began

    channel.reset(lambda: ready.append(unit.now))
    unit.run_for(0.5)
    moment = set_back(unit)
    assert channel.status.state is ChannelState.INITIALIZING
    unit.run_until_idle()
    assert ready == [moment + needs - timedelta(seconds=0.5)]


def test_power_that_is_lost_in_a_call_under_a_clock_that_was_ahead(
    tmp_path: Path, converters: Workshop, fetchers: Workshop
) -> None:
    ahead = BenchUnit(converters, fetchers, Settings(data_dir=tmp_path), Store.in_folder(tmp_path))
    ahead.appliance.timeline.jump_to(START + 365 * DAY)
    fax = ahead.send(SENT)
    ahead.run_until(fax, S.SENDING)
    ahead.appliance.context.is_closed = True
    ahead.store.close()

    after = BenchUnit(converters, fetchers, Settings(data_dir=tmp_path), Store.in_folder(tmp_path))
    (call,) = after.attempts(fax)
    assert (call.outcome, call.started_at, call.ended_at) == ("power_lost", START, START)
