"""The other fax machine, as data: who it says it is, what it can do, and when it takes a call.

Rule: a far end is a value; what a call makes of it is worked out elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hardware_sim.numbers import digits_of
from hardware_sim.timing import ringing_seconds
from models.vocabulary import Coding, Resolution

STATION_ID_LENGTH = 20
"""Characters in a CSI or TSI frame (ITU-T T.30 clause 5.3.6.2)."""

SCAN_LINE_MILLISECONDS = (0, 5, 10, 20, 40)
"""The minimum scan line times that a DIS frame can ask for (ITU-T T.30 table 2, bits 21-23)."""

SLOWEST, FASTEST = 2400, 33600
"""bit/s of fax machines."""

LONGEST_DELAY = 3600.0
"""Seconds: nobody waits for an answer as long as that."""


class Paper(StrEnum):
    """What a machine prints on, as its DIS says."""

    ANY = "any"
    """A roll, or a memory: pages of any length."""
    A4 = "a4"
    LETTER = "letter"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class FarEnd:
    """A fax machine: what it declares in its CSI and DIS frames, and how it behaves.

    `station_id`: its CSI, at most 20 characters; `rings`: it answers in the last of these, 1 or more; `answer_delay`: it
    answers so many seconds after the first ring began instead; `max_rate`: bit/s, 2400 to 33600; `codings`: always with
    MH, which every Group 3 machine reads; `resolution`: the finest it prints; `scan_line_ms`: the least time it needs for
    a scan line, one of `SCAN_LINE_MILLISECONDS` (0 = it keeps pages in memory); `receives`: it takes documents;
    `busy`: page (from 1) -> seconds in which it is not ready after it; `interrupts`: page -> it calls for an operator,
    True when it took the page. Raises `ValueError` for a value out of range.
    """

    station_id: str
    rings: int = 1
    answer_delay: float | None = None
    max_rate: int = FASTEST
    ecm: bool = True
    codings: frozenset[Coding] = frozenset(Coding)
    resolution: Resolution = Resolution.FINE
    paper: Paper = Paper.ANY
    scan_line_ms: int = 0
    receives: bool = True
    busy: Mapping[int, float] = field(default_factory=dict)
    interrupts: Mapping[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.station_id) > STATION_ID_LENGTH:
            raise ValueError(f"a station id has at most {STATION_ID_LENGTH} characters: {self.station_id!r}")
        if self.rings < 1:
            raise ValueError("a far end answers after one ring at the earliest")
        if self.answer_delay is not None and not 0 <= self.answer_delay <= LONGEST_DELAY:
            raise ValueError(f"a far end answers after 0 to {LONGEST_DELAY:.0f} seconds, not {self.answer_delay}")
        if not SLOWEST <= self.max_rate <= FASTEST:
            raise ValueError(f"a fax machine's highest rate is {SLOWEST} to {FASTEST} bit/s, not {self.max_rate}")
        if Coding.MH not in self.codings:
            raise ValueError("every Group 3 machine reads MH")
        if self.scan_line_ms not in SCAN_LINE_MILLISECONDS:
            raise ValueError(f"a minimum scan line time is one of {SCAN_LINE_MILLISECONDS}, not {self.scan_line_ms}")

    @property
    def answers_after(self) -> float:
        """Seconds from the first ring to the answer."""
        return ringing_seconds(self.rings) if self.answer_delay is None else self.answer_delay


def default_far_end(number: str) -> FarEnd:
    """The machine behind any number that nothing else is known of: it can do everything, and its CSI is its number.

    Of a number longer than a CSI the last 20 digits stay: what stands before them is the prefix of a PBX or carrier.
    """
    return FarEnd(station_id=digits_of(number)[-STATION_ID_LENGTH:])
