"""One end of a line: a station, the commands that wait there, and its timers.

Rule: only the line changes it.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from fax_engine.clock import Timer as Due
from hardware_sim.t30.commands import Command
from hardware_sim.t30.impairments import Side
from hardware_sim.t30.station import Station
from hardware_sim.t30.timers import Timer


@dataclass(slots=True)
class LineEnd:
    """A station on the line and what it is at.

    `waiting`: commands not yet carried out; `sending`: the end of its present signal, or its late beginning;
    `spoke_until`: when its last signal was over; `left_after`: line time in seconds until it hung up;
    `was_left`: the line was dead before it meant to.
    """

    side: Side
    station: Station
    waiting: deque[Command] = field(default_factory=deque)
    sending: Due | None = None
    spoke_until: datetime | None = None
    timers: dict[Timer, Due] = field(default_factory=dict)
    has_left: bool = False
    left_after: float = 0.0
    is_cut_off: bool = False
    was_left: bool = False

    def stop_timer(self, timer: Timer) -> None:
        """Make sure that a timer does not run."""
        running = self.timers.pop(timer, None)
        if running is not None:
            running.cancel()

    def stop_sending(self, now: datetime) -> None:
        """Break off the present signal, if there is one."""
        if self.sending is not None:
            self.sending.cancel()
            self.sending, self.spoke_until = None, now

    def leave(self, after: float) -> None:
        """Go on the hook: nothing waits, nothing runs."""
        self.has_left, self.left_after = True, after
        self.waiting.clear()
        for timer in list(self.timers):
            self.stop_timer(timer)

    def heard_all_since(self, begun: datetime) -> bool:
        """False for a station that sent itself, at any time since then."""
        return self.sending is None and (self.spoke_until is None or self.spoke_until <= begun)
