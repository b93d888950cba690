"""The simulated channel: plays the plan of a call on the timeline and tells the engine what happens.

Rule: one timer a call, for its next step; it is set before the present step is told, so that whoever hears of a step
may hang up or, after the end, dial again from within the report. The first step is due as the call begins, and time is held
for it until the plan is there; every moment follows from that beginning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from fax_engine.clock import Timeline, Timer
from fax_engine.line import AnswerOrder, Caller, CallOrder, ChannelState, ChannelStatus, Report
from hardware_sim.access import Access
from hardware_sim.call import Call
from hardware_sim.exchange import Destination, Exchange
from hardware_sim.happenings import Ended, Happening
from models.vocabulary import ChannelKind, Direction

if TYPE_CHECKING:
    from hardware_sim.call_plan import Step
    from hardware_sim.planning import Elsewhere, Errand, Planning

LineScale = Callable[[], float]
"""Seconds of the timeline that one second on the line takes: 1.0 real, 0.0 instant. Asked once as a call starts."""


@dataclass(slots=True)
class _Playing:
    """A call, its plan, who hears of it, the steps still to come, and the timer for the next of them.

    `scale`: seconds of the timeline in one on the line; `reached`: line time in seconds of the last step.
    """

    call: Call
    planning: "Planning"
    report: Report
    scale: float
    steps: "Iterator[Step]" = field(init=False)
    timer: Timer = field(init=False)
    reached: float = 0.0

    def moment_of(self, step: "Step") -> datetime:
        """When it is due, on the timeline."""
        return self.call.started_at + timedelta(seconds=step.seconds * self.scale)

    def line_time(self, now: datetime) -> float:
        """Seconds of line time since the call began; on an instant line those of the last step."""
        return (now - self.call.started_at).total_seconds() / self.scale if self.scale else self.reached


class SimulatedChannel:
    """Our end of one line, a `fax_engine.line.Channel`; each kind of channel is a subclass that names its `access`.

    `elsewhere` runs the errands of a kind that has some; where there is none they are run here.
    """

    access: ClassVar[Access]

    def __init__(
        self,
        number: int,
        timeline: Timeline,
        exchange: Exchange,
        line_scale: LineScale,
        elsewhere: "Elsewhere | None" = None,
    ) -> None:
        self._number = number
        self._timeline = timeline
        self._exchange = exchange
        self._line_scale = line_scale
        self._elsewhere = elsewhere
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
        from hardware_sim.call_plan import plan_call, plan_lost_call
        from hardware_sim.planning import Planning

        self._refuse_unless_idle()
        destination = self._exchange.reach(order.dial_string)
        planning = Planning(lambda: plan_lost_call(order, self.access))
        errand = self.outbound_errand(order, destination)
        if errand is not None:
            self._order(planning, errand, order)
        else:
            planning.make(
                lambda pages: plan_call(replace(order, pages=pages), destination, self.access), order.pages, order.count
            )
        now, first = self._timeline.now, self.access.first_state
        call = Call(self.kind, Direction.OUTBOUND, order.dial_string, order.pages, now, first, line=destination.line)
        self._play(call, planning, report)

    def ring(self, caller: Caller, order: AnswerOrder, report: Report) -> None:
        """Have a call come in, to be taken as `order` says; every event of it reaches `report` as with `dial`.

        Raises `RuntimeError` when the channel is not idle, `ValueError` for a call that nobody can make (see
        `plan_inbound`).
        """
        from hardware_sim.inbound_plan import plan_inbound, plan_lost_caller
        from hardware_sim.planning import Planning

        self._refuse_unless_idle()
        planning = Planning(plan_lost_caller)
        errand = self.inbound_errand(caller, order)
        if errand is not None:
            self._order(planning, errand, caller)
        else:
            planning.make(
                lambda pages: plan_inbound(replace(caller, pages=pages), order, self.access), caller.pages, caller.count
            )
        now, first = self._timeline.now, ChannelState.WAITING_FOR_CONNECT
        line = self._exchange.line_of_caller(caller.caller_id)
        call = Call(self.kind, Direction.INBOUND, caller.caller_id, caller.pages, now, first, ready_at=now, line=line)
        self._play(call, planning, report)

    def outbound_errand(self, order: CallOrder, destination: Destination) -> "Errand | None":
        """For channels some of whose calls are worked out in another process: how this one is; None: here."""
        return None

    def inbound_errand(self, caller: Caller, order: AnswerOrder) -> "Errand | None":
        """The same for a call that comes in."""
        return None

    def hang_up(self) -> None:
        """Give up the call in progress: `CallEnded` with the outcome `aborted` is reported before this returns.

        Does nothing on an idle channel.
        """
        if self._playing is not None:
            from hardware_sim.outcomes import OUTCOMES

            self._cut_short(self._playing)
            self._tell(self._playing, self._timeline.now, Ended(OUTCOMES["aborted"]))

    def _refuse_unless_idle(self) -> None:
        if self._playing is not None:
            raise RuntimeError(f"channel {self._number} is not idle")

    def _order(self, planning: "Planning", errand: "Errand", what: CallOrder | Caller) -> None:
        from hardware_sim.planning import here

        planning.order(errand, what.pictures, self._elsewhere or here)

    def _play(self, call: Call, planning: "Planning", report: Report) -> None:
        self._exchange.seize(call.line)
        playing = self._playing = _Playing(call, planning, report, self._line_scale())
        playing.timer = self._timeline.call_at(call.started_at, lambda: self._start(playing), lambda: planning.is_over)

    def _start(self, playing: _Playing) -> None:
        plan = playing.planning.plan
        assert plan is not None
        playing.call.session = plan.session
        playing.steps = iter(plan.steps)
        self._step(playing, next(playing.steps))

    def _step(self, playing: _Playing, step: "Step") -> None:
        playing.reached = step.seconds
        if not isinstance(step.happening, Ended):
            following = next(playing.steps)
            playing.timer = self._timeline.call_at(playing.moment_of(following), lambda: self._step(playing, following))
        self._tell(playing, playing.moment_of(step), step.happening)

    def _cut_short(self, playing: _Playing) -> None:
        """What is kept of the session ends where we hang up; one that had not begun is none to be played again."""
        plan, session = playing.planning.plan, playing.call.session
        if plan is not None and session is not None:
            seconds = playing.line_time(self._timeline.now) - plan.session_at
            playing.call.session = replace(session, until=seconds) if seconds > 0 else None

    def _tell(self, playing: _Playing, moment: datetime, happening: Happening) -> None:
        if isinstance(happening, Ended):
            playing.timer.cancel()
            self._playing = None
            self._exchange.release(playing.call.line)
        event = playing.call.take(happening, moment)
        if event is not None:
            playing.report(event)
