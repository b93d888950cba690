"""The inbox: calls that come in, from the first ring to their end.

Rule: a call is in the store once it is over, with what it leaves there (`filing`); one that is cut off by a reset or a
loss of power leaves nothing. It has its number from the first ring on; the number of a call that was cut off by a loss
of power is used for no other. What the caller sends was made pages before its call began (`callers_documents`), and
arrives page by page; what of it arrives otherwise than it was sent is drawn as the call begins (`drawing`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from fax_engine.call_events import CallEnded, CallEvent, PageConfirmed, Report
from fax_engine.call_orders import STATION_ID_LENGTH, AnswerOrder, Caller
from fax_engine.call_result import CallResult
from fax_engine.callers_documents import CallersDocuments
from fax_engine.channel_status import ChannelStatus
from fax_engine.clock import Due
from fax_engine.context import UnitContext
from fax_engine.counting import Counting
from fax_engine.digits import digits_of
from fax_engine.dispatch import Dispatch
from fax_engine.documents.page import PageImage
from fax_engine.drawing import Drawing
from fax_engine.filing import Filing
from fax_engine.incoming import Incoming, IncomingCall
from fax_engine.line import Channel, ChannelBank
from fax_engine.line_pages import DrawnPage
from fax_engine.lines import Lines, LineSettings
from fax_engine.routing import find_route
from fax_engine.sheets import CallersPages
from models.store import Work

if TYPE_CHECKING:
    from fax_engine.arrival import Arrival

Ring = Callable[[int, AnswerOrder, Report], None]
"""Has the channel of this number ring, to be answered as told; every event of the call reaches the report."""


class Ringing(NamedTuple):
    """A call that has begun: the channel that rings, the call's number in the logs once it is over, and how many digits
    the line listens for after the answer."""

    channel: Channel
    call_number: int
    most_digits: int


@dataclass(frozen=True, slots=True)
class Receiving:
    """A fax that is being received: its channel, and for whom it seems to be."""

    status: ChannelStatus
    extension: str
    recipient: str


class Inbox:
    """Takes calls in."""

    def __init__(
        self,
        context: UnitContext,
        bank: ChannelBank,
        lines: Lines,
        counting: Counting,
        documents: CallersDocuments,
        drawing: Drawing,
        filing: Filing,
        dispatch: Dispatch,
        on_received: Callable[[], None],
    ) -> None:
        self._context = context
        self._bank = bank
        self._lines = lines
        self._counting = counting
        self._documents = documents
        self._drawing = drawing
        self._filing = filing
        self._dispatch = dispatch
        self._on_received = on_received
        self._calls: dict[int, IncomingCall] = {}

    def can_take(self, line: int | None = None) -> bool:
        """True when that line, or any, is free and takes calls."""
        return self._free_channel(line) is not None

    def ring(self, incoming: Incoming) -> Ringing | None:
        """Have a fax call in; None when there is no free channel that takes calls: then its pages are let go of."""
        channel = self._free_channel(incoming.line)
        if channel is None:
            self._documents.let_go(incoming.page_ids)
            return None
        order = _how_to_answer(self._lines.of(channel.number))
        with self._context.work() as work:
            brought = self._counting.brought(work, CallersPages(incoming.page_ids))
            number = work.calls.take_number()
        caller = Caller(
            caller_id=incoming.caller_id,
            station_id=incoming.station_id,
            pages=brought.pages,
            called_number=incoming.called_number,
            digits=incoming.digits or order.passed_on(digits_of(incoming.called_number)),
            good_pages=incoming.good_pages,
            outcome=incoming.outcome,
            count=brought.count,
            pictures=brought.pictures,
            draw=partial(self._draw, incoming, brought.pictures),
        )
        call = self._calls[channel.number] = IncomingCall(incoming, channel, number)
        channel.ring(caller, order, partial(self._heard, call))
        return Ringing(channel, number, order.most_digits)

    def join(self, incoming: Incoming, ring: Ring) -> bool:
        """Have another unit call, which knows how the call goes; False when there is no free channel that takes
        calls."""
        channel = self._free_channel(None)
        if channel is None:
            return False
        with self._context.work() as work:
            number = work.calls.take_number()
        call = self._calls[channel.number] = IncomingCall(incoming, channel, number)
        ring(channel.number, _how_to_answer(self._lines.of(channel.number)), partial(self._heard, call))
        return True

    def reserve(self, incoming: Incoming) -> bool:
        """Room for the images of a call that another unit makes, all of which are there; False when there is none, or
        the call is over. So the caller hears of a full disk before it counts its pages as sent (ours)."""
        call = next((call for call in self._calls.values() if call.incoming is incoming), None)
        if call is None or self._context.is_closed:
            return False
        call.reservation = self._context.disk.reserve(incoming.bytes_of_images())
        return call.reservation is not None

    def call_on(self, channel: int) -> int | None:
        """The number of the call that the channel of this number is taking."""
        call = self._calls.get(channel)
        return call.number if call is not None else None

    def receiving(self, work: Work) -> list[Receiving]:
        """The calls that were answered and go on, in order of their channels."""
        found = []
        for _, call in sorted(self._calls.items()):
            status = call.channel.status
            if status.connected_at is not None:
                called = call.called_party(status.digits)
                found.append(Receiving(status, called.extension, find_route(work, called)[0]))
        return found

    def _draw(
        self,
        incoming: Incoming,
        pictures: Callable[[], tuple[DrawnPage, ...]],
        arrivals: "Sequence[Arrival]",
        done: Callable[[bool], None],
    ) -> None:
        def take(images: list[PageImage] | None) -> None:
            incoming.images.extend(images or ())
            done(images is not None)

        self._drawing.draw(pictures, arrivals, take)

    def _free_channel(self, line: int | None) -> Channel | None:
        if self._context.is_closed or self._context.disk.is_full:
            return None
        return next((channel for channel in self._bank.idle() if self._may_ring(channel, line)), None)

    def _may_ring(self, channel: Channel, line: int | None) -> bool:
        may_ring = line in (None, channel.number) and self._lines.of(channel.number).enabled_inbound
        return may_ring and channel.can_ring

    def _heard(self, call: IncomingCall, event: CallEvent) -> None:
        if self._context.is_closed or isinstance(event, PageConfirmed):
            return
        self._context.tell_channel(call.channel)
        if not isinstance(event, CallEnded):
            return
        del self._calls[call.channel.number]
        self._context.carry_out(partial(self._end, call, event.result), Due.OTHER)

    def _end(self, call: IncomingCall, result: CallResult) -> None:
        if self._context.is_closed:
            return
        with self._context.work() as work:
            self._filing.keep(work, call, result)
            if call.incoming.page_ids:
                work.after_commit(partial(self._documents.let_go, call.incoming.page_ids))
            work.after_commit(self._on_received)
            work.after_commit(self._dispatch.fill_lines)


def _how_to_answer(line: LineSettings) -> AnswerOrder:
    return AnswerOrder(
        answer_on=line.answer_on,
        most_digits=line.max_extension_digits if line.listens_for_digits else 0,
        station_id=line.station_id[:STATION_ID_LENGTH],
        max_rate=line.max_rate,
        ecm=line.ecm,
        redundancy_low_speed=line.redundancy_low_speed,
        redundancy_high_speed=line.redundancy_high_speed,
        trunk=line.trunk,
    )
