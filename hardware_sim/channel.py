"""The simulated channel: plays the plan of a call on the timeline and tells the engine what happens.

Rule: one timer a call, for its next step; it is set before the present step is told, so that whoever hears of a step
may hang up or, after the end, dial again from within the report.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from fax_engine.clock import Timeline, Timer
from fax_engine.line import AnswerOrder, Caller, CallOrder, ChannelState, ChannelStatus, Report
from hardware_sim.access import Access
from hardware_sim.call import Call
from hardware_sim.exchange import Exchange
from hardware_sim.happenings import Ended, Happening
from models.vocabulary import ChannelKind, Direction

if TYPE_CHECKING:
    from hardware_sim.call_plan import Plan

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
        """True when `dial` or `ring` may be called; false while it rings."""
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
        # Loaded with the first call: the fax protocol is the largest part of the telephone world.
        from hardware_sim.call_plan import plan_call

        self._refuse_unless_idle()
        destination = self._exchange.reach(order.dial_string)
        plan = plan_call(order, destination, self.access)
        now, first = self._timeline.now, self.access.first_state
        call = Call(self.kind, Direction.OUTBOUND, order.dial_string, order.pages, now, first, line=destination.line)
        self._play(call, plan, report)

    def ring(self, caller: Caller, order: AnswerOrder, report: Report) -> None:
        """Have a call come in, to be taken as `order` says; every event of it reaches `report` as with `dial`.

        Raises `RuntimeError` when the channel is not idle, `ValueError` for a call that nobody can make (see
        `plan_inbound`).
        """
        from hardware_sim.inbound_plan import plan_inbound

        self._refuse_unless_idle()
        plan = plan_inbound(caller, order, self.access)
        now, first = self._timeline.now, ChannelState.WAITING_FOR_CONNECT
        line = self._exchange.line_of_caller(caller.caller_id)
        call = Call(self.kind, Direction.INBOUND, caller.caller_id, caller.pages, now, first, ready_at=now, line=line)
        self._play(call, plan, report)

    def hang_up(self) -> None:
        """Give up the call in progress: `CallEnded` with the outcome `aborted` is reported before this returns.

        Does nothing on an idle channel.
        """
        if self._playing is not None:
            from hardware_sim.outcomes import OUTCOMES

            self._tell(self._playing, Ended(OUTCOMES["aborted"]))

    def _refuse_unless_idle(self) -> None:
        if self._playing is not None:
            raise RuntimeError(f"channel {self._number} is not idle")

    def _play(self, call: Call, plan: "Plan", report: Report) -> None:
        call.session = plan.session
        self._exchange.seize(call.line)
        scale = self._line_scale()
        moments = ((call.started_at + timedelta(seconds=step.seconds * scale), step.happening) for step in plan.steps)
        self._playing = _Playing(call, report, moments)
        self._await_next_step(self._playing)

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
            self._exchange.release(playing.call.line)
        event = playing.call.take(happening, self._timeline.now)
        if event is not None:
            playing.report(event)
