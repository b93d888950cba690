"""The simulated channel: plays the plan of a call on the timeline and tells the engine what happens.

Rule: one timer a call, for its next step; it is set before the present step is told, so that whoever hears of a step
may hang up or, after the end, dial again from within the report.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from fax_engine.clock import Timeline, Timer
from fax_engine.line import CallOrder, ChannelState, ChannelStatus, Report
from hardware_sim.access import Access
from hardware_sim.call import Call
from hardware_sim.call_plan import Ended, Happening, plan_call
from hardware_sim.exchange import Exchange
from hardware_sim.outcomes import OUTCOMES
from models.vocabulary import ChannelKind

LineScale = Callable[[], float]
"""Seconds of the timeline that one second on the line takes: 1.0 real, 0.0 instant. Asked once as a call starts."""


@dataclass(slots=True)
class _Playing:
    """A call, who hears of it, the moments still to come, and the timer for the next of them."""

    call: Call
    report: Report
    moments: Iterator[tuple[datetime, Happening]]
    timer: Timer = field(init=False)


class SimulatedChannel:
    """Our end of one line, a `fax_engine.line.Channel`; each kind of channel is a subclass that names its `access`."""

    access: ClassVar[Access]

    def __init__(self, number: int, timeline: Timeline, exchange: Exchange, line_scale: LineScale) -> None:
        self._number = number
        self._timeline = timeline
        self._exchange = exchange
        self._line_scale = line_scale
        self._playing: _Playing | None = None

    @property
    def number(self) -> int:
        """1 for the first channel of the appliance."""
        return self._number

    @property
    def kind(self) -> ChannelKind:
        """Modem or SIP."""
        return self.access.kind

    @property
    def is_idle(self) -> bool:
        """True when `dial` may be called."""
        return self._playing is None

    @property
    def status(self) -> ChannelStatus:
        """The channel at this moment."""
        if self._playing is None:
            return ChannelStatus(self._number, self.kind, ChannelState.IDLE)
        return self._playing.call.status_of(self._number)

    def dial(self, order: CallOrder, report: Report) -> None:
        """Start a call; every event of it reaches `report` at its moment on the timeline, never before this returns.

        Raises `RuntimeError` when the channel is not idle, `ValueError` for an order that no call can carry out (see
        `plan_call`).
        """
        if self._playing is not None:
            raise RuntimeError(f"channel {self._number} is not idle")
        steps = plan_call(order, self._exchange.reach(order.dial_string), self.access)
        started_at, scale = self._timeline.now, self._line_scale()
        moments = ((started_at + timedelta(seconds=step.seconds * scale), step.happening) for step in steps)
        call = Call(self.kind, order, started_at, self.access.first_state)
        self._playing = _Playing(call, report, moments)
        self._await_next_step(self._playing)

    def hang_up(self) -> None:
        """Give up the call in progress: `CallEnded` with the outcome `aborted` is reported before this returns.

        Does nothing on an idle channel.
        """
        if self._playing is not None:
            self._tell(self._playing, Ended(OUTCOMES["aborted"]))

    def _await_next_step(self, playing: _Playing) -> None:
        moment, happening = next(playing.moments)
        playing.timer = self._timeline.call_at(moment, lambda: self._step(playing, happening))

    def _step(self, playing: _Playing, happening: Happening) -> None:
        if not isinstance(happening, Ended):
            self._await_next_step(playing)
        self._tell(playing, happening)

    def _tell(self, playing: _Playing, happening: Happening) -> None:
        if isinstance(happening, Ended):
            playing.timer.cancel()
            self._playing = None
        event = playing.call.take(happening, self._timeline.now)
        if event is not None:
            playing.report(event)
