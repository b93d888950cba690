"""What can be wrong with a line or with a station on it, as data.

Rule: one frozen class a kind; an impairment says what happens and how often, and what comes of it is left to T.30.
Signals are named as in a diagram: `DIS`, `TCF`, `PAGE`, `BLOCK`, `PPS-EOP`; a turn by its last frame. `first` and
`times` count the signals of that name from that side: from the first-th on, so many; `times` None: every one.
Pages count from 1, rows, blocks and frames from 0.
"""

from dataclasses import dataclass
from enum import StrEnum

from hardware_sim.phase import Phase
from hardware_sim.t30.control_fields import Fcf


class Side(StrEnum):
    """The two ends of a call."""

    CALLING = "calling"
    CALLED = "called"

    @property
    def other(self) -> "Side":
        """The one at the far end of the line."""
        return Side.CALLED if self is Side.CALLING else Side.CALLING


@dataclass(frozen=True, slots=True)
class SignalLost:
    """A signal that the other end does not hear at all."""

    sender: Side
    name: str
    first: int = 1
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class FrameDamaged:
    """A turn whose last frame arrives with a wrong check sequence."""

    sender: Side
    name: str
    first: int = 1
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class TrainingSpoiled:
    """A line on which training fails at more than `above` bit/s, the first `times` times."""

    above: int
    times: int | None = None


@dataclass(frozen=True, slots=True)
class RowsDamaged:
    """Rows `first_row` to `last_row` of a page arrive damaged, the first `times` times that it is sent."""

    page: int
    first_row: int
    last_row: int
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class FramesDamaged:
    """Frames `first_frame` to `last_frame` of a block do not arrive, the first `times` times that it is sent.

    `above`: only at more than so many bit/s.
    """

    page: int
    first_frame: int
    last_frame: int
    block: int = 0
    times: int | None = 1
    above: int = 0


@dataclass(frozen=True, slots=True)
class LineCut:
    """The line is gone `seconds` after the answer; or, with a `phase`, after the caller comes to it (on that page).

    Phase D begins once the whole page is on paper: what is said between blocks of error correction is in the middle of
    it.
    """

    seconds: float
    phase: Phase | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PageCut:
    """The line is gone in the middle of a page: when half of it was on the line, or half of its first block."""

    page: int


@dataclass(frozen=True, slots=True)
class StationSilent:
    """A station of which nothing more is heard: from the start, once it has sent or has heard a signal `after`, or from
    the moment it should send a `page`."""

    side: Side
    after: str | None = None
    heard: bool = False
    first: int = 1
    page: int | None = None


@dataclass(frozen=True, slots=True)
class StationMissing:
    """An end without a fax machine: a person, or a machine for voices. It sends nothing, and stays until it is left or
    cut off."""

    side: Side


@dataclass(frozen=True, slots=True)
class AnswerLate:
    """A station that takes so many seconds longer to begin a signal; `name` None: any."""

    sender: Side
    seconds: float
    name: str | None = None
    first: int = 1
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class AnswerReplaced:
    """A station that sends something else in place of the turn that it should: what it said last that ends in a frame
    `by`, or that frame without information.

    `to`: only in answer to one of these; empty: to whatever was said.
    """

    sender: Side
    name: str
    by: Fcf
    first: int = 1
    times: int | None = 1
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataShort:
    """The transmitter runs out of data in the middle of a page."""

    page: int


@dataclass(frozen=True, slots=True)
class StorageShort:
    """The receiver runs out of storage in the middle of a page."""

    page: int


@dataclass(frozen=True, slots=True)
class DocumentEnds:
    """The transmitter takes the page for the last of a document: EOM follows it, and phase B comes again, if there are
    more (ITU-T T.30 clause 5.3.6.1.6)."""

    page: int


Impairment = (
    SignalLost
    | FrameDamaged
    | TrainingSpoiled
    | RowsDamaged
    | FramesDamaged
    | LineCut
    | PageCut
    | StationSilent
    | StationMissing
    | AnswerLate
    | AnswerReplaced
    | DataShort
    | StorageShort
    | DocumentEnds
)
