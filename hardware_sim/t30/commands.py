"""What a station wants done: commands, in the imperative.

Rule: commands are carried out in order, each when the one before is over: a timer that follows a signal starts at the
signal's end. `HangUp` stops every timer and is the last command of a station.
"""

from dataclasses import dataclass

from hardware_sim.carriers import Carrier
from hardware_sim.t30.events import Tone
from hardware_sim.t30.frames import Frame
from hardware_sim.t30.pages import PageData
from hardware_sim.t30.timers import Timer
from models.vocabulary import Coding


@dataclass(frozen=True, slots=True)
class SendTone:
    """Send a tone of phase A."""

    tone: Tone


@dataclass(frozen=True, slots=True)
class SendFrames:
    """Take a turn on the control channel."""

    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class SendTraining:
    """Send long training and the training check (TCF)."""

    carrier: Carrier


@dataclass(frozen=True, slots=True)
class SendPage:
    """Send a page without error correction; `number` counts from 1, `scan_line_ms` is the least time for a row."""

    number: int
    data: PageData
    carrier: Carrier
    coding: Coding
    scan_line_ms: int


@dataclass(frozen=True, slots=True)
class SendPartialPage:
    """Send frames of a block: `page` and `block` count from 0, `frames` are the numbers of those to send (0-255).

    `long_training`: the first block after CTR trains anew (ITU-T T.30 annex A.4.1).
    """

    page: int
    block: int
    frames: frozenset[int]
    frame_octets: int
    data: PageData
    carrier: Carrier
    coding: Coding
    long_training: bool = False


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Start a timer, anew if it runs; `seconds` only where the timer has no length of its own."""

    timer: Timer
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Stop a timer; harmless if it does not run."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class HangUp:
    """Leave the line. `code`: Class 2.1 hang-up code, two hex digits."""

    code: str


Signal = SendTone | SendFrames | SendTraining | SendPage | SendPartialPage
Command = Signal | StartTimer | StopTimer | HangUp
