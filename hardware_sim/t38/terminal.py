"""A T.30 station that talks in T.38: its commands leave as datagrams in line time, datagrams come in as its events.

Rules: commands are carried out in order, and a timer that follows a signal starts at the signal's end. What comes in
while the station sends is told when it is done. After hanging up it is deaf and mute.
"""

from collections import deque
from collections.abc import Callable

from fax_engine.clock import Timeline
from fax_engine.clock import Timer as Due
from hardware_sim.t30.commands import (
    Command,
    HangUp,
    SendFrames,
    SendPage,
    SendPartialPage,
    Signal,
    StartTimer,
    StopTimer,
)
from hardware_sim.t30.events import (
    Connected,
    DataRanOut,
    Disconnected,
    Event,
    MessageSent,
    SignalStarted,
    StorageFilled,
    TimerExpired,
)
from hardware_sim.t30.interference import Struck
from hardware_sim.t30.station import Station
from hardware_sim.t30.timers import SECONDS, Timer
from hardware_sim.t38.listening import Listening
from hardware_sim.t38.settings import FaxOverIp
from hardware_sim.t38.talking import Talking, nothing_strikes


def _nobody_watches() -> None:
    """Nothing."""


def _nobody_is_told(event: Event) -> None:
    """Nothing."""


class Terminal:
    """One end of a fax call over IP.

    `send` takes each datagram as it leaves; `left` is called once, when the station hangs up by itself or because the
    session is gone; `watch` after every event that the station acted on; `told` hears what came of the other
    end's signals; `strike` tells, as each signal begins, what
    the faults of the call do to it.
    """

    def __init__(
        self,
        timeline: Timeline,
        station: Station,
        settings: FaxOverIp,
        send: Callable[[bytes], None],
        left: Callable[[], None],
        *,
        watch: Callable[[], None] = _nobody_watches,
        strike: Callable[[Signal], Struck] = nothing_strikes,
        told: Callable[[Event], None] = _nobody_is_told,
    ) -> None:
        self.station = station
        self.has_left = False
        self.was_left = False
        """True when the session was gone before the station meant to hang up."""
        self._timeline = timeline
        self._left = left
        self._watch = watch
        self._told = told
        self._talking = Talking(timeline, settings, send, strike)
        self._listening = Listening(timeline, settings, station.memory.traits.trains_up_to, self._come)
        self._commands: deque[Command] = deque()
        self._heard: deque[Event] = deque()
        self._timers: dict[Timer, Due] = {}
        self._is_acting = False

    def connect(self) -> None:
        """Both ends talk T.38 from now on; V.34 is not among what they can do there."""
        self._hear(Connected())

    def receive(self, datagram: bytes) -> None:
        """A datagram has come from the other end; what is none is passed over."""
        self._listening.receive(datagram)

    def disconnect(self) -> None:
        """The session is gone; a station that was about to hang up does so now."""
        if self.has_left:
            return
        self._talking.stop()
        self._heard.clear()
        self._commands = deque(command for command in self._commands if isinstance(command, HangUp))
        self.was_left = not self._commands
        self._hear(Disconnected())

    def break_off(self) -> None:
        """Our own side cannot keep the line supplied: the page ends where it is."""
        self._talking.stop()
        self._hear(DataRanOut())

    def fill_storage(self) -> None:
        """Our own side has no room for what comes in."""
        self._hear(StorageFilled())

    def _come(self, event: Event) -> None:
        """The other station is heard."""
        self._told(event)
        self._hear(event)

    def _hear(self, event: Event) -> None:
        if not self.has_left:
            self._heard.append(event)
            self._act()

    def _act(self) -> None:
        """Go on as far as possible: our own commands first, then what was heard meanwhile."""
        if self._is_acting:
            return
        self._is_acting = True
        while not self.has_left and not self._talking.is_on and (self._commands or self._heard):
            if self._commands:
                self._do(self._commands.popleft())
            else:
                self._tell(self._heard.popleft())
        self._is_acting = False

    def _tell(self, event: Event) -> None:
        if isinstance(event, SignalStarted):
            self._talking.end_calling_tone()
        self._commands.extend(self.station.tell(event))
        self._watch()

    def _do(self, command: Command) -> None:
        match command:
            case StartTimer(timer, seconds):
                self._stop_timer(timer)
                length = SECONDS[timer] if seconds is None else seconds
                self._timers[timer] = self._timeline.call_in(length, lambda: self._expire(timer))
            case StopTimer(timer):
                self._stop_timer(timer)
            case HangUp():
                self._hang_up()
            case _:
                self._send(command)

    def _stop_timer(self, timer: Timer) -> None:
        running = self._timers.pop(timer, None)
        if running is not None:
            running.cancel()

    def _expire(self, timer: Timer) -> None:
        del self._timers[timer]
        self._hear(TimerExpired(timer))

    def _send(self, signal: Signal) -> None:
        if isinstance(signal, SendFrames):
            self._listening.said(signal.frames)
        self._talking.begin(signal, lambda: self._end(signal))

    def _end(self, signal: Signal) -> None:
        if isinstance(signal, SendPage | SendPartialPage):
            self._heard.appendleft(MessageSent())
        self._act()

    def _hang_up(self) -> None:
        self.has_left = True
        self._commands.clear()
        self._heard.clear()
        for timer in tuple(self._timers):
            self._stop_timer(timer)
        self._talking.stop()
        self._listening.stop()
        self._left()
