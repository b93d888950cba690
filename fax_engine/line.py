"""The port to the telephone world: what the engine asks of a channel, and what a channel tells it.

Rule: the engine gives a `CallOrder`, or an `AnswerOrder` for a `Caller`, and hears `CallEvent`s in order of time; the
last is always one `CallEnded`. A failed call is a value, never an exception. Nothing here knows how the other side is
simulated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from fax_engine.trunk import USUAL_TRUNK, Trunk
from models.vocabulary import ChannelKind, Coding, Direction, Resolution

STATION_ID_LENGTH = 20
"""Characters of a TSI or CSI (ITU-T T.30 clause 5.3.6.2)."""


class ChannelState(StrEnum):
    """What an administrator sees a channel do (administrator guide; the idle texts per kind are the profile's)."""

    IDLE = "idle"
    INITIALIZING = "Initializing Modem"
    DIALING = "Dialing"
    WAITING_FOR_CONNECT = "Waiting for Connect"
    NEGOTIATING = "Negotiating"
    SENDING_PAGE = "Sending Page"
    RECEIVING_PAGE = "Receiving Page"
    POST_PAGE = "Postpage Processing"
    WAIT_FOR_PAGE = "Wait for Page"
    NO_DIAL_TONE = "No dial tone"
    BUSY = "Busy"
    NO_CARRIER = "No Carrier"
    BUSIED_OUT = "Busied Out"


@dataclass(frozen=True, slots=True)
class Sizing:
    """What stations agree on that decides how many bits a page takes.

    `resolution`: on the line, the page's own or below; `least_bits`: of a row, its end of line included, up to which
    fill bits are sent (ITU-T T.4 clause 4.1.2), 0: there are none; `most_rows`: of a page on the line, above which it is made
    smaller, 0: any number.
    """

    coding: Coding
    resolution: Resolution
    least_bits: int = 0
    most_rows: int = 0

    def rows_of(self, own: Resolution, rows: int) -> int:
        """Rows on the line of a page that has so many at resolution `own`."""
        if self.shrinks(own, rows):
            return self.most_rows
        return rows if self.resolution is own else (rows + 1) // 2

    def shrinks(self, own: Resolution, rows: int) -> bool:
        """True for a page that is too long."""
        return 0 < self.most_rows < (rows if self.resolution is own else (rows + 1) // 2)

    def key(self, own: Resolution, rows: int) -> str:
        """How a page of resolution `own` and so many rows keeps its size under this: `mmr`, `mr 72`, `mh standard 144`,
        `mmr to 2156`."""
        below = [self.resolution] if self.resolution is not own else []
        fill = [str(self.least_bits)] if self.least_bits else []
        smaller = [f"to {self.most_rows}"] if self.shrinks(own, rows) else []
        return " ".join([self.coding, *below, *fill, *smaller])


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page as the line carries it: its size in scan lines and in bits, header line included.

    `coded_bits`: what is known of its size, by `Sizing.key`; `codings`: those that it can be had in. `is_countable`:
    whoever ordered the call counts what is not known (see `Count`), so that nobody has to estimate it.
    """

    rows: int
    resolution: Resolution
    coded_bits: Mapping[str, int]
    codings: frozenset[Coding] = frozenset(Coding)
    is_countable: bool = False

    def bits(self, sizing: Sizing) -> int | None:
        """Its size, without what closes a page (RTC, EOFB); None when it is not known."""
        return self.coded_bits.get(sizing.key(self.resolution, self.rows))


Counted = Callable[[tuple[LinePage, ...] | None], None]
"""Gets all pages of the order anew, of which the size that was asked for is known; None when it cannot be counted."""

Count = Callable[[Sizing, Counted], None]
"""Counts the pages of an order for these terms, elsewhere and in its own time; the answer comes later."""


@dataclass(frozen=True, slots=True)
class CodedPage:
    """A page as octets: with return to control or end of block, without fill bits, the first bit of the line highest.

    `row_bits`: of each row, its end of line included; `is_shrunk`: it has fewer of them than it was made with.
    """

    row_bits: Sequence[int]
    octets: bytes
    is_shrunk: bool = False


class DrawnPage(Protocol):
    """A page with its picture, header line included. It can be pickled, and coded in any process."""

    @property
    def resolution(self) -> Resolution:
        """The one that it was made in."""

    def coded(self, coding: Coding, resolution: Resolution, most_rows: int = 0) -> CodedPage:
        """The page at its own resolution, or every other row of a fine one; made smaller where it has more than `most_rows`."""


def no_pictures() -> tuple[DrawnPage, ...]:
    """For an order of which nobody can see the pages."""
    return ()


@dataclass(frozen=True, slots=True)
class CallOrder:
    """What to dial and what to send there.

    `station_id` is our identity (TSI, at most 20 characters); `max_rate` in bit/s, 2400 to 33600. `dial_prefix` is
    dialled first, to get an outside line: the network hears nothing of it. On IP, the last packet of each of our
    signals is repeated: `redundancy_low_speed` times on the control channel, `redundancy_high_speed` times after
    training and pages (ITU-T T.38), and `trunk` says how calls are made there. `count` counts pages that are countable,
    `pictures` reads all of them.
    """

    dial_string: str
    pages: tuple[LinePage, ...]
    station_id: str = ""
    max_rate: int = 14400
    ecm: bool = True
    dial_prefix: str = ""
    redundancy_low_speed: int = 0
    redundancy_high_speed: int = 0
    trunk: Trunk = USUAL_TRUNK
    count: Count | None = field(default=None, compare=False)
    pictures: Callable[[], tuple[DrawnPage, ...]] = field(default=no_pictures, compare=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls the unit to send a fax: who they are, what they dial, what they send.

    `caller_id`: the calling number, empty when it is withheld; `station_id`: its TSI, at most 20 characters, None: what the
    machine with that number calls itself;
    `called_number`: what was dialled to reach the unit, empty when that is not known; `digits`: what the caller dials
    once the call is answered; `good_pages`: the caller breaks off in the page after so many, None: it sends all.
    `outcome`: how the call is to end, by its name in the catalogue. `count` counts pages that are countable, `pictures`
    reads all of them.
    """

    caller_id: str
    station_id: str | None
    pages: tuple[LinePage, ...]
    called_number: str = ""
    digits: str = ""
    good_pages: int | None = None
    outcome: str = "ok"
    count: Count | None = field(default=None, compare=False)
    pictures: Callable[[], tuple[DrawnPage, ...]] = field(default=no_pictures, compare=False)


@dataclass(frozen=True, slots=True)
class AnswerOrder:
    """How to take a call.

    `answer_on`: the ring to answer on, from 1; `most_digits`: listen for so many digits after answering, 0: do not
    listen; `station_id` is our identity (CSI, at most 20 characters); `max_rate` in bit/s, 2400 to 33600. The rest as in `CallOrder`.
    """

    answer_on: int = 1
    most_digits: int = 0
    station_id: str = ""
    max_rate: int = 33600
    ecm: bool = True
    redundancy_low_speed: int = 0
    redundancy_high_speed: int = 0
    trunk: Trunk = USUAL_TRUNK

    def passed_on(self, called_number: str) -> str:
        """What an exchange passes on to a line that listens for digits: the last of those of the called number."""
        return called_number[-self.most_digits :] if self.most_digits else ""


@dataclass(frozen=True, slots=True)
class Hangup:
    """Why a call ended, in each vocabulary that knows a word for it.

    `code`: the modem's Class 2.1 hang-up code, two hex digits, or None where the modem gave a result code instead;
    `cause`: ITU-T Q.850; `sip_status`: RFC 3261, None on an analog line. `wording`: the name by which the message is given
    other words, empty where that is the outcome's.
    """

    code: str | None
    cause: int
    sip_status: int | None
    message: str
    wording: str = ""

    @property
    def shown_code(self) -> str:
        """What `modem_info` and logs show: the modem's code; without one on IP the SIP status, on an analog line nothing."""
        return self.code or ("" if self.sip_status is None else str(self.sip_status))


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both stations agreed on in phase B: rate in bit/s, the far end's identity (CSI, or TSI of one that calls),
    the modulation by its recommendation, such as `V.17`."""

    rate: int
    ecm: bool
    coding: Coding
    resolution: Resolution
    remote_id: str
    modulation: str = ""


@dataclass(frozen=True, slots=True)
class CallResult:
    """How a call went. `pages` counts the confirmed ones, `digits` are those that the caller dialled after the answer.

    `retry` tells, for the catalogue of outcomes, whether another try makes sense; the appliance tries again in any case
    while tries are left.
    `ready_at` is when the channel was initialised and began to dial; `connected_at` is None when nobody answered.
    `session` is what the call can be played again from, in a form for the store; None when there is nothing to play: on
    an analog line without a fax session.
    """

    outcome: str
    succeeded: bool
    retry: bool
    pages: int
    hangup: Hangup
    started_at: datetime
    ready_at: datetime
    connected_at: datetime | None
    ended_at: datetime
    negotiated: Negotiated | None
    digits: str = ""
    session: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """The channel shows another state, or works on another page (`page` counts from 1, 0 before the first)."""

    at: datetime
    state: ChannelState
    page: int


@dataclass(frozen=True, slots=True)
class PageConfirmed:
    """The receiving end confirmed page `page` (from 1)."""

    at: datetime
    page: int


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The line is free again."""

    at: datetime
    result: CallResult


CallEvent = ChannelChanged | PageConfirmed | CallEnded
Report = Callable[[CallEvent], None]


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """A channel at this moment; what is not known, or not yet, is None or empty, and so is all of it while idle.

    `page` is the page that it works on (from 1, 0 before the first), `page_size` what that one is on the line,
    `confirmed` how many are over; `dial_string` what was dialled, `caller_id` who called, `digits` what the caller
    dialled after the answer.
    """

    number: int
    kind: ChannelKind
    state: ChannelState
    page: int = 0
    dial_string: str | None = None
    started_at: datetime | None = None
    connected_at: datetime | None = None
    negotiated: Negotiated | None = None
    direction: Direction | None = None
    confirmed: int = 0
    page_size: LinePage | None = None
    caller_id: str = ""
    digits: str = ""


class Channel(Protocol):
    """Our end of one line. It works on one call at a time."""

    @property
    def number(self) -> int:
        """1 for the first channel of the appliance."""

    @property
    def kind(self) -> ChannelKind:
        """Modem or SIP."""

    @property
    def is_idle(self) -> bool:
        """True when `dial` may be called; false while it rings, and while it is out of service."""

    @property
    def can_ring(self) -> bool:
        """True when `ring` may be called: it is idle, and the line is alive."""

    @property
    def status(self) -> ChannelStatus:
        """The channel at this moment."""

    def dial(self, order: CallOrder, report: Report) -> None:
        """Start a call; every event of it reaches `report` at its moment on the timeline.

        Raises `RuntimeError` when the channel is not idle.
        """

    def ring(self, caller: Caller, order: AnswerOrder, report: Report) -> None:
        """Have a call come in, to be taken as `order` says; every event of it reaches `report` as with `dial`.

        Raises `RuntimeError` when the channel is not idle.
        """

    def hang_up(self) -> None:
        """Give up the call in progress: `CallEnded` with the outcome `aborted` is reported before this returns.

        Does nothing on an idle channel.
        """


class ChannelBank(Protocol):
    """All channels of an appliance."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Every channel, in order of number."""

    def idle(self) -> Iterator[Channel]:
        """The channels that may dial now, in order of number; each is looked at when its turn comes."""

    def hang_up_all(self) -> None:
        """Give up every call in progress."""
