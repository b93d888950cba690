"""A call that is being played: its plan, how far it has come, and who hears of it.

Rule: it knows what its moments are and moves nothing; the player plays it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fax_engine.call_events import Report
from fax_engine.clock import Timer
from hardware_sim.call import Call
from hardware_sim.joint import Joint

if TYPE_CHECKING:
    from hardware_sim.call_plan import Plan, Step
    from hardware_sim.planning import Planning


@dataclass(slots=True)
class Playing:
    """A call, its plan, who hears of it, how many of its steps happened, and the timer for the next of them.

    `scale`: seconds of the timeline in one on the line; `reached`: line time in seconds of the last step; `joint`: what
    joins it to the call of another unit.
    """

    call: Call
    planning: "Planning"
    report: Report
    scale: float
    joint: Joint | None = None
    happened: int = 0
    timer: Timer = field(init=False)
    reached: float = 0.0

    @property
    def plan(self) -> "Plan":
        """What the call will be; asked for once that is known."""
        assert self.planning.plan is not None
        return self.planning.plan

    def moment_of(self, step: "Step") -> datetime:
        """When it is due, on the timeline."""
        return self.call.started_at + timedelta(seconds=step.seconds * self.scale)

    def tell_other_end(self, *, by_itself: bool) -> None:
        """Where it is joined to another unit's call: it is over."""
        if self.joint is not None:
            self.joint.is_over(by_itself)

    def line_time(self, now: datetime) -> float:
        """Seconds of line time since the call began; on an instant line those of the last step."""
        return (now - self.call.started_at).total_seconds() / self.scale if self.scale else self.reached
