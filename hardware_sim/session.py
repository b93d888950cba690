"""A fax session: everything that the conversation of two stations follows from, and nothing of what came of it.

Rule: a value that goes to the store and comes back, so that any call can be played again, frame by frame.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from fax_engine.line_pages import LinePage
from hardware_sim.far_end import T38, FarEnd, Paper
from hardware_sim.phase import Phase
from hardware_sim.t30 import impairments as kinds
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.conversation import ROUNDING, Conversation, Leg, converse, cut_off
from hardware_sim.t30.echoes import Echoes
from hardware_sim.t30.impairments import DocumentEnds, Impairment, LineCut, Side
from hardware_sim.t30.pages import SizedPage
from hardware_sim.t30.recorder import Recorder
from hardware_sim.t30.traits import Traits, our_traits, traits_of
from models.vocabulary import Coding, Direction, RateManagement, Resolution

if TYPE_CHECKING:
    from hardware_sim.t38.settings import FaxOverIp

Kept = Mapping[str, Any]
"""A session as it is stored: what JSON can hold, without what is as usual."""

Played = tuple[Leg, tuple[LinePage, ...]]
"""What our end saw, and the pages with the sizes that were asked for."""

REMEMBERED, FEW_PAGES = 100, 5
"""How many sessions are not played again when the same is asked for, and how many pages those have at most.

Tries to reach a number that fails are alike, and so are the letters of a mailing list that go to one machine.
"""


OVER = "over"
"""Under this stands in a kept session what makes it one that is played packet by packet."""


@dataclass(frozen=True)
class Session:
    """One session. `ours`: station id, highest rate in bit/s, error correction; `echoes`: copies of our last packets.

    `until`: seconds after its beginning when we hung up in the middle of it; None: it came to its end.

    `over`: on a network that is not clean, the terms on which it goes packet by packet (`hardware_sim.ip_session`),
    which nobody can play here; `played`: our end of it, for whoever had it played just now.
    """

    direction: Direction
    station_id: str
    max_rate: int
    ecm: bool
    far_end: FarEnd
    pages: tuple[LinePage, ...]
    impairments: tuple[Impairment, ...] = ()
    echoes: tuple[int, int] = (0, 0)
    until: float | None = None
    over: "FaxOverIp | None" = None
    played: Leg | None = field(default=None, compare=False)

    @property
    def side(self) -> Side:
        """Our end of it."""
        return Side.CALLING if self.direction is Direction.OUTBOUND else Side.CALLED

    def play(self, recorder: Recorder | None = None) -> Conversation:
        """Have the stations talk to each other; the same every time. Raises `SizeUnknown` for pages not counted yet."""
        return self._converse([SizedPage(page) for page in self.pages], recorder)

    @property
    def leg(self) -> Leg:
        """The session as our end saw it."""
        return self.played or self._played[0]

    @property
    def as_played(self) -> "Session":
        """The same session, and of its pages nothing but the sizes that were asked for."""
        return replace(self, pages=self._played[1])

    def __hash__(self) -> int:
        sizes = tuple(frozenset(page.coded_bits.items()) for page in self.pages)
        return hash((self.direction, self.station_id, self.far_end.station_id, sizes))

    @cached_property
    def _played(self) -> Played:
        return _remembered(self) if len(self.pages) <= FEW_PAGES else self._play_now()

    def _play_now(self) -> Played:
        sized = [SizedPage(page) for page in self.pages]
        conversation = self._converse(sized)
        leg = conversation.calling if self.side is Side.CALLING else conversation.called
        return leg, tuple(replace(page.page, coded_bits=page.used, is_countable=False) for page in sized)

    @property
    def stations(self) -> tuple[Traits, Traits]:
        """The calling and the called one."""
        ours = our_traits(self.station_id, self.max_rate, ecm=self.ecm)
        theirs = traits_of(self.far_end)
        calling, called = (ours, theirs) if self.side is Side.CALLING else (theirs, ours)
        ends = frozenset(fault.page for fault in self.impairments if isinstance(fault, DocumentEnds))
        return (replace(calling, document_ends=ends) if ends else calling), called

    @property
    def faults(self) -> tuple[Impairment, ...]:
        """What is wrong with it; whoever hangs up leaves the line as dead as a cut does, after all that happened by
        then."""
        return self.impairments if self.until is None else (*self.impairments, LineCut(self.until + ROUNDING))

    def _converse(self, pages: Sequence[SizedPage], recorder: Recorder | None = None) -> Conversation:
        calling, called = self.stations
        echoes = Echoes(self.side, *self.echoes, others=self.far_end.echoes)
        conversation = converse(calling, pages, called, self.faults, recorder=recorder, echoes=echoes)
        return conversation if self.until is None else cut_off(conversation, self.until)

    def kept(self) -> dict[str, Any]:
        """The session for the store."""
        kept: dict[str, Any] = {
            "direction": self.direction,
            "ours": [self.station_id, self.max_rate, self.ecm],
            "far_end": _unusual(self.far_end),
            "pages": [[page.rows, page.resolution, dict(page.coded_bits)] for page in self.pages],
        }
        if self.impairments:
            kept["impairments"] = [[type(fault).__name__, asdict(fault)] for fault in self.impairments]
        if any(self.echoes):
            kept["echoes"] = list(self.echoes)
        if self.until is not None:
            kept["until"] = self.until
        if self.over is not None:
            kept[OVER] = asdict(self.over)
        return kept


@lru_cache(maxsize=REMEMBERED)
def _remembered(session: Session) -> Played:
    return session._play_now()


def of_kept(kept: Kept) -> Session:
    """The session that was stored."""
    station_id, max_rate, ecm = kept["ours"]
    return Session(
        direction=Direction(kept["direction"]),
        station_id=station_id,
        max_rate=max_rate,
        ecm=ecm,
        far_end=FarEnd(**read_far_end(kept["far_end"])),
        pages=tuple(LinePage(rows, Resolution(resolution), sizes) for rows, resolution, sizes in kept["pages"]),
        impairments=tuple(_impairment(name, values) for name, values in kept.get("impairments", ())),
        echoes=tuple(kept.get("echoes", (0, 0))),
        until=kept.get("until"),
        over=_terms(kept[OVER]) if OVER in kept else None,
    )


def replay(kept: Kept, until: float | None = None) -> Conversation:
    """Play a stored session again, with every signal on record.

    `until`: cut it off so many seconds after its beginning, for whoever knows better than what was stored that we hung
    up then.
    """
    session = of_kept(kept)
    return (session if until is None else replace(session, until=until)).play(Recorder())


def read_far_end(kept: Kept) -> dict[str, Any]:
    """The fields of a far end of which something is kept."""
    return {name: _READ.get(name, _as_it_is)(value) for name, value in kept.items()}


def _unusual(far_end: FarEnd) -> dict[str, Any]:
    usual = FarEnd("")
    found = {each.name: getattr(far_end, each.name) for each in fields(far_end)}
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in found.items()
        if value != getattr(usual, name) or name == "station_id"
    }


def _terms(kept: Kept) -> "FaxOverIp":
    # Analog lines have no use for it.
    from hardware_sim.t38.settings import FaxOverIp

    return FaxOverIp(**{**kept, "rate_management": RateManagement(kept["rate_management"])})


def _as_it_is(value: Any) -> Any:
    return value


def _pages(numbered: Mapping[str, Any]) -> dict[int, Any]:
    """What JSON has made texts of are numbers of pages."""
    return {int(page): value for page, value in numbered.items()}


_READ: Mapping[str, Callable[[Any], Any]] = {
    "codings": lambda names: frozenset(map(Coding, names)),
    "resolution": Resolution,
    "paper": Paper,
    "echoes": tuple,
    "t38": T38,
    "busy": _pages,
    "interrupts": _pages,
}
_READ_OF_IMPAIRMENTS: Mapping[str, Callable[[Any], Any]] = {
    "sender": Side,
    "side": Side,
    "by": Fcf,
    "phase": Phase,
    "to": tuple,
}


def _impairment(name: str, values: Mapping[str, Any]) -> Impairment:
    kind: Callable[..., Impairment] = getattr(kinds, name)
    read = {
        name: value if value is None else _READ_OF_IMPAIRMENTS.get(name, _as_it_is)(value)
        for name, value in values.items()
    }
    return kind(**read)
