"""A call between two units of the process: one conversation, of which each unit has an end.

Rule: the conversation is worked out once, as a call of the caller's with the called unit for a far end; the called
unit's end is the same session seen from the other side. Each end goes on in its own unit's time. When the caller's end
is over, so is the other, before the caller is told: what the called unit has not heard by then it hears at once. So
nothing is reported sent that the called unit does not have. Whoever leaves before the end takes the other end along.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from fax_engine.call_events import Report
from fax_engine.call_orders import AnswerOrder, Caller, CallOrder
from fax_engine.digits import digits_of
from fax_engine.lines import FASTEST_BEFORE_V34
from fax_engine.trunk import Trunk
from hardware_sim.access import Access
from hardware_sim.arrivals import arrivals
from hardware_sim.call_plan import Plan, plan_call, plan_lost_call
from hardware_sim.exchange import Destination
from hardware_sim.far_end import LONGEST_DELAY, T38, FarEnd, default_far_end
from hardware_sim.inbound_plan import digits_wait, plan_inbound, plan_lost_caller
from hardware_sim.joint import CallEnd, Joint
from hardware_sim.outcomes import OUTCOMES
from hardware_sim.planning import Planning, Settle
from hardware_sim.session import Session
from hardware_sim.t30.recorder import Recorder
from hardware_sim.timing import ringing_seconds
from models.vocabulary import ChannelKind

if TYPE_CHECKING:
    from hardware_sim.channel import SimulatedChannel
    from hardware_sim.neighbours import CalledUnit, Neighbours


class JoinedCall:
    """One such call: `order` is dialled on a channel with this `access`. `caller` is that channel's end, once it has
    one."""

    def __init__(self, order: CallOrder, access: Access, unit: str, neighbours: "Neighbours | None") -> None:
        self.planning = Planning(self._lost, self._then_bring)
        self.joint = Joint(self._caller_is_over, self._caller_goes_on)
        self.caller: CallEnd | None = None
        self._order = order
        self._access = access
        self._unit = unit
        self._neighbours = neighbours
        self._called: CallEnd | None = None
        self._called_unit: CalledUnit | None = None
        self._called_planning = Planning(plan_lost_caller)
        self._answer = AnswerOrder()
        self._called_access = access
        self._rings_after = 0.0
        self._is_over = False

    @property
    def caller_id(self) -> str:
        """The calling number: the one in the caller's identity; empty where there is none."""
        return digits_of(self._order.station_id)

    @property
    def called_number(self) -> str:
        """What was dialled."""
        return digits_of(self._order.dial_string)

    @property
    def station_id(self) -> str:
        """The caller's identity."""
        return self._order.station_id

    def connect(self) -> None:
        """The number is dialled: the other unit rings, or the caller meets busy."""
        if self._is_over:
            return
        if self._neighbours is not None:
            self._called_unit = self._neighbours.ring(self._unit, self)
        outcome = OUTCOMES["busy" if self._called_unit is None else "ok"]
        destination = Destination(self._far_end, outcome)
        self.planning.make(
            lambda pages: plan_call(replace(self._order, pages=pages), destination, self._access),
            self._order.pages,
            self._order.count,
        )

    def ring(self, channel: "SimulatedChannel", answer: AnswerOrder, report: Report) -> None:
        """The called unit rings on this channel, and takes the call as it is told to."""
        self._answer, self._called_access = answer, channel.access
        if self._access.initialising is not None:
            dialled = self._order.dial_prefix + self._order.dial_string
            self._rings_after = self._access.initialising + self._access.set_up(dialled)
        joint = Joint(self._called_is_over, self._called_goes_on)
        self._called = channel.ring_for(
            joint, self._as_it_calls, self._called_planning, report, rings_after=self._rings_after
        )

    def _caller_is_over(self, by_itself: bool) -> None:
        if self._is_over:
            return
        self._is_over = True
        if self._called is not None:
            if by_itself:
                self._called.play_out()
            else:
                self._called.break_off()

    def _called_is_over(self, by_itself: bool) -> None:
        """A call that went its way at the called end goes on at the caller's, in its own time."""
        if self._is_over:
            return
        self._is_over = True
        if not by_itself and self.caller is not None:
            self.caller.break_off()

    def _caller_goes_on(self) -> None:
        if self._neighbours is not None:
            self._neighbours.go_on()

    def _called_goes_on(self) -> None:
        if self._called_unit is not None:
            self._called_unit.go_on()

    @property
    def _far_end(self) -> FarEnd:
        """The called unit as the caller meets it."""
        if self._called_unit is None:
            return default_far_end(self._order.dial_string)
        answer = self._answer
        waits = digits_wait(self._digits, answer.most_digits) if self._is_called_by_tones else 0.0
        return FarEnd(
            station_id=answer.station_id,
            answer_delay=min(ringing_seconds(answer.answer_on) + waits, LONGEST_DELAY),
            max_rate=min(answer.max_rate, FASTEST_BEFORE_V34) if self._is_called_by_sound else answer.max_rate,
            ecm=answer.ecm,
            echoes=(answer.redundancy_low_speed, answer.redundancy_high_speed) if answer.trunk.t38 else (0, 0),
            t38=T38.REINVITE if answer.trunk.t38 else T38.NEVER,
            falls_back=_falls_back(answer.trunk, self._called_access),
        )

    @property
    def _is_called_by_sound(self) -> bool:
        """Whether the called unit, on IP, gets the fax as sound."""
        both_have_t38 = self._answer.trunk.t38 and self._order.trunk.t38
        return self._called_access.kind is ChannelKind.SIP and not both_have_t38

    @property
    def _is_called_by_tones(self) -> bool:
        return self._called_access.kind is ChannelKind.MODEM

    @property
    def _digits(self) -> str:
        return self._answer.passed_on(self.called_number)

    def _lost(self) -> Plan:
        return plan_lost_call(self._order, self._access)

    def _then_bring(self, plan: Plan, settle: Settle) -> None:
        """The caller's plan: it counts once the other end has what follows from it."""
        if self._called_unit is None or self._is_over:
            settle(plan)
        elif not plan.is_answered:
            in_vain = max(plan.steps[-1].seconds - self._rings_after, 0.0)
            self._settle_both(plan, plan_lost_caller(in_vain), settle)
        else:
            self._bring(plan, settle)

    def _bring(self, plan: Plan, settle: Settle) -> None:
        assert self._called_unit is not None
        theirs = self._called_plan(plan.session)
        if plan.session is None and theirs.session is None:  # both are connected, and neither has a way for the fax
            self._settle_both(plan, theirs, settle)
        elif plan.session is None or theirs.session is None:  # no fax is sent that does not arrive
            self._settle_lost(settle)
        else:
            arrived = arrivals(plan.session.play(Recorder()))
            self._called_unit.draw(
                self._order.pictures, arrived, lambda is_good: self._drawn(plan, theirs, settle, is_good=is_good)
            )

    def _drawn(self, plan: Plan, theirs: Plan, settle: Settle, *, is_good: bool) -> None:
        if is_good:
            self._settle_both(plan, theirs, settle)
        else:
            self._settle_lost(settle)

    def _called_plan(self, session: Session | None) -> Plan:
        order = self._order
        machine = FarEnd(
            order.station_id,
            t38=T38.REINVITE if order.trunk.t38 else T38.NEVER,
            falls_back=_falls_back(order.trunk, self._access),
        )
        if session is None:
            return plan_inbound(self._as_it_calls, self._answer, self._called_access, machine)
        machine = replace(machine, max_rate=session.max_rate, ecm=session.ecm, echoes=session.echoes)
        answer = replace(self._answer, max_rate=min(self._answer.max_rate, session.far_end.max_rate))
        caller = replace(self._as_it_calls, pages=session.pages)
        return plan_inbound(caller, answer, self._called_access, machine)

    @property
    def _as_it_calls(self) -> Caller:
        return Caller(
            caller_id=self.caller_id,
            station_id=self._order.station_id,
            pages=self._order.pages,
            called_number=self.called_number,
            digits=self._digits,
        )

    def _settle_both(self, plan: Plan, theirs: Plan, settle: Settle) -> None:
        self._called_planning.settle(theirs)
        settle(plan)
        self._called_goes_on()

    def _settle_lost(self, settle: Settle) -> None:
        self._settle_both(self._lost(), plan_lost_caller(), settle)


def _falls_back(trunk: Trunk, access: Access) -> bool:
    """Whether an end with T.38 goes on with sound where the other has none: what is in front of a modem does."""
    return trunk.fallback_g711 or access.kind is not ChannelKind.SIP
