"""A station is told whatever there is, in any order: it never raises, and once it has ended it does nothing more."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.line_pages import LinePage
from hardware_sim.hangup import HANGUP_CODES
from hardware_sim.t30.capabilities import Capabilities
from hardware_sim.t30.commands import HangUp, SendPage, SendPartialPage, StartTimer, StopTimer
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import (
    BlockReceived,
    Connected,
    DataRanOut,
    Disconnected,
    Event,
    FramesReceived,
    MessageSent,
    PageReceived,
    SignalStarted,
    StorageFilled,
    TimerExpired,
    Tone,
    ToneHeard,
    TrainingReceived,
)
from hardware_sim.t30.frames import Damaged, Frame, Unknown
from hardware_sim.t30.pages import PageData, SizedPage
from hardware_sim.t30.partial_pages import After, PartialPage, encode_missing
from hardware_sim.t30.station import Station, called_station, calling_station
from hardware_sim.t30.terms import CARRIER_OF, Terms
from hardware_sim.t30.timers import Timer
from hardware_sim.t30.traits import Traits
from models.vocabulary import Coding, Resolution

PAGE = SizedPage(LinePage(1078, Resolution.STANDARD, dict.fromkeys(Coding, 200_000)))
DATA = PageData(1078, 200_000)
SOON = "the timer that was started first runs out"

INFORMATION = {
    Fcf.DIS: (Capabilities(sends=True).encode(), Capabilities(receives=False).encode()),
    Fcf.DTC: (Capabilities().encode(),),
    Fcf.DCS: tuple(
        Terms(CARRIER_OF["V.17", 14400], Resolution.STANDARD, Coding.MH, ecm=ecm).encode() for ecm in (False, True)
    ),
    Fcf.PPS: tuple(PartialPage(after, page, 0, 98).encode() for after in After for page in (0, 1)),
    Fcf.EOR: tuple(bytes((after,)) for after in After),
    Fcf.PPR: (encode_missing(frozenset({3, 50})), encode_missing(frozenset())),
    Fcf.CTC: (Terms(CARRIER_OF["V.17", 12000]).encode()[:2],),
}
TURNS: list[Event | str] = [
    FramesReceived((Frame(name, information, final=final),))
    for name in Fcf
    for information in (b"", *INFORMATION.get(name, ()))
    for final in (True, False)
]
REST: list[Event | str] = [
    SOON,
    Connected(),
    ToneHeard(Tone.CED),
    SignalStarted(),
    FramesReceived(()),
    FramesReceived((Damaged(b""),)),
    FramesReceived((Unknown(b""),)),
    TrainingReceived(True),
    TrainingReceived(False),
    PageReceived(DATA),
    PageReceived(DATA, frozenset(range(100))),
    PageReceived(DATA, frozenset(range(500))),
    BlockReceived(DATA, frozenset(range(98))),
    BlockReceived(DATA, frozenset(range(98)), frozenset({3})),
    DataRanOut(),
    StorageFilled(),
]
EVENTS = st.lists(st.sampled_from(TURNS) | st.sampled_from(REST), max_size=25)
STATIONS: Mapping[str, Callable[[], Station]] = {
    "calling": lambda: calling_station(Traits(ident="1", asks_again=True), [PAGE, PAGE]),
    "polling": lambda: calling_station(Traits(polls=True), []),
    "called": lambda: called_station(Traits(ident="2", interrupts={2: True})),
    "busy": lambda: called_station(Traits(busy={1: 5.0, 2: 5.0})),
}
BEGINNINGS: Mapping[str, list[Event]] = {
    "calling": [FramesReceived((Frame(Fcf.DIS, Capabilities().encode()),))],
    "polling": [],
    "called": [FramesReceived((Frame(Fcf.DCS, INFORMATION[Fcf.DCS][0]),)), TrainingReceived(True)],
    "busy": [FramesReceived((Frame(Fcf.DCS, INFORMATION[Fcf.DCS][1]),)), TrainingReceived(True)],
}


class Driven:
    """A station, and the timers that it wants to have running, in the order of their start."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.running: dict[Timer, None] = {}
        self.codes: list[str] = []

    def tell(self, event: Event) -> None:
        """Let it happen; a page that goes out is over at once."""
        commands = list(self.station.tell(event))
        for command in commands:
            match command:
                case StartTimer(timer):
                    self.running[timer] = None
                case StopTimer(timer):
                    self.running.pop(timer, None)
                case HangUp(code):
                    self.running.clear()
                    self.codes.append(code)
        if any(isinstance(command, SendPage | SendPartialPage) for command in commands):
            self.tell(MessageSent())

    def expire(self) -> None:
        """The timer that was started first runs out, if there is one."""
        if self.running:
            timer = next(iter(self.running))
            del self.running[timer]
            self.tell(TimerExpired(timer))


@pytest.mark.parametrize("begun", [True, False], ids=["begun", "fresh"])
@pytest.mark.parametrize("kind", STATIONS)
@settings(derandomize=True, max_examples=120)
@given(events=EVENTS)
def test_nothing_that_is_told_raises_anything(kind: str, begun: bool, events: list[Event | str]) -> None:
    driven = Driven(STATIONS[kind]())
    for opening in [Connected(), *(BEGINNINGS[kind] if begun else [])]:
        driven.tell(opening)
    for event in events:
        if isinstance(event, str):
            driven.expire()
        else:
            driven.tell(event)
    driven.tell(Disconnected())
    (code,) = driven.codes
    assert code in HANGUP_CODES
    assert driven.station.hangup_code == code
    assert driven.running == {}
    assert list(driven.station.tell(Connected())) == []


def test_a_caller_without_pages_that_does_not_poll_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        calling_station(Traits(), [])
