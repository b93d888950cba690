"""A fax session: everything that the conversation of two stations follows from, and nothing of what came of it.

Rule: a value that goes to the store and comes back, so that any call can be played again, frame by frame.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from fax_engine.line import LinePage
from hardware_sim.far_end import FarEnd, Paper
from hardware_sim.phase import Phase
from hardware_sim.t30 import impairments as kinds
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.conversation import Conversation, Leg, converse
from hardware_sim.t30.echoes import Echoes
from hardware_sim.t30.impairments import Impairment, Side
from hardware_sim.t30.pages import SizedPage
from hardware_sim.t30.recorder import Recorder
from hardware_sim.t30.traits import our_traits, traits_of
from models.vocabulary import Coding, Direction, Resolution

Kept = Mapping[str, Any]
"""A session as it is stored: what JSON can hold, without what is as usual."""


@dataclass(frozen=True)
class Session:
    """One session. `ours`: station id, highest rate in bit/s, error correction; `echoes`: copies of our last packets."""

    direction: Direction
    station_id: str
    max_rate: int
    ecm: bool
    far_end: FarEnd
    pages: tuple[LinePage, ...]
    impairments: tuple[Impairment, ...] = ()
    echoes: tuple[int, int] = (0, 0)

    @property
    def side(self) -> Side:
        """Our end of it."""
        return Side.CALLING if self.direction is Direction.OUTBOUND else Side.CALLED

    def play(self, recorder: Recorder | None = None) -> Conversation:
        """Have the stations talk to each other; the same every time."""
        ours = our_traits(self.station_id, self.max_rate, ecm=self.ecm)
        theirs = traits_of(self.far_end)
        calling, called = (ours, theirs) if self.side is Side.CALLING else (theirs, ours)
        pages = [SizedPage(page) for page in self.pages]
        echoes = Echoes(self.side, *self.echoes)
        return converse(calling, pages, called, self.impairments, recorder=recorder, echoes=echoes)

    @cached_property
    def leg(self) -> Leg:
        """The session as our end saw it."""
        conversation = self.play()
        return conversation.calling if self.side is Side.CALLING else conversation.called

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
        return kept


def of_kept(kept: Kept) -> Session:
    """The session that was stored."""
    station_id, max_rate, ecm = kept["ours"]
    return Session(
        direction=Direction(kept["direction"]),
        station_id=station_id,
        max_rate=max_rate,
        ecm=ecm,
        far_end=FarEnd(**read_far_end(kept["far_end"])),
        pages=tuple(
            LinePage(rows, Resolution(resolution), {Coding(coding): bits for coding, bits in sizes.items()})
            for rows, resolution, sizes in kept["pages"]
        ),
        impairments=tuple(_impairment(name, values) for name, values in kept.get("impairments", ())),
        echoes=tuple(kept.get("echoes", (0, 0))),
    )


def replay(kept: Kept) -> Conversation:
    """Play a stored session again, with every signal on record."""
    return of_kept(kept).play(Recorder())


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


def _as_it_is(value: Any) -> Any:
    return value


def _pages(numbered: Mapping[str, Any]) -> dict[int, Any]:
    """What JSON has made texts of are numbers of pages."""
    return {int(page): value for page, value in numbered.items()}


_READ: Mapping[str, Callable[[Any], Any]] = {
    "codings": lambda names: frozenset(map(Coding, names)),
    "resolution": Resolution,
    "paper": Paper,
    "busy": _pages,
    "interrupts": _pages,
}
_READ_OF_IMPAIRMENTS: Mapping[str, Callable[[Any], Any]] = {"sender": Side, "side": Side, "by": Fcf, "phase": Phase}


def _impairment(name: str, values: Mapping[str, Any]) -> Impairment:
    kind: Callable[..., Impairment] = getattr(kinds, name)
    read = {
        name: value if value is None else _READ_OF_IMPAIRMENTS.get(name, _as_it_is)(value)
        for name, value in values.items()
    }
    return kind(**read)
