"""The traits of a station: who it says it is, what it can do, and how it behaves where T.30 leaves the choice.

Rule: a value; both stations of a call have one, whichever end is ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from hardware_sim.far_end import FarEnd, Paper
from hardware_sim.t30.capabilities import Capabilities, Length, Modems
from models.vocabulary import Coding, Resolution

REMEMBERED = 100
"""Traits that are not made again: a unit has as many as lines and settings."""

POOR_FROM = 0.05
BAD_FROM = 0.15
"""Share of bad rows from which a page is answered by RTP and by RTN; T.30 leaves the measure to the maker."""

PAGE_TRIES = 3
"""How often a page goes out that is answered by RTN; T.30 leaves that to the maker too."""


@dataclass(frozen=True, slots=True)
class Traits:
    """One station.

    `capabilities`: what its DIS declares; `ident`: CSI or TSI, empty: it sends none; `nsf`: the information field of
    its NSF, empty: it sends none; `trains_up_to`: bit/s at which its receiver still works, below what DIS can say;
    `max_rate`, `ecm`: what it wants as a transmitter, `transmits`: what it can send pages with; `subaddress`,
    `password`, `sender`: SUB, PWD and SID as a transmitter; `polls`: it calls to be sent something; `asks_again`: a
    damaged frame makes it send CRP; `document_ends`: pages (from 1) after which it says EOM as a transmitter, where
    others follow; `busy`: page (from 1) -> seconds in which it answers RNR after it; `interrupts`: page -> True for
    PIP, False for PIN.
    """

    ident: str = ""
    capabilities: Capabilities = field(default_factory=Capabilities)
    nsf: bytes = b""
    trains_up_to: int = 33600
    max_rate: int = 33600
    ecm: bool = True
    transmits: Modems = Modems.V27TER_V29_V17
    subaddress: str = ""
    password: str = ""
    sender: str = ""
    polls: bool = False
    asks_again: bool = False
    document_ends: frozenset[int] = frozenset()
    busy: Mapping[int, float] = field(default_factory=dict)
    interrupts: Mapping[int, bool] = field(default_factory=dict)
    poor_from: float = POOR_FROM
    bad_from: float = BAD_FROM
    page_tries: int = PAGE_TRIES

    def quality(self, bad_share: float) -> str:
        """What a page is to this receiver, by the share of its rows that are bad: `GOOD`, `POOR` or `BAD`."""
        if bad_share >= self.bad_from:
            return "BAD"
        return "POOR" if bad_share >= self.poor_from else "GOOD"


def modems_up_to(rate: int) -> Modems:
    """What a machine of this highest rate declares; what lies below the modems' own rates shows only in training."""
    if rate < 4800:
        return Modems.V27TER_2400
    if rate < 7200:
        return Modems.V27TER
    return Modems.V27TER_V29 if rate < 12000 else Modems.V27TER_V29_V17


def traits_of(far_end: FarEnd) -> Traits:
    """A far end of the exchange as a station."""
    capabilities = Capabilities(
        modems=modems_up_to(far_end.max_rate),
        v8=far_end.max_rate > 14400 and far_end.ecm,
        fine=far_end.resolution is Resolution.FINE,
        two_dimensional=Coding.MR in far_end.codings,
        scan_line_ms=far_end.scan_line_ms,
        ecm=far_end.ecm,
        t6=far_end.ecm and Coding.MMR in far_end.codings,
        receives=far_end.receives,
        length=Length.UNLIMITED if far_end.paper is Paper.ANY else Length.A4,
        letter=far_end.paper is Paper.LETTER,
        legal=far_end.paper is Paper.LEGAL,
    )
    return Traits(
        ident=far_end.station_id,
        capabilities=capabilities,
        trains_up_to=far_end.max_rate,
        max_rate=far_end.max_rate,
        ecm=far_end.ecm,
        transmits=capabilities.modems,
        busy=far_end.busy,
        interrupts=far_end.interrupts,
    )


@lru_cache(maxsize=REMEMBERED)
def our_traits(station_id: str, max_rate: int, *, ecm: bool) -> Traits:
    """Our own end, as an order sets it: transmitter and receiver alike."""
    capabilities = Capabilities(modems=modems_up_to(max_rate), v8=max_rate > 14400 and ecm, ecm=ecm, t6=ecm)
    return Traits(ident=station_id, capabilities=capabilities, trains_up_to=max_rate, max_rate=max_rate, ecm=ecm)


def without_v8(traits: Traits) -> Traits:
    """The same station on a line that V.34 cannot use."""
    return replace(traits, capabilities=replace(traits.capabilities, v8=False))
