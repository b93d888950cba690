"""The inbox: calls that come in, and the faxes that they leave.

Rule: a call is in the store once it is over, with the pages that arrived whole and the deliveries that its route asks for;
one that is cut off by a reset or a loss of power leaves nothing. It has its number from the first ring on; the number of
a call that was cut off by a loss of power is used for no other. Where no page arrived there is nothing to deliver (ours).
What the caller sends was made pages before its call began, and arrives page by page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from fax_engine.call_events import CallEnded, CallEvent, PageConfirmed, Report
from fax_engine.call_orders import STATION_ID_LENGTH, AnswerOrder, Caller
from fax_engine.call_result import CallResult
from fax_engine.call_row import went
from fax_engine.channel_status import ChannelStatus
from fax_engine.cleaning import Cleaner
from fax_engine.clock import Due
from fax_engine.context import UnitContext
from fax_engine.counting import Counting
from fax_engine.digits import digits_of
from fax_engine.disk import Reservation
from fax_engine.dispatch import Dispatch
from fax_engine.documents.page import PageImage
from fax_engine.journal import CallRecorded, FaxReceived
from fax_engine.line import Channel, ChannelBank
from fax_engine.lines import Lines, LineSettings
from fax_engine.renditions import PageIds, RenditionShelf, page_row
from fax_engine.routing import CalledParty, choose_route
from fax_engine.sheets import CallersPages
from models.call import DISK_FULL, Call
from models.inbound import InboundFax
from models.route import RouteDestination
from models.store import Work
from models.vocabulary import ChannelKind, Direction, InboundState

NO_ROOM = "93"
"""The Class 2.1 hang-up code of a receiver that has no room for a page."""

Deliver = Callable[[Work, InboundFax, Sequence[RouteDestination]], None]
"""Has a fax that is in the store delivered to the destinations of its route, once the transaction is committed."""


Ring = Callable[[int, AnswerOrder, Report], None]
"""Has the channel of this number ring, to be answered as told; every event of the call reaches the report."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A fax on its way to the unit: the pages, which are in the store; who sends it; and what is dialled for it.

    See `fax_engine.call_orders.Caller` for the rest. `line`: the line that is called, from 1, None: any that is free.
    `images`: the pages of a call of another unit, which are not in the store and come before the call is over.
    """

    page_ids: Sequence[int]
    caller_id: str = ""
    station_id: str | None = None
    called_number: str = ""
    digits: str = ""
    good_pages: int | None = None
    outcome: str = "ok"
    line: int | None = None
    images: list[PageImage] = field(default_factory=list)


class Ringing(NamedTuple):
    """A call that has begun: the channel that rings, the call's number in the logs once it is over, and how many digits the
    line listens for after the answer."""

    channel: Channel
    call_number: int
    most_digits: int


@dataclass(frozen=True, slots=True)
class Receiving:
    """A fax that is being received: its channel, and for whom it seems to be."""

    status: ChannelStatus
    extension: str
    recipient: str


@dataclass(slots=True)
class _OnTheLine:
    incoming: Incoming
    channel: Channel
    number: int
    reservation: Reservation | None = None

    def called_party(self, digits: str) -> CalledParty:
        """Whom it is for: a SIP call brings the extension in the number that was called, of which the digits count."""
        if self.channel.kind is ChannelKind.SIP:
            return CalledParty(digits_of(self.incoming.called_number), None)
        return CalledParty(digits, self.channel.number)


class Inbox:
    """Takes calls in."""

    def __init__(
        self,
        context: UnitContext,
        bank: ChannelBank,
        lines: Lines,
        counting: Counting,
        shelf: RenditionShelf,
        dispatch: Dispatch,
        deliver: Deliver,
        cleaner: Cleaner,
        on_received: Callable[[], None],
    ) -> None:
        self._context = context
        self._bank = bank
        self._lines = lines
        self._counting = counting
        self._shelf = shelf
        self._dispatch = dispatch
        self._deliver = deliver
        self._cleaner = cleaner
        self._on_received = on_received
        self._calls: dict[int, _OnTheLine] = {}
        self._waiting: list[Callable[[PageIds | str], None]] = []

    def make_pages(self, content: bytes, content_type: str, done: Callable[[PageIds | str], None]) -> None:
        """Make fax pages of what a caller is going to send; `done` gets them, or the reason why there are none.

        Sooner or later it gets one of the two, even when the unit is reset meanwhile (see `close`). Who gets pages calls
        `ring` or `turn_away` with them: they stay until that call is over, or has not come about.
        """
        with self._context.work() as work:
            document_id = work.documents.keep(content)
        self._waiting.append(done)
        self._shelf.obtain(document_id, content_type, partial(self._made, document_id, done))

    def can_take(self, line: int | None = None) -> bool:
        """True when that line, or any, is free and takes calls."""
        return self._free_channel(line) is not None

    def ring(self, incoming: Incoming) -> Ringing | None:
        """Have a fax call in; None when there is no free channel that takes calls."""
        channel = self._free_channel(incoming.line)
        if channel is None:
            self.turn_away(incoming)
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
        )
        call = self._calls[channel.number] = _OnTheLine(incoming, channel, number)
        channel.ring(caller, order, partial(self._heard, call))
        return Ringing(channel, number, order.most_digits)

    def turn_away(self, incoming: Incoming) -> None:
        """Nobody rings: the pages of such a call are let go of."""
        self._cleaner.release(incoming.page_ids)

    def join(self, incoming: Incoming, ring: Ring) -> bool:
        """Have another unit call, which knows how the call goes; False when there is no free channel that takes calls."""
        channel = self._free_channel(None)
        if channel is None:
            return False
        with self._context.work() as work:
            number = work.calls.take_number()
        call = self._calls[channel.number] = _OnTheLine(incoming, channel, number)
        ring(channel.number, _how_to_answer(self._lines.of(channel.number)), partial(self._heard, call))
        return True

    def reserve(self, incoming: Incoming) -> bool:
        """Room for the images of a call that another unit makes, all of which are there; False when there is none, or the
        call is over. So the caller hears of a full disk before it counts its pages as sent (ours)."""
        call = next((call for call in self._calls.values() if call.incoming is incoming), None)
        if call is None or self._context.is_closed:
            return False
        call.reservation = self._context.disk.reserve(_bytes_of(incoming.images))
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
                found.append(Receiving(status, called.extension, _route(work, called)[0]))
        return found

    def close(self, reason: str) -> None:
        """The unit is no more: whoever still waits for pages is told why there will be none."""
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            done(reason)

    def _made(self, document_id: int, done: Callable[[PageIds | str], None], result: PageIds | str) -> None:
        if done not in self._waiting:  # it was told already that there will be none
            return
        self._waiting.remove(done)
        if isinstance(result, str):
            self._cleaner.look_at([document_id])
        else:
            self._cleaner.hold(result)
        done(result)

    def _free_channel(self, line: int | None) -> Channel | None:
        if self._context.is_closed or self._context.disk.is_full:
            return None
        return next((channel for channel in self._bank.idle() if self._may_ring(channel, line)), None)

    def _may_ring(self, channel: Channel, line: int | None) -> bool:
        may_ring = line in (None, channel.number) and self._lines.of(channel.number).enabled_inbound
        return may_ring and channel.can_ring

    def _heard(self, call: _OnTheLine, event: CallEvent) -> None:
        if self._context.is_closed or isinstance(event, PageConfirmed):
            return
        self._context.tell_channel(call.channel)
        if not isinstance(event, CallEnded):
            return
        del self._calls[call.channel.number]
        self._context.carry_out(partial(self._end, call, event.result), Due.OTHER)

    def _end(self, call: _OnTheLine, result: CallResult) -> None:
        if self._context.is_closed:
            return
        with self._context.work() as work:
            self._keep(work, call, self._as_stored(work, call, result))
            if call.incoming.page_ids:
                work.after_commit(partial(self._cleaner.release, call.incoming.page_ids))
            work.after_commit(self._on_received)
            work.after_commit(self._dispatch.fill_lines)

    def _as_stored(self, work: Work, call: _OnTheLine, result: CallResult) -> CallResult:
        """The result; one without pages where the disk has no room for them (ours)."""
        disk, incoming = self._context.disk, call.incoming
        if call.reservation is not None:
            disk.use(call.reservation, _bytes_of(incoming.images[: result.pages]))
            return result
        if not result.pages or disk.has_taken(work.inbound.stored_bytes(incoming.page_ids[: result.pages])):
            return result
        hangup = replace(result.hangup, code=NO_ROOM, message=self._context.texts.disk_full)
        return replace(result, outcome=DISK_FULL, succeeded=False, pages=0, hangup=hangup)

    def _keep(self, work: Work, call: _OnTheLine, result: CallResult) -> None:
        incoming, called = call.incoming, call.called_party(result.digits)
        name, destinations = _route(work, called)
        row = work.calls.add(
            Call(
                **went(result, self._context.texts),
                direction=Direction.INBOUND,
                channel=call.channel.number,
                fax_number=incoming.called_number,
                caller_id=incoming.caller_id,
            ),
            call.number,
        )
        fax = InboundFax(
            call_id=row.id,
            state=InboundState.RECEIVED if result.succeeded else InboundState.FAILED,
            extension=called.extension,
            recipient=name,
        )
        if incoming.images:
            images = incoming.images[: result.pages]
            work.inbound.add(fax, [page_row(image, position) for position, image in enumerate(images)])
        else:
            work.inbound.add_with_pages_of(fax, incoming.page_ids[: result.pages])
        self._context.tell(work, CallRecorded.of_inbound(row))
        self._context.tell(
            work,
            FaxReceived(
                self._context.now, row.number, fax.state, row.caller_id, fax.extension, fax.recipient, row.pages
            ),
        )
        if result.pages:
            self._deliver(work, fax, destinations)


def _bytes_of(images: Sequence[PageImage]) -> int:
    return sum(len(image.bits) for image in images)


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


def _route(work: Work, called: CalledParty) -> tuple[str, list[RouteDestination]]:
    """The name and the destinations of the route that applies; empty when none does."""
    found = choose_route(called, work.routes.find)
    return (found[0].name, found[1]) if found is not None else ("", [])
