"""The other fax machine, as data: who it says it is and what it can do.

Rule: a far end is a value; what a call makes of it is worked out elsewhere.
"""

from dataclasses import dataclass

from hardware_sim.outcomes import digits_of
from models.vocabulary import Coding, Resolution

STATION_ID_LENGTH = 20
"""Characters in a CSI or TSI frame (ITU-T T.30 clause 5.3.6.2)."""

SCAN_LINE_MILLISECONDS = (0, 5, 10, 20, 40)
"""The minimum scan line times that a DIS frame can ask for (ITU-T T.30 table 2, bits 21-23)."""


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What a called fax machine declares in its CSI and DIS frames, and how long it lets the telephone ring.

    `station_id`: its CSI, at most 20 characters; `rings`: it answers in the last of these, 1 or more;
    `max_rate`: bit/s, 2400 to 33600; `codings`: always with MH, which every Group 3 machine reads;
    `resolution`: the finest it prints; `scan_line_ms`: the least time it needs for a scan line, one of
    `SCAN_LINE_MILLISECONDS` (0 = it keeps pages in memory). Raises `ValueError` for a value out of range.
    """

    station_id: str
    rings: int = 1
    max_rate: int = 33600
    ecm: bool = True
    codings: frozenset[Coding] = frozenset(Coding)
    resolution: Resolution = Resolution.FINE
    scan_line_ms: int = 0

    def __post_init__(self) -> None:
        if len(self.station_id) > STATION_ID_LENGTH:
            raise ValueError(f"a station id has at most {STATION_ID_LENGTH} characters: {self.station_id!r}")
        if self.rings < 1:
            raise ValueError("a far end answers after one ring at the earliest")
        if not 2400 <= self.max_rate <= 33600:
            raise ValueError(f"a fax machine's highest rate is 2400 to 33600 bit/s, not {self.max_rate}")
        if Coding.MH not in self.codings:
            raise ValueError("every Group 3 machine reads MH")
        if self.scan_line_ms not in SCAN_LINE_MILLISECONDS:
            raise ValueError(f"a minimum scan line time is one of {SCAN_LINE_MILLISECONDS}, not {self.scan_line_ms}")


def default_far_end(number: str) -> FarEnd:
    """The machine behind any number that nothing else is known of: it can do everything, and its CSI is its number.

    Of a number longer than a CSI the last 20 digits stay: what stands before them is the prefix of a PBX or carrier.
    """
    return FarEnd(station_id=digits_of(number)[-STATION_ID_LENGTH:])
