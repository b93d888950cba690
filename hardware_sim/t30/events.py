"""What a station is told: events, in the past tense.

Rule: an event is told at the moment it is over, a signal when its last bit has come. A station that sends hears
nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from hardware_sim.carriers import Carrier
from hardware_sim.t30.frames import Received
from hardware_sim.t30.pages import PageData
from hardware_sim.t30.timers import Timer


class Tone(StrEnum):
    """The tones of phase A (ITU-T T.30 clause 4.3)."""

    CNG = "CNG"
    """Calling tone, 1100 Hz, half a second every 3.5 s."""
    CED = "CED"
    """Called tone, 2100 Hz; ANSam of ITU-T V.8 in its place leads to V.34."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The call stands. `v34`: the carrier on which the modems agreed by themselves, when both know V.34."""

    v34: Carrier | None = None


@dataclass(frozen=True, slots=True)
class ToneHeard:
    """The other station's tone is over."""

    tone: Tone


@dataclass(frozen=True, slots=True)
class SignalStarted:
    """A carrier of the other station has come up."""


@dataclass(frozen=True, slots=True)
class FramesReceived:
    """A turn of the other station on the control channel is over."""

    frames: tuple[Received, ...]


@dataclass(frozen=True, slots=True)
class TrainingReceived:
    """Training and its check are over; `good`: the check held."""

    good: bool


@dataclass(frozen=True, slots=True)
class PageReceived:
    """A page without error correction is over; `bad_rows` count from 0."""

    data: PageData
    bad_rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class BlockReceived:
    """A block of frames is over. `data` is the page that it is part of; `bad` are frames sent that did not arrive."""

    data: PageData
    frames: frozenset[int]
    bad: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class MessageSent:
    """Our own page or block is over."""


@dataclass(frozen=True, slots=True)
class TimerExpired:
    """A timer that the station started ran out."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class DataRanOut:
    """Our own side could not keep the modem supplied with page data."""


@dataclass(frozen=True, slots=True)
class StorageFilled:
    """Our own side has no room for what comes in."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The line is gone."""


Event = (
    Connected
    | ToneHeard
    | SignalStarted
    | FramesReceived
    | TrainingReceived
    | PageReceived
    | BlockReceived
    | MessageSent
    | TimerExpired
    | DataRanOut
    | StorageFilled
    | Disconnected
)
