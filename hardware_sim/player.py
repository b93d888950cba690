"""The player: plays the plan of a call on the timeline, step by step, and tells whoever ordered it what happens.

Rule: one timer a call, for its next step; it is set before the present step is told, so that whoever hears of a step
may hang up or, after the end, dial again from within the report. The first step is due as the call begins, and time is
held for it until the plan is there; every moment follows from that beginning. What a clock that runs has missed
meanwhile happens at once, and the call has it at the plan's moments all the same.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from fax_engine.call_events import Report
from fax_engine.clock import Action, Due, Timeline, Timer
from hardware_sim.call import Call
from hardware_sim.exchange import Exchange
from hardware_sim.happenings import Ended, Happening
from hardware_sim.joint import CallEnd, Joint
from hardware_sim.line_condition import left_outcome
from hardware_sim.playing import Playing

if TYPE_CHECKING:
    from hardware_sim.call_plan import Step
    from hardware_sim.planning import Planning

LineScale = Callable[[], float]
"""Seconds of the timeline that one second on the line takes: 1.0 real, 0.0 instant. Asked once as a call starts."""


class Player:
    """Plays the calls of the channel with this number, one at a time; `current` is the one in progress."""

    def __init__(self, number: int, timeline: Timeline, exchange: Exchange, line_scale: LineScale) -> None:
        self.current: Playing | None = None
        self._number = number
        self._timeline = timeline
        self._exchange = exchange
        self._line_scale = line_scale

    def play(self, call: Call, planning: "Planning", report: Report, joint: Joint | None = None) -> CallEnd:
        """Have a call played from its beginning on; answers its end, for what it may be joined to."""
        self._exchange.seize(call.line)
        playing = self.current = Playing(call, planning, report, self._line_scale(), joint)
        playing.timer = self.go_on_at(call.started_at, lambda: self._step(playing), lambda: planning.is_over)
        return CallEnd(partial(self._play_out, playing), partial(self._break_off, playing))

    def go_on_at(self, moment: datetime, action: Action, is_ready: Callable[[], bool] | None = None) -> Timer:
        """Have a call go on at a moment that follows from its beginning."""
        return self._timeline.call_at(moment, action, is_ready, Due.CALL, self._number, counts_seconds=True)

    def give_up(self, outcome: str) -> None:
        """End the call in progress with this outcome, and report it before this returns; nothing happens without
        one."""
        playing = self.current
        if playing is not None:
            from hardware_sim.outcomes import OUTCOMES

            self._cut_short(playing)
            self._tell(playing, Ended(OUTCOMES[outcome]), self._timeline.now)
            playing.tell_other_end(by_itself=False)

    def _step(self, playing: Playing) -> None:
        step, *following_one = playing.plan.steps[playing.happened : playing.happened + 2]
        for following in following_one:
            playing.timer = self.go_on_at(playing.moment_of(following), lambda: self._step(playing))
        self._let_happen(playing, step)

    def _let_happen(self, playing: Playing, step: "Step") -> None:
        playing.call.session, playing.call.signalling = playing.plan.session, playing.plan.signalling
        playing.reached = step.seconds
        playing.happened += 1
        if isinstance(step.happening, Ended):
            playing.tell_other_end(by_itself=True)
        # What the other end's end brought about before its time is told as of now.
        self._tell(playing, step.happening, min(playing.moment_of(step), self._timeline.now))

    def _cut_short(self, playing: Playing) -> None:
        """What is kept of the call ends where we hang up; a session that had not begun is none to be played again."""
        plan, call = playing.planning.plan, playing.call
        if plan is None:
            return
        # Moments are rounded: what happened already is not cut off by that.
        line_time = max(playing.line_time(self._timeline.now), playing.reached)
        if call.session is not None:
            seconds = line_time - plan.session_at
            call.session = replace(call.session, until=seconds) if seconds > 0 else None
        if call.signalling is not None:
            call.signalling = replace(call.signalling, given_up_after=line_time)

    def _tell(self, playing: Playing, happening: Happening, at: datetime) -> None:
        if isinstance(happening, Ended):
            playing.timer.cancel()
            self.current = None
            self._exchange.release(playing.call.line)
        event = playing.call.take(happening, at)
        if event is not None:
            playing.report(event)

    def _break_off(self, playing: Playing) -> None:
        """The other end, a unit as well, is gone."""
        if self._hears_last_of(playing):
            call = playing.call
            self.give_up(left_outcome(call.direction, call.state, is_connected=call.connected_at is not None))

    def _play_out(self, playing: Playing) -> None:
        """The other end, a unit as well, has come to its end: so has this one, with all that led there."""
        if self._hears_last_of(playing):
            for step in playing.plan.steps[playing.happened :]:
                self._let_happen(playing, step)

    def _hears_last_of(self, playing: Playing) -> bool:
        """Whether a joined call goes on still, once all has happened that is due; if so, nothing more does by
        itself."""
        if self.current is not playing or playing.joint is None:
            return False
        playing.joint.go_on()
        playing.timer.cancel()
        return self.current is playing
