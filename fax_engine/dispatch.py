"""Dispatch: due entries meet idle channels, and what became of each call.

Rules: an entry is in `sending`, committed, before its number is dialled, and the outcome is committed before anybody is
told, so a crash can lose a call in progress but never send a fax again that was reported sent. While an entry is
`sending` nobody else changes it but who aborts it, and then hangs up.

What goes next is decided elsewhere (`allocation`). An entry that no line would dial any more has had a try that failed,
without a call (ours).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from fax_engine.allocation import Allocation
from fax_engine.call_events import CallEnded, CallEvent, PageConfirmed
from fax_engine.call_orders import STATION_ID_LENGTH, CallOrder
from fax_engine.call_result import CallResult
from fax_engine.call_row import went
from fax_engine.clock import Due, Timer, earlier, later
from fax_engine.context import UnitContext
from fax_engine.counting import Counting
from fax_engine.dialing import Dialled, Rejected, explain
from fax_engine.journal import CallRecorded
from fax_engine.lifecycle import FaxEvent
from fax_engine.line import Channel, ChannelBank
from fax_engine.lines import Lines
from fax_engine.overdue import Overdue
from fax_engine.sheets import EntryPages
from fax_engine.texts import Texts
from models.call import NEVER_CALLED, POWER_LOST
from models.fax import FaxEntry
from models.store import Work
from models.vocabulary import Direction, FaxState

UNDIALLED_PAUSE = 1.0
"""Seconds, at least, from a try that never became a call to the next: it takes none of its own (ours)."""


@dataclass(frozen=True, slots=True)
class _OnTheLine:
    """A call: the entry as it was when its number was dialled, on which channel, and what is sent."""

    entry: FaxEntry
    channel: Channel
    order: CallOrder


class Dispatch:
    """Sends what is due."""

    def __init__(self, context: UnitContext, bank: ChannelBank, lines: Lines, counting: Counting) -> None:
        self._context = context
        self._counting = counting
        self._lines = lines
        self._allocation = Allocation(bank, lines, self._fail_undialled)
        self._calls: dict[int, _OnTheLine] = {}
        self._outdated: set[int] = set()  # of their calls' entities: who aborted them had another one
        self._due: dict[int, Timer] = {}
        self._overdue = Overdue(context)

    def arm(self, entry_id: int, due_at: datetime, message: str) -> None:
        """Have the lines filled when this pending entry falls due, instead of when it did before; it says `message`."""
        self.disarm(entry_id)
        says_when = self._context.texts.is_scheduled(message)
        fell_due = partial(self._fell_due, entry_id, message if says_when else None)
        self._due[entry_id] = self._context.timeline.call_at(due_at, fell_due, due=Due.FAX, about=entry_id)

    def disarm(self, entry_id: int) -> None:
        """The entry waits for no moment any more."""
        self._allocation.waits_no_more(entry_id)
        timer = self._due.pop(entry_id, None)
        if timer is not None:
            timer.cancel()

    def arm_pending(self) -> None:
        """Set the timers of all pending entries from the store, of which they are a cache."""
        with self._context.work() as work:
            pending = work.faxes.pending()
        for entry_id, due_at, message in pending:
            self.arm(entry_id, due_at, message)

    def clock_went_back(self, by: timedelta) -> None:
        """The unit's clock was set back: what had fallen due is due now, and calls have lasted as long as before."""
        now = self._context.now
        with self._context.work() as work:
            work.faxes.fall_due_again(now + by, now)
            for call in self._calls.values():
                assert call.entry.started_at is not None
                call.entry.started_at = earlier(call.entry.started_at, by)
                work.faxes.keep_move(call.entry)
        if not self._context.is_closed:
            self.arm_pending()

    def fill_lines(self) -> None:
        """Give every idle channel that takes outbound calls the next due entry."""
        self._context.carry_out(self._fill_lines, Due.OTHER)

    def lines_changed(self) -> None:
        """Settings or dialing rules are others now: calls that are on go on, and whoever waits may go at once."""
        self._allocation.forget()
        self.fill_lines()

    def hang_up(self, entry_id: int) -> None:
        """Give up the call of this entry, if there is one."""
        call = self._calls.get(entry_id)
        if call is not None:
            self._outdated.add(entry_id)
            call.channel.hang_up()
            self._context.wake()  # time may be held for its pages, which nobody needs any more

    def is_calling(self, entry_id: int) -> bool:
        """True while a call for this entry is on; it may be being hung up."""
        return entry_id in self._calls

    def entry_on(self, channel: int) -> int | None:
        """The row of the entry that the channel of this number is sending."""
        return next((entry_id for entry_id, call in self._calls.items() if call.channel.number == channel), None)

    def give_up_lost_call(self, work: Work, entry: FaxEntry) -> None:
        """After a crash: the entry was sending when power was lost, which counts as one failed attempt."""
        now, lost = self._context.now, self._context.texts.line_lost
        try_number = entry.try_number
        self._try_again_or_fail(work, entry, lost)
        self._record(
            work,
            entry,
            _attempt_at(entry, try_number)
            | {
                "channel": 0,
                "outcome": POWER_LOST,
                "succeeded": False,
                "started_at": min(entry.started_at or now, now),  # the clock may have been set ahead before
                "ended_at": now,
                "pages": 0,
                "hangup_message": lost,
            },
        )

    def _fell_due(self, entry_id: int, said_when: str | None) -> None:
        if self._context.is_closed:
            return
        if self._allocation.remembers_numbers:
            with self._context.work() as work:
                number = work.faxes.number_of(entry_id)
            self._allocation.fell_due(entry_id, number)
        else:
            self._allocation.fell_due(entry_id)
        self.fill_lines()
        if said_when is not None and not self.is_calling(entry_id):
            self._overdue.add(entry_id, said_when)

    def _fill_lines(self) -> None:
        if self._context.is_closed or not self._allocation.has_takers():
            return
        with self._dialing():
            pass

    @contextmanager
    def _dialing(self) -> Iterator[Work]:
        """A transaction at the end of which lines are given to what is due; when it fails, it is open again who gets
        one."""
        try:
            with self._context.work() as work:
                yield work
                work.after_commit(partial(self._dial_all, self._next_calls(work)))
        except Exception:
            self._allocation.forget()
            raise

    def _next_calls(self, work: Work) -> list[_OnTheLine]:
        """Move what goes next to `sending`, as far as there are lines, to be dialled once that is committed."""
        calls: list[_OnTheLine] = []
        begun: dict[int, int] = {}
        while (turn := self._allocation.next(work, self._context.now, begun)) is not None:
            entry, channel = turn
            calls.append(self._begin(work, entry, channel))
            begun[channel.number] = entry.id
        return calls

    def _begin(self, work: Work, entry: FaxEntry, channel: Channel) -> _OnTheLine:
        settings = self._lines.of(channel.number)
        dialled = self._lines.dialled(settings.dialing_rules, entry.recipient_fax_number)
        assert isinstance(dialled, Dialled)
        brought = self._counting.brought(work, EntryPages(entry.id))
        order = CallOrder(
            dial_string=dialled.number,
            pages=brought.pages,
            station_id=(settings.station_id or entry.fax.sender_fax_number)[:STATION_ID_LENGTH],
            max_rate=settings.max_rate,
            ecm=settings.ecm,
            dial_prefix=settings.dial_prefix,
            redundancy_low_speed=settings.redundancy_low_speed,
            redundancy_high_speed=settings.redundancy_high_speed,
            trunk=settings.trunk,
            count=brought.count,
            pictures=brought.pictures,
        )
        self._context.move(work, entry, FaxEvent.DIALED, self._context.texts.sending)
        return _OnTheLine(entry, channel, order)

    def _fail_undialled(self, work: Work, entry: FaxEntry, refusal: Rejected) -> None:
        """A try that never became a call: no line's rules accept the number any more."""
        now, try_number = self._context.now, entry.try_number
        reason = explain(refusal, entry.recipient_fax_number, self._context.texts)
        self._context.move(work, entry, FaxEvent.DIALED, self._context.texts.sending)
        work.after_commit(partial(self.disarm, entry.id))
        self._try_again_or_fail(work, entry, self._context.texts.try_failed.format(reason=reason), UNDIALLED_PAUSE)
        self._record(
            work,
            entry,
            _attempt_at(entry, try_number)
            | {
                "channel": 0,
                "outcome": NEVER_CALLED,
                "succeeded": False,
                "started_at": now,
                "ended_at": now,
                "pages": 0,
                "hangup_message": reason,
            },
        )

    def _dial_all(self, calls: Iterable[_OnTheLine]) -> None:
        for call in calls:
            self.disarm(call.entry.id)
            self._calls[call.entry.id] = call
            call.channel.dial(call.order, partial(self._heard, call))

    def _heard(self, call: _OnTheLine, event: CallEvent) -> None:
        """When a call ends, its outcome and what goes next are one transaction."""
        if self._context.is_closed or isinstance(event, PageConfirmed):
            return
        self._context.tell_channel(call.channel)
        if not isinstance(event, CallEnded):
            return
        del self._calls[call.entry.id]
        self._context.carry_out(partial(self._end, call, event.result), Due.FAX, call.entry.id)

    def _end(self, call: _OnTheLine, result: CallResult) -> None:
        if self._context.is_closed:
            return
        try:
            with self._dialing() as work:
                self._conclude(work, call, result)
        except Exception:
            self._outdated.add(call.entry.id)
            raise

    def _conclude(self, work: Work, call: _OnTheLine, result: CallResult) -> None:
        entry = call.entry
        if entry.id in self._outdated:
            self._outdated.discard(entry.id)
            work.faxes.refresh(entry)
        try_number = entry.try_number
        if entry.state is FaxState.SENDING:  # else aborted: the state is final already, only the attempt is recorded
            self._settle(work, entry, result)
        self._record(work, entry, _ended_call(entry, try_number, call, result, self._context.texts))

    def _record(self, work: Work, entry: FaxEntry, attempt: Mapping[str, Any]) -> None:
        number = work.calls.record(attempt)
        self._context.tell(work, CallRecorded.of_attempt(number, attempt, entry))

    def _settle(self, work: Work, entry: FaxEntry, result: CallResult) -> None:
        if result.succeeded:
            self._context.move(work, entry, FaxEvent.CONFIRMED, self._context.texts.sent)
        else:
            reason = self._context.texts.why(result.outcome, result.hangup)
            self._try_again_or_fail(work, entry, self._context.texts.try_failed.format(reason=reason))

    def _try_again_or_fail(self, work: Work, entry: FaxEntry, message: str, at_least: float = 0.0) -> None:
        if entry.try_number >= entry.fax.max_tries:
            self._context.move(work, entry, FaxEvent.TRIES_EXHAUSTED, message)
            return
        entry.try_number += 1
        entry.due_at = later(self._context.now, max(entry.fax.try_interval, at_least))
        self._context.move(work, entry, FaxEvent.TRY_FAILED, message)
        work.after_commit(partial(self.arm, entry.id, entry.due_at, message))


def _attempt_at(entry: FaxEntry, try_number: int) -> dict[str, Any]:
    """What a call's row tells of the entry that it was an attempt to send, as it stands after the call."""
    return {
        "direction": Direction.OUTBOUND,
        "fax_number": entry.recipient_fax_number,
        "entry_id": entry.id,
        "try_number": try_number,
        "state": entry.state,
        "message": entry.message,
    }


def _ended_call(entry: FaxEntry, try_number: int, call: _OnTheLine, result: CallResult, texts: Texts) -> dict[str, Any]:
    """The row of an attempt that was dialled."""
    about = {"fax_number": call.order.dial_string, "channel": call.channel.number}
    return _attempt_at(entry, try_number) | went(result, texts) | about
