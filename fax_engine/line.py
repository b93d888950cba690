"""The port to the telephone world: what the engine asks of a channel, and what a channel tells it.

Rule: the engine gives a `CallOrder` and hears `CallEvent`s in order of time; the last is always one `CallEnded`.
A failed call is a value, never an exception. Nothing here knows how the other side is simulated.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from models.vocabulary import ChannelKind, Coding, Resolution


class ChannelState(StrEnum):
    """What an administrator sees a channel do (administrator guide; the idle texts per kind are the profile's)."""

    IDLE = "idle"
    INITIALIZING = "Initializing Modem"
    DIALING = "Dialing"
    NEGOTIATING = "Negotiating"
    SENDING_PAGE = "Sending Page"
    POST_PAGE = "Postpage Processing"


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page as the line carries it: its size in scan lines and in bits, header line included."""

    rows: int
    resolution: Resolution
    coded_bits: Mapping[Coding, int]


@dataclass(frozen=True, slots=True)
class CallOrder:
    """What to dial and what to send there.

    `station_id` is our identity (TSI, at most 20 characters); `max_rate` in bit/s, 2400 to 33600.
    """

    dial_string: str
    pages: tuple[LinePage, ...]
    station_id: str = ""
    max_rate: int = 14400
    ecm: bool = True


@dataclass(frozen=True, slots=True)
class Hangup:
    """Why a call ended, in each vocabulary that knows a word for it.

    `code`: the modem's Class 2.1 hang-up code, two hex digits, or None where the modem gave a result code instead;
    `cause`: ITU-T Q.850; `sip_status`: RFC 3261, None on an analog line.
    """

    code: str | None
    cause: int
    sip_status: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both stations agreed on in phase B: rate in bit/s, the far end's identity (CSI)."""

    rate: int
    ecm: bool
    coding: Coding
    resolution: Resolution
    remote_id: str


@dataclass(frozen=True, slots=True)
class CallResult:
    """How a call went. `pages` counts the confirmed ones.

    `retry` tells, for the catalogue of outcomes, whether another try makes sense; the appliance tries again in any case
    while tries are left.
    `ready_at` is when the channel was initialised and began to dial; `connected_at` is None when nobody answered.
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


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """The channel shows another state, or works on another page (`page` counts from 1, 0 before the first)."""

    at: datetime
    state: ChannelState
    page: int


@dataclass(frozen=True, slots=True)
class PageConfirmed:
    """The far end confirmed page `page` (from 1)."""

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
    """A channel at this moment; everything after `page` is None while idle or not yet known."""

    number: int
    kind: ChannelKind
    state: ChannelState
    page: int = 0
    dial_string: str | None = None
    started_at: datetime | None = None
    connected_at: datetime | None = None
    negotiated: Negotiated | None = None


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
        """True when `dial` may be called."""

    @property
    def status(self) -> ChannelStatus:
        """The channel at this moment."""

    def dial(self, order: CallOrder, report: Report) -> None:
        """Start a call; every event of it reaches `report` at its moment on the timeline.

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
