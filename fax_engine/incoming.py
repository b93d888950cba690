"""A call that comes in: what the caller brings along, and what the unit knows of the call while it is on.

Rule: the pages of a caller from outside are in the store before the call begins; what arrives otherwise than it was
sent, and the pages of another unit, come before it is over. These take no more of the disk than was reserved for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fax_engine.digits import digits_of
from fax_engine.disk import Reservation
from fax_engine.documents.page import PageImage
from fax_engine.line import Channel
from fax_engine.routing import CalledParty
from models.vocabulary import ChannelKind


@dataclass(frozen=True, slots=True)
class Incoming:
    """A fax on its way to the unit: the pages, which are in the store; who sends it; and what is dialled for it.

    See `fax_engine.call_orders.Caller` for the rest. `line`: the line that is called, from 1, None: any that is free.
    `images`: the pages that the unit gets, where these are not the first of those in the store: of a call of another
    unit, or damaged on their way.
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

    def bytes_of_images(self, pages: int | None = None) -> int:
        """What the first so many of its images take on the disk; None: all of them."""
        return sum(len(image.bits) for image in self.images[:pages])


@dataclass(slots=True)
class IncomingCall:
    """A call that has begun: the channel that it is on, and its number in the logs once it is over.

    `reservation`: the room for the images of another unit's call, once all of them are there.
    """

    incoming: Incoming
    channel: Channel
    number: int
    reservation: Reservation | None = None

    def called_party(self, digits: str) -> CalledParty:
        """Whom it is for: a SIP call brings the extension in the number that was called, of which the digits count."""
        if self.channel.kind is ChannelKind.SIP:
            return CalledParty(digits_of(self.incoming.called_number), None)
        return CalledParty(digits, self.channel.number)
