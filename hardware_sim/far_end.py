"""The other fax machine, as data: who it says it is, what it can do, and when it takes a call.

Rule: a far end is a value; what a call makes of it is worked out elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fax_engine.call_orders import STATION_ID_LENGTH
from fax_engine.digits import digits_of
from hardware_sim.timing import ringing_seconds
from models.vocabulary import Coding, Resolution

SCAN_LINE_MILLISECONDS = (0, 5, 10, 20, 40)
"""The minimum scan line times that a DIS frame can ask for (ITU-T T.30 table 2, bits 21-23)."""

SLOWEST, FASTEST = 2400, 33600
"""bit/s of fax machines."""

LONGEST_DELAY = 3600.0
"""Seconds: nobody waits for an answer as long as that."""


USUAL_LATENCY, LONGEST_LATENCY = 20.0, 2000.0
"""Milliseconds one way: an everyday figure of a trunk, and more than any network takes that still works."""


class Paper(StrEnum):
    """What a machine prints on, as its DIS says."""

    ANY = "any"
    """A roll, or a memory: pages of any length."""
    A4 = "a4"
    LETTER = "letter"
    LEGAL = "legal"


class T38(StrEnum):
    """What an end of a call over IP makes of T.38 (ITU-T T.38 annex D)."""

    REINVITE = "reinvite"
    """It takes or offers sound, and switches."""
    ONLY = "only"
    """It knows nothing else, and takes or offers it from the first INVITE on."""
    NEVER = "never"
    """It has none: faxes go as sound."""


@dataclass(frozen=True, slots=True)
class FarEnd:
    """A fax machine: what it declares in its CSI and DIS frames, and how it behaves.

    `station_id`: its CSI, at most 20 characters; `rings`: it answers in the last of these, 1 or more; `answer_delay`:
    it answers so many seconds after the first ring began instead; `max_rate`: bit/s, 2400 to 33600; `codings`: always
    with MH, which every Group 3 machine reads; `resolution`: the finest it prints; `scan_line_ms`: the least time it
    needs for a scan line, one of `SCAN_LINE_MILLISECONDS` (0 = it keeps pages in memory); `receives`: it takes
    documents; `busy`: page (from 1) -> seconds in which it is not ready after it; `interrupts`: page -> it calls for an
    operator, True when it took the page.

    `echoes`: how often it repeats the last packet of its signals, as `hardware_sim.t30.echoes` has it.

    What counts on IP alone: `t38`; `falls_back`: with T.38 it takes or sends a fax as sound where the other end has
    none; `latency` of the network, milliseconds one way; `packet_loss`, `packet_reordering`, `packet_duplication`:
    percent of datagrams; `network_seed` chooses which. Raises `ValueError` for a value out of range.
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
    echoes: tuple[int, int] = (0, 0)
    t38: T38 = T38.REINVITE
    falls_back: bool = True
    latency: float = USUAL_LATENCY
    packet_loss: float = 0.0
    packet_reordering: float = 0.0
    packet_duplication: float = 0.0
    network_seed: int = 0

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
        if not 0 <= self.latency <= LONGEST_LATENCY:
            raise ValueError(f"a network takes 0 to {LONGEST_LATENCY:.0f} milliseconds, not {self.latency}")
        if not all(0 <= share <= 100 for share in self._shares):
            raise ValueError(f"shares of datagrams are 0 to 100 percent, not {self._shares}")

    @property
    def has_clean_network(self) -> bool:
        """True when every datagram arrives, once and in order."""
        return not any(self._shares)

    @property
    def _shares(self) -> tuple[float, float, float]:
        return self.packet_loss, self.packet_reordering, self.packet_duplication

    @property
    def answers_after(self) -> float:
        """Seconds from the first ring to the answer."""
        return ringing_seconds(self.rings) if self.answer_delay is None else self.answer_delay


def default_far_end(number: str) -> FarEnd:
    """The machine behind any number that nothing else is known of: it can do everything, and its CSI is its number.

    Of a number longer than a CSI the last 20 digits stay: what stands before them is the prefix of a PBX or carrier.
    """
    return FarEnd(station_id=digits_of(number)[-STATION_ID_LENGTH:])
