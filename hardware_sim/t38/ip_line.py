"""Two stations on a T.38 session over a simulated network: what `hardware_sim.t30.line` is for a telephone line.

Rule: the session begins at once for both; whoever leaves ends it for the other one latency later (the BYE). Faults of
the call strike signals as they do there.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum

from fax_engine.clock import Timeline
from hardware_sim.t30.commands import SendPage, SendPartialPage, Signal
from hardware_sim.t30.events import Event
from hardware_sim.t30.impairments import DataShort, Impairment, PageCut, Side, StorageShort
from hardware_sim.t30.interference import Interference, Struck
from hardware_sim.t30.line import Watcher
from hardware_sim.t30.recorder import Recorder
from hardware_sim.t30.signals import seconds_to_middle, signal_seconds
from hardware_sim.t30.station import Station
from hardware_sim.t38.network import Dice, NetworkConditions, Path
from hardware_sim.t38.settings import FaxOverIp
from hardware_sim.t38.terminal import Terminal

Tap = Callable[[Side, bytes], None]
"""Hears of a datagram, and at which end."""


def _nobody_watches(side: Side, seconds: float) -> None:
    """Nothing."""


def _nobody_taps(side: Side, datagram: bytes) -> None:
    """Nothing."""


class IpLine:
    """Connects a calling and a called station. `settings` are what SDP agreed on, the same for both.

    `tap` hears of every datagram as its sender lets it go, `catch` of those that arrive, as they do.
    """

    def __init__(
        self,
        timeline: Timeline,
        calling: Station,
        called: Station,
        settings: FaxOverIp,
        conditions: NetworkConditions,
        dice: Dice,
        *,
        impairments: Iterable[Impairment] = (),
        watcher: Watcher = _nobody_watches,
        recorder: Recorder | None = None,
        tap: Tap = _nobody_taps,
        catch: Tap = _nobody_taps,
    ) -> None:
        self._timeline = timeline
        self._conditions = conditions
        self._interference = Interference(impairments)
        self._watcher = watcher
        self._recorder = recorder
        self._tap = tap
        self._catch = catch
        self._began = timeline.now
        self._state: StrEnum = calling.state
        self._left_after: dict[Side, float] = {}
        self._paths: dict[Side, Path] = {}
        self._ends: dict[Side, Terminal] = {}
        for side, station in ((Side.CALLING, calling), (Side.CALLED, called)):
            self._paths[side] = Path(timeline, conditions, dice, self._receiver(side.other))
            self._ends[side] = self._terminal(side, station, settings)

    def _terminal(self, side: Side, station: Station, settings: FaxOverIp) -> Terminal:
        return Terminal(
            self._timeline,
            station,
            settings,
            lambda datagram: self._carry(side, datagram),
            lambda: self._leave(side),
            watch=lambda: self._watch(side, station),
            strike=lambda signal: self._strike(side, signal),
            told=lambda event: self._correct(side.other, event),
        )

    @property
    def is_over(self) -> bool:
        """True once both stations have left."""
        return all(end.has_left for end in self._ends.values())

    @property
    def has_struck(self) -> bool:
        """True once one of the impairments told, and on a network that is not perfect."""
        return self._interference.has_struck or not self._conditions.is_perfect

    def was_left(self, side: Side) -> bool:
        """True when the session was gone before this end meant to leave it."""
        return self._ends[side].was_left

    @property
    def seconds(self) -> float:
        """Seconds since the session began."""
        return (self._timeline.now - self._began).total_seconds()

    def left_after(self, side: Side) -> float:
        """Seconds from the beginning until this end left; 0 while it is there."""
        return self._left_after.get(side, 0.0)

    def connect(self) -> None:
        """Both ends have agreed on T.38: the stations that there are begin."""
        self._began = self._timeline.now
        for seconds in self._interference.cuts:
            self._timeline.call_in(seconds, self.cut)
        for side, end in self._ends.items():
            if side in self._interference.stations:
                end.connect()

    def cut(self) -> None:
        """The session is gone, for both."""
        for end in self._ends.values():
            end.disconnect()

    def _receiver(self, side: Side) -> Callable[[bytes], None]:
        def receive(datagram: bytes) -> None:
            self._catch(side, datagram)
            self._ends[side].receive(datagram)

        return receive

    def _carry(self, side: Side, datagram: bytes) -> None:
        self._tap(side, datagram)
        self._paths[side].carry(datagram)

    def _leave(self, side: Side) -> None:
        self._left_after[side] = self.seconds
        self._timeline.call_in(self._conditions.latency, self._ends[side.other].disconnect)

    def _watch(self, side: Side, station: Station) -> None:
        self._watcher(side, self.seconds)
        if side is Side.CALLING and station.state is not self._state:
            self._state = station.state
            self._cut_in_phase(station)

    def _cut_in_phase(self, station: Station) -> None:
        for seconds in self._interference.cuts_in(station.state, station.memory.page):
            self._timeline.call_in(seconds, self.cut)

    def _strike(self, side: Side, signal: Signal) -> Struck:
        """What becomes of a signal that begins now."""
        trains_up_to = self._ends[side.other].station.memory.traits.trains_up_to
        struck = self._interference.strike(side, signal, trains_up_to)
        seconds = signal_seconds(struck.signal)
        if self._recorder is not None:
            self._recorder.note(self.seconds + struck.delay, seconds, side, struck, None)
        if isinstance(struck.signal, SendPage | SendPartialPage):
            self._break_off(side, struck.delay + seconds_to_middle(struck.signal))
        return struck

    def _correct(self, sender: Side, event: Event) -> None:
        if self._recorder is not None:
            self._recorder.correct(sender, event)

    def _break_off(self, side: Side, seconds: float) -> None:
        """A page that does not come to its end."""
        sender, receiver = self._ends[side], self._ends[side.other]
        match self._interference.breaks_off(sender.station.memory.page):
            case PageCut():
                self._timeline.call_in(seconds, self.cut)
            case DataShort():
                self._timeline.call_in(seconds, sender.break_off)
            case StorageShort():
                self._timeline.call_in(seconds, receiver.fill_storage)
