"""Builders for calls: pages, orders, a network of chosen far ends, and a notebook that hears what a channel tells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fax_engine.call_events import CallEnded, CallEvent, ChannelChanged, PageConfirmed
from fax_engine.call_orders import CallOrder
from fax_engine.call_result import CallResult
from fax_engine.clock import Timeline
from fax_engine.line_pages import LinePage
from hardware_sim.channel import SimulatedChannel
from hardware_sim.exchange import Destination, Exchange
from hardware_sim.far_end import FarEnd
from hardware_sim.modem import Modem
from models.vocabulary import Coding, Resolution

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTER = 25_000 * 8
BUSY = "5005550201"
NO_ANSWER = "5005550203"


def page(bits: int = LETTER, *codings: Coding, rows: int = 2156, resolution: Resolution = Resolution.FINE) -> LinePage:
    """A page of as many bits in each coding (all three unless told)."""
    sizes: dict[str, int] = dict.fromkeys(codings or Coding, bits)
    return LinePage(rows, resolution, sizes, frozenset(codings or Coding))


def order(
    dial_string: str = "2185553335",
    *pages: LinePage,
    station_id: str = "218 555 0000",
    max_rate: int = 14400,
    ecm: bool = True,
) -> CallOrder:
    """An order for these pages (one letter unless told)."""
    return CallOrder(dial_string, pages or (page(),), station_id=station_id, max_rate=max_rate, ecm=ecm)


class Village(Exchange):
    """A network where the same machine takes every call that a magic number does not decide."""

    def __init__(self, far_end: FarEnd) -> None:
        super().__init__()
        self._far_end = far_end

    def reach(self, dial_string: str) -> Destination:
        return Destination(self._far_end, super().reach(dial_string).outcome)


@dataclass
class Notebook:
    """Hears the events of one call."""

    events: list[CallEvent] = field(default_factory=list)

    def __call__(self, event: CallEvent) -> None:
        self.events.append(event)

    @property
    def words(self) -> list[str]:
        """The events as short phrases."""
        return [_phrase(event) for event in self.events]

    @property
    def result(self) -> CallResult:
        """How the call ended; fails unless it ended, once and last."""
        ends = [event for event in self.events if isinstance(event, CallEnded)]
        assert ends == self.events[-1:]
        return ends[0].result


def _phrase(event: CallEvent) -> str:
    match event:
        case ChannelChanged(_, state, number):
            return f"{state} {number}" if number else str(state)
        case PageConfirmed(_, number):
            return f"confirmed {number}"
        case CallEnded(_, result):
            return f"ended {result.outcome}"


@dataclass
class Line:
    """A channel on a timeline of its own."""

    timeline: Timeline
    channel: SimulatedChannel

    def call(self, what: CallOrder) -> Notebook:
        """Dial and let time pass until nothing is left to happen."""
        notebook = Notebook()
        self.channel.dial(what, notebook)
        self.run()
        return notebook

    def run(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Go from timer to timer until `until` holds or none is left."""
        while not until() and (due := self.timeline.next_due) is not None:
            self.timeline.advance_to(due)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.timeline.advance_to(self.timeline.now + timedelta(seconds=seconds))


def line(
    kind: type[SimulatedChannel] = Modem,
    exchange: Exchange | None = None,
    line_scale: Callable[[], float] = lambda: 1.0,
) -> Line:
    """An idle channel, on Monday at nine."""
    timeline = Timeline(MONDAY)
    return Line(timeline, kind(1, timeline, exchange or Exchange(), line_scale))


def seconds(later: datetime, earlier: datetime) -> float:
    """How long it took."""
    return (later - earlier).total_seconds()
