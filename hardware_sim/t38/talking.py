"""The sending half of a T.38 terminal: a station's signals leave as datagrams, packet by packet, in line time.

Rule: the last datagram of a signal is sent again, once for each copy that its packets have, before the signal is over:
nothing comes behind it that could carry a copy.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from fax_engine.clock import Timeline, later
from fax_engine.clock import Timer as Due
from hardware_sim.t30.commands import SendFrames, SendTone, Signal
from hardware_sim.t30.events import MessageSent, Tone
from hardware_sim.t30.interference import Struck
from hardware_sim.t38.datagrams_out import DatagramsOut
from hardware_sim.t38.ifp import Packet, encode
from hardware_sim.t38.playout import CNG_OFF, Departure, calling_tone, departures, is_low_speed
from hardware_sim.t38.settings import FaxOverIp


def nothing_strikes(signal: Signal) -> Struck:
    """A call without faults."""
    return Struck(signal, MessageSent())


class Talking:
    """Sends the signals of one end. `strike` tells, as each begins, what the faults of the call do to it."""

    def __init__(
        self,
        timeline: Timeline,
        settings: FaxOverIp,
        send: Callable[[bytes], None],
        strike: Callable[[Signal], Struck],
    ) -> None:
        self._timeline = timeline
        self._settings = settings
        self._send = send
        self._strike = strike
        self._out = DatagramsOut(settings.max_datagram)
        self._last = b""
        self._sending: Due | None = None
        self._repeats: list[Due] = []
        self._tone: Due | None = None

    @property
    def is_on(self) -> bool:
        """True while a signal is on the line; CNG keeps nobody from speaking, and does not count."""
        return self._sending is not None

    def begin(self, signal: Signal, done: Callable[[], None]) -> None:
        """Send a signal and call `done` when it is over; CNG comes and goes beside everything else."""
        self.end_calling_tone()
        struck = self._strike(signal)
        if signal == SendTone(Tone.CNG):
            if struck.heard:
                self._beat(calling_tone(0.0))
            return
        packets = departures(struck.signal, self._settings, struck.event)
        self._go_on(packets, later(self._timeline.now, struck.delay), struck, done)

    def end_calling_tone(self) -> None:
        """The other end is heard, or we speak ourselves."""
        if self._tone is not None:
            self._tone.cancel()
            self._tone = None

    def stop(self) -> None:
        """Send nothing more."""
        self.end_calling_tone()
        for due in (*self._repeats, self._sending):
            if due is not None:
                due.cancel()
        self._sending = None

    def _go_on(self, packets: Iterator[Departure], at: datetime, struck: Struck, done: Callable[[], None]) -> None:
        """Send the next packet when it is due; `at` is when the one before was, so that nothing adds up."""
        departure = next(packets, None)
        if departure is None:
            self._repeat_last(at, struck, done)
            return
        due = later(at, departure.after)

        def leave() -> None:
            if departure.is_lost or not struck.heard:
                self._out.lose()
            else:
                self._leave(departure.packet)
            self._go_on(packets, due, struck, done)

        self._sending = self._timeline.call_at(due, leave)

    def _repeat_last(self, at: datetime, struck: Struck, done: Callable[[], None]) -> None:
        is_low = isinstance(struck.signal, SendFrames | SendTone)
        copies = self._settings.redundancy_low_speed if is_low else self._settings.redundancy_high_speed
        moments = [later(at, copy * self._settings.packet_interval) for copy in range(1, copies + 1)]
        last = self._last
        self._repeats = [self._timeline.call_at(moment, lambda: self._send(last)) for moment in moments if struck.heard]

        def end() -> None:
            self._sending = None
            done()

        self._sending = self._timeline.call_at(moments[-1] if moments else at, end)

    def _leave(self, packet: Packet) -> None:
        settings = self._settings
        copies = settings.redundancy_low_speed if is_low_speed(packet) else settings.redundancy_high_speed
        self._last = self._out.next(encode(packet, settings.version), copies)
        self._send(self._last)

    def _beat(self, rest: Iterator[Departure]) -> None:
        departure = next(rest, None)
        if departure is None:
            self._beat(calling_tone(CNG_OFF))
            return

        def leave() -> None:
            self._leave(departure.packet)
            self._beat(rest)

        self._tone = self._timeline.call_in(departure.after, leave)
