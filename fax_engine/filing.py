"""Filing: what a call that came in leaves in the store once it is over.

Rule: its row, the fax with the pages that the unit has confirmed, each as it arrived, and the deliveries that its route
asks for, in one transaction. No page has arrived where the disk has no room for them, and where none arrived there is
nothing to deliver (both ours). What the caller sent is kept beside it where whoever looks at the call needs that and
has nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from fax_engine.call_result import CallResult
from fax_engine.call_row import went
from fax_engine.context import UnitContext
from fax_engine.incoming import Incoming, IncomingCall
from fax_engine.journal import CallRecorded, FaxReceived
from fax_engine.renditions import page_row
from fax_engine.routing import find_route
from models.call import DISK_FULL, Call
from models.inbound import InboundFax
from models.route import RouteDestination
from models.store import Work
from models.vocabulary import ChannelKind, Direction, InboundState

NO_ROOM = "93"
"""The Class 2.1 hang-up code of a receiver that has no room for a page."""

Deliver = Callable[[Work, InboundFax, Sequence[RouteDestination]], None]
"""Has a fax that is in the store delivered to the destinations of its route, once the transaction is committed."""


class Filing:
    """Files the calls that come in to one unit."""

    def __init__(self, context: UnitContext, deliver: Deliver) -> None:
        self._context = context
        self._deliver = deliver

    def keep(self, work: Work, call: IncomingCall, result: CallResult) -> None:
        """File a call that ended with this result."""
        result = self._as_stored(work, call, result)
        incoming, called = call.incoming, call.called_party(result.digits)
        name, destinations = find_route(work, called)
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
        if _needs_what_was_sent(call, result):
            work.inbound.keep_as_sent(fax, incoming.page_ids)
        self._context.tell(work, CallRecorded.of_inbound(row))
        self._context.tell(
            work,
            FaxReceived(
                self._context.now, row.number, fax.state, row.caller_id, fax.extension, fax.recipient, row.pages
            ),
        )
        if result.pages:
            self._deliver(work, fax, destinations)

    def _as_stored(self, work: Work, call: IncomingCall, result: CallResult) -> CallResult:
        """The result; one without pages where the disk has no room for them."""
        disk, incoming = self._context.disk, call.incoming
        if call.reservation is not None:
            disk.use(call.reservation, incoming.bytes_of_images(result.pages))
            return result
        if not result.pages or disk.has_taken(_bytes_of(work, incoming, result.pages)):
            return result
        hangup = replace(result.hangup, code=NO_ROOM, message=self._context.texts.disk_full)
        return replace(result, outcome=DISK_FULL, succeeded=False, pages=0, hangup=hangup)


def _bytes_of(work: Work, incoming: Incoming, pages: int) -> int:
    """What the first so many pages take in the store."""
    return incoming.bytes_of_images(pages) or work.inbound.stored_bytes(incoming.page_ids[:pages])


def _needs_what_was_sent(call: IncomingCall, result: CallResult) -> bool:
    """True for a call that is looked at by pages which the unit does not have: those that were damaged on their way;
    and on IP, where packets are made of them, those that it never confirmed."""
    incoming = call.incoming
    if not incoming.page_ids or result.connected_at is None:
        return False
    is_incomplete = call.channel.kind is ChannelKind.SIP and result.pages < len(incoming.page_ids)
    return bool(incoming.images) or is_incomplete
