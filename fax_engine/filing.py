"""Filing: what a call that came in leaves in the store once it is over.

Rule: its row, the fax with the pages that arrived whole, and the deliveries that its route asks for, in one transaction.
No page has arrived where the disk has no room for them, and where none arrived there is nothing to deliver (both ours).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from fax_engine.call_result import CallResult
from fax_engine.call_row import went
from fax_engine.context import UnitContext
from fax_engine.incoming import IncomingCall
from fax_engine.journal import CallRecorded, FaxReceived
from fax_engine.renditions import page_row
from fax_engine.routing import find_route
from models.call import DISK_FULL, Call
from models.inbound import InboundFax
from models.route import RouteDestination
from models.store import Work
from models.vocabulary import Direction, InboundState

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
        if not result.pages or disk.has_taken(work.inbound.stored_bytes(incoming.page_ids[: result.pages])):
            return result
        hangup = replace(result.hangup, code=NO_ROOM, message=self._context.texts.disk_full)
        return replace(result, outcome=DISK_FULL, succeeded=False, pages=0, hangup=hangup)
