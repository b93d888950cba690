"""A half-duplex line between two stations, on a timeline.

Rules: a signal takes its seconds and reaches the other end when it is over; a station that sends hears nothing but
tones. Of a station the commands are carried out in order: a timer that follows a signal starts at the signal's end.
Whoever hangs up leaves the other with a dead line, and so does a cut.
"""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from fax_engine.clock import Timeline
from fax_engine.clock import Timer as Due
from hardware_sim.carriers import V21, Carrier
from hardware_sim.t30.commands import (
    HangUp,
    SendPage,
    SendPartialPage,
    SendTone,
    Signal,
    StartTimer,
    StopTimer,
)
from hardware_sim.t30.echoes import NO_ECHOES, Echoes
from hardware_sim.t30.events import (
    Connected,
    DataRanOut,
    Disconnected,
    Event,
    MessageSent,
    PageReceived,
    SignalStarted,
    StorageFilled,
    TimerExpired,
    Tone,
)
from hardware_sim.t30.impairments import DataShort, Impairment, PageCut, Side, StorageShort
from hardware_sim.t30.interference import Interference, Struck
from hardware_sim.t30.line_end import LineEnd
from hardware_sim.t30.recorder import Recorder
from hardware_sim.t30.signals import seconds_to_middle, signal_seconds
from hardware_sim.t30.station import Station
from hardware_sim.t30.terms import CARRIER_OF
from hardware_sim.t30.timers import SECONDS, Timer

# Made once: they are asked for with every signal.
OF_TIMERS = (StartTimer, StopTimer)
MESSAGES = (SendPage, SendPartialPage)

LONGEST_ROW = 5.0
"""Seconds without the end of a row after which a receiver gives up (ITU-T T.4 clause 4.1.2)."""

Watcher = Callable[[Side, float], None]
"""Hears of every event that brought a station to another state: its side, and the line time in seconds."""


class AnyLine(Protocol):
    """What carries a call from one station to the other, on a timeline of its own."""

    @property
    def is_over(self) -> bool:
        """True once both stations have left."""

    @property
    def has_struck(self) -> bool:
        """True once something went otherwise than it would have on a good line."""

    def connect(self) -> None:
        """Both stations begin."""

    def left_after(self, side: Side) -> float:
        """Seconds from the beginning until this end left."""

    def was_left(self, side: Side) -> bool:
        """True when the line was dead before this end meant to hang up."""


class Line:
    """Connects a calling and a called station."""

    def __init__(
        self,
        timeline: Timeline,
        calling: Station,
        called: Station,
        *,
        impairments: Iterable[Impairment] = (),
        watcher: Watcher | None = None,
        recorder: Recorder | None = None,
        echoes: Echoes = NO_ECHOES,
    ) -> None:
        self._timeline = timeline
        self._echoes = echoes
        self._calling = LineEnd(Side.CALLING, calling)
        self._called = LineEnd(Side.CALLED, called)
        self._interference = Interference(impairments)
        self._watcher = watcher
        self._recorder = recorder
        self._agreed_v34: Carrier | None = None
        self._control = V21
        self._start_up = 0.0
        self._began = timeline.now

    @property
    def is_over(self) -> bool:
        """True once both stations have left."""
        return self._calling.has_left and self._called.has_left

    @property
    def has_struck(self) -> bool:
        """True once one of the impairments told."""
        return self._interference.has_struck

    @property
    def seconds(self) -> float:
        """Line time since the answer."""
        return (self._timeline.now - self._began).total_seconds()

    def left_after(self, side: Side) -> float:
        """Line time from the answer until this end left; 0 while it is there."""
        return (self._calling if side is Side.CALLING else self._called).left_after

    def was_left(self, side: Side) -> bool:
        """True when the line was dead before this end meant to hang up."""
        return (self._calling if side is Side.CALLING else self._called).was_left

    def connect(self) -> None:
        """The called end has answered: the stations that there are begin."""
        self._began = self._timeline.now
        v34 = self._agreed_v34 = self._v34()
        if v34 is not None:
            self._control, self._start_up = v34.control, v34.training
        for seconds in self._interference.cuts:
            self._after(seconds, self.cut)
        for end in (self._calling, self._called):
            if end.side in self._interference.stations:
                self._tell(end, Connected(v34))

    def cut(self) -> None:
        """The line is gone, for both."""
        self._cut_off(self._calling)
        self._cut_off(self._called)

    def _v34(self) -> Carrier | None:
        """What the modems agree on before the first frame, when both start up by V.8 (ITU-T T.30 annex F)."""
        if len(self._interference.stations) < len(Side):
            return None
        calling, called = self._calling.station.memory.traits, self._called.station.memory.traits
        if not (calling.capabilities.v8 and called.capabilities.v8 and calling.ecm and called.capabilities.ecm):
            return None
        best = self._interference.best_rate(min(calling.max_rate, called.trains_up_to))
        return CARRIER_OF.get(("V.34", best - best % 2400))

    def _after(self, seconds: float, action: Callable[[], None]) -> Due:
        return self._timeline.call_in(seconds, action)

    def _other(self, end: LineEnd) -> LineEnd:
        return self._called if end is self._calling else self._calling

    def _tell(self, end: LineEnd, event: Event) -> None:
        if end.has_left:
            return
        before = end.station.state
        commands = end.station.tell(event)
        end.waiting.extend(commands)
        if end.station.state is not before:
            if self._watcher is not None:
                self._watcher(end.side, self.seconds)
            if end.side is Side.CALLING:
                self._cut_in_phase(end.station)
        if end.sending is None:
            self._work(end)

    def _cut_in_phase(self, station: Station) -> None:
        for seconds in self._interference.cuts_in(station.state, station.memory.page):
            self._after(seconds, self.cut)

    def _work(self, end: LineEnd) -> None:
        """Carry out what waits, up to the next signal."""
        self._set_timers(end)
        if not end.waiting or end.has_left:
            return
        command = end.waiting.popleft()
        if isinstance(command, HangUp):
            self._hang_up(end)
        elif not isinstance(command, OF_TIMERS):
            self._send(end, command)

    def _set_timers(self, end: LineEnd) -> None:
        while end.waiting and isinstance(command := end.waiting[0], OF_TIMERS):
            end.waiting.popleft()
            end.stop_timer(command.timer)
            if isinstance(command, StartTimer):
                self._start(end, command)

    def _start(self, end: LineEnd, command: StartTimer) -> None:
        seconds = SECONDS[command.timer] if command.seconds is None else command.seconds
        end.timers[command.timer] = self._after(seconds, lambda: self._expire(end, command.timer))

    def _expire(self, end: LineEnd, timer: Timer) -> None:
        del end.timers[timer]
        self._tell(end, TimerExpired(timer))

    def _send(self, end: LineEnd, signal: Signal) -> None:
        trains_up_to = self._other(end).station.memory.traits.trains_up_to
        struck = self._interference.strike(end.side, signal, trains_up_to)
        if struck.delay:
            end.sending = self._after(struck.delay, lambda: self._begin(end, struck))
        else:
            self._begin(end, struck)

    def _begin(self, end: LineEnd, struck: Struck) -> None:
        begun, signal = self._timeline.now, struck.signal
        seconds = signal_seconds(signal, self._control) + self._echoes.after(end.side, signal)
        if isinstance(signal, SendTone) and signal.tone is Tone.CED:
            seconds += self._start_up
        if self._recorder is not None:
            self._recorder.note(self.seconds, seconds, end.side, struck, self._agreed_v34)
        end.sending = self._after(seconds, lambda: self._sent(end, struck, begun))
        if struck.heard and not isinstance(signal, SendTone):
            other = self._other(end)
            if other.sending is None:
                self._tell(other, SignalStarted())
            if isinstance(signal, MESSAGES):
                self._break_off(end, signal, struck.event, seconds)

    def _break_off(self, end: LineEnd, signal: SendPage | SendPartialPage, event: Event, seconds: float) -> None:
        """A page that does not come to its end."""
        if isinstance(event, PageReceived) and len(event.bad_rows) == event.data.rows:
            self._after(min(seconds, LONGEST_ROW), lambda: self._tell(self._other(end), event))
        middle = seconds_to_middle(signal)
        match self._interference.breaks_off(end.station.memory.page):
            case PageCut():
                self._after(middle, self.cut)
            case DataShort():
                self._after(middle, lambda: self._run_out(end))
            case StorageShort():
                self._after(middle, lambda: self._tell(self._other(end), StorageFilled()))

    def _run_out(self, end: LineEnd) -> None:
        end.stop_sending(self._timeline.now)
        self._tell(end, DataRanOut())

    def _sent(self, end: LineEnd, struck: Struck, begun: datetime) -> None:
        end.sending, end.spoke_until = None, self._timeline.now
        # Our own timers first: what follows may be the answer that stops them.
        self._set_timers(end)
        other = self._other(end)
        if struck.heard and (isinstance(struck.signal, SendTone) or other.heard_all_since(begun)):
            self._tell(other, struck.event)
        if isinstance(struck.signal, MESSAGES):
            self._tell(end, MessageSent())
        elif end.sending is None:
            self._work(end)

    def _hang_up(self, end: LineEnd) -> None:
        end.leave(self.seconds)
        if not self._other(end).has_left:
            self._cut_off(self._other(end))

    def _cut_off(self, end: LineEnd) -> None:
        """The station hears that the line is dead; one that was about to hang up does so now."""
        if end.has_left or end.is_cut_off:
            return
        end.is_cut_off = True
        end.stop_sending(self._timeline.now)
        end.waiting = deque(command for command in end.waiting if isinstance(command, HangUp))
        end.was_left = not end.waiting
        self._tell(end, Disconnected())


def run_to_the_end(timeline: Timeline, line: AnyLine) -> None:
    """Move the timeline on until both stations have left and nothing is due any more.

    For lines that have a timeline to themselves. Raises `RuntimeError` when a station stays for ever.
    """
    timeline.advance_to(None)
    if not line.is_over:
        raise RuntimeError("a station waits for nothing")
