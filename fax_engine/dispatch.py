"""Dispatch: due entries meet idle channels, and what became of each call.

Rule: an entry is in `sending`, committed, before its number is dialled, and the outcome is committed before anybody is
told, so a crash can lose a call in progress but never send a fax again that was reported sent.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from fax_engine.clock import Timer, later
from fax_engine.context import UnitContext
from fax_engine.lifecycle import FaxEvent
from fax_engine.line import CallEnded, CallEvent, CallOrder, CallResult, Channel, ChannelBank, LinePage
from models.call import Call
from models.fax import FaxEntry
from models.store import Work
from models.vocabulary import Coding, Direction, FaxState


@dataclass(frozen=True, slots=True)
class _OnTheLine:
    """A call: the entry as it was when its number was dialled, on which channel, and what is sent."""

    entry: FaxEntry
    channel: Channel
    order: CallOrder


class Dispatch:
    """Sends what is due."""

    def __init__(self, context: UnitContext, bank: ChannelBank) -> None:
        self._context = context
        self._bank = bank
        self._calls: dict[int, _OnTheLine] = {}
        self._due: dict[int, Timer] = {}

    def arm(self, entry_id: int, due_at: datetime) -> None:
        """Have the lines filled when this pending entry falls due, instead of when it did before."""
        self.disarm(entry_id)
        self._due[entry_id] = self._context.timeline.call_at(due_at, self.fill_lines)

    def disarm(self, entry_id: int) -> None:
        """The entry waits for no moment any more."""
        timer = self._due.pop(entry_id, None)
        if timer is not None:
            timer.cancel()

    def arm_pending(self) -> None:
        """Set the timers of all pending entries from the store, of which they are a cache."""
        with self._context.work() as work:
            pending = work.faxes.pending()
        for entry_id, due_at in pending:
            self.arm(entry_id, due_at)

    def fill_lines(self) -> None:
        """Give every idle channel the next due entry."""
        if self._context.is_closed:
            return
        for channel in self._bank.idle():
            with self._context.work() as work:
                call = self._take_due(work, channel)
            if call is None:
                return
            self._dial(call)

    def hang_up(self, entry_id: int) -> None:
        """Give up the call of this entry, if there is one."""
        call = self._calls.get(entry_id)
        if call is not None:
            call.channel.hang_up()

    def give_up_lost_call(self, work: Work, entry: FaxEntry) -> None:
        """After a crash: the entry was sending when power was lost, which counts as one failed attempt."""
        now, lost = self._context.now, self._context.texts.line_lost
        try_number = entry.try_number
        self._try_again_or_fail(work, entry, lost)
        work.calls.add(
            Call(
                **_attempt_at(entry, try_number),
                channel=0,
                outcome="power_lost",
                succeeded=False,
                started_at=entry.started_at or now,
                ended_at=now,
                pages=0,
                hangup_message=lost,
            )
        )

    def _take_due(self, work: Work, channel: Channel) -> _OnTheLine | None:
        """Move what is due next to `sending`, to be dialled once that is committed; None when nothing is due."""
        entry = work.faxes.next_due(self._context.now)
        if entry is None:
            return None
        order = CallOrder(
            dial_string=entry.recipient_fax_number,
            pages=tuple(_line_pages(work, entry)),
            station_id=entry.fax.sender_fax_number[:20],
        )
        self._context.move(work, entry, FaxEvent.DIALED, self._context.texts.sending)
        return _OnTheLine(entry, channel, order)

    def _dial(self, call: _OnTheLine) -> None:
        self.disarm(call.entry.id)
        self._calls[call.entry.id] = call
        call.channel.dial(call.order, partial(self._heard, call))

    def _heard(self, call: _OnTheLine, event: CallEvent) -> None:
        """When a call ends, its outcome and what goes next are one transaction."""
        if not isinstance(event, CallEnded) or self._context.is_closed:
            return
        del self._calls[call.entry.id]
        with self._context.work() as work:
            self._conclude(work, call, event.result)
            following = self._take_due(work, next(self._bank.idle()))
        if following is not None:
            self._dial(following)
            self.fill_lines()

    def _conclude(self, work: Work, call: _OnTheLine, result: CallResult) -> None:
        entry = call.entry
        work.faxes.refresh(entry)
        try_number = entry.try_number
        if entry.state is FaxState.SENDING:  # else aborted: the state is final already, only the attempt is recorded
            self._settle(work, entry, result)
        work.calls.add(_ended_call(entry, try_number, call, result))

    def _settle(self, work: Work, entry: FaxEntry, result: CallResult) -> None:
        if result.succeeded:
            self._context.move(work, entry, FaxEvent.CONFIRMED, self._context.texts.sent)
        else:
            reason = result.hangup.message
            self._try_again_or_fail(work, entry, self._context.texts.try_failed.format(reason=reason))

    def _try_again_or_fail(self, work: Work, entry: FaxEntry, message: str) -> None:
        if entry.try_number >= entry.fax.max_tries:
            self._context.move(work, entry, FaxEvent.TRIES_EXHAUSTED, message)
            return
        entry.try_number += 1
        entry.due_at = later(self._context.now, entry.fax.try_interval)
        self._context.move(work, entry, FaxEvent.TRY_FAILED, message)
        work.after_commit(partial(self.arm, entry.id, entry.due_at))


def _line_pages(work: Work, entry: FaxEntry) -> list[LinePage]:
    return [
        LinePage(rows, resolution, {Coding(coding): bits + header[coding] for coding, bits in page.items()})
        for rows, resolution, page, header in work.faxes.page_sizes(entry.id)
    ]


def _attempt_at(entry: FaxEntry, try_number: int) -> dict[str, Any]:
    """What a call's row tells of the entry that it was an attempt to send, as it stands after the call."""
    return {
        "direction": Direction.OUTBOUND,
        "fax_number": entry.recipient_fax_number,
        "entry_id": entry.id,
        "try_number": try_number,
        "username": entry.fax.username,
        "state": entry.state,
        "message": entry.message,
    }


def _ended_call(entry: FaxEntry, try_number: int, call: _OnTheLine, result: CallResult) -> Call:
    agreed = result.negotiated
    return Call(
        **_attempt_at(entry, try_number) | {"fax_number": call.order.dial_string},
        channel=call.channel.number,
        outcome=result.outcome,
        succeeded=result.succeeded,
        started_at=result.started_at,
        ready_at=result.ready_at,
        connected_at=result.connected_at,
        ended_at=result.ended_at,
        rate=agreed.rate if agreed else None,
        ecm=agreed.ecm if agreed else None,
        coding=agreed.coding if agreed else None,
        resolution=agreed.resolution if agreed else None,
        remote_id=agreed.remote_id if agreed else "",
        pages=result.pages,
        cause=result.hangup.cause,
        sip_status=result.hangup.sip_status,
        hangup_code=result.hangup.code or "",
        hangup_message=result.hangup.message,
    )
