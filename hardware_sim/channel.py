"""The simulated channel: our end of one line, in service or out of it, and on one call at most.

Rule: a call is planned as it begins, here or in another process, and a `Player` plays it. A channel that is out of
service, or that starts up again, is on no call and not idle.
"""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from fax_engine.call_events import Report
from fax_engine.call_orders import AnswerOrder, Caller, CallOrder
from fax_engine.channel_status import ChannelState, ChannelStatus
from fax_engine.clock import Action, Due, Timeline, Timer, later
from fax_engine.piece_of_work import work_here
from hardware_sim.access import Access
from hardware_sim.call import Call
from hardware_sim.exchange import Destination, Exchange
from hardware_sim.far_end import FarEnd, default_far_end
from hardware_sim.joint import CallEnd, Joint
from hardware_sim.line_condition import LineCondition, cut_outcome
from hardware_sim.player import LineScale, Player
from models.vocabulary import ChannelKind, Direction

if TYPE_CHECKING:
    from hardware_sim.planning import Elsewhere, Errand, Planning


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
        self._player = Player(number, timeline, exchange, line_scale)
        self._condition = LineCondition.GOOD
        self._is_blocked = False
        self._starting: Timer | None = None

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
        """True when `dial` may be called; false while it rings, and while it is out of service."""
        return self._player.current is None and not self._is_blocked and self._starting is None

    @property
    def can_ring(self) -> bool:
        """True when `ring` may be called: it is idle, and the line is alive."""
        return self.is_idle and self._condition is LineCondition.GOOD

    @property
    def is_blocked(self) -> bool:
        """True from `block` to `unblock`."""
        return self._is_blocked

    @property
    def status(self) -> ChannelStatus:
        """The channel at this moment."""
        playing = self._player.current
        if playing is not None:
            return playing.call.status_of(self._number)
        state = ChannelState.INITIALIZING if self._starting is not None else ChannelState.IDLE
        return ChannelStatus(self._number, self.kind, ChannelState.BUSIED_OUT if self._is_blocked else state)

    def dial(self, order: CallOrder, report: Report) -> None:
        """Start a call; every event of it reaches `report` at its moment on the timeline, never before this returns.

        Raises `RuntimeError` when the channel is not idle, `ValueError` for an order that no call can carry out (see
        `plan_call`).
        """
        # Loaded with the first call: the fax protocol is the largest part of the telephone world.
        from hardware_sim.call_plan import plan_call, plan_lost_call
        from hardware_sim.planning import Planning

        self._refuse_unless_idle()
        destination = self._reach(order.dial_string)
        if destination.unit:
            self._dial_unit(order, destination.unit, report)
            return
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
        self._player.play(call, planning, report)

    def _dial_unit(self, order: CallOrder, unit: str, report: Report) -> None:
        from hardware_sim.joined_call import JoinedCall

        joined = JoinedCall(order, self.access, unit, self._exchange.neighbours)
        now, first = self._timeline.now, self.access.first_state
        # Once whoever dials has dialled all that is to be dialled now: the unit may be called by itself.
        self._player.go_on_at(now, joined.connect)
        call = Call(self.kind, Direction.OUTBOUND, order.dial_string, order.pages, now, first)
        joined.caller = self._player.play(call, joined.planning, report, joined.joint)

    def ring(self, caller: Caller, order: AnswerOrder, report: Report) -> None:
        """Have a call come in, to be taken as `order` says; every event of it reaches `report` as with `dial`.

        Raises `RuntimeError` when the channel is not idle, `ValueError` for a call that nobody can make (see
        `plan_inbound`).
        """
        from hardware_sim.inbound_plan import have_it_drawn, plan_inbound, plan_lost_caller
        from hardware_sim.planning import Planning

        self._refuse_unless_idle()
        planning = Planning(plan_lost_caller, have_it_drawn(caller))
        machine = self._exchange.caller(caller.caller_id, caller.station_id)
        errand = self.inbound_errand(caller, order, machine)
        if errand is not None:
            self._order(planning, errand, caller)
        else:
            planning.make(
                lambda pages: plan_inbound(replace(caller, pages=pages), order, self.access, machine),
                caller.pages,
                caller.count,
            )
        now, first = self._timeline.now, ChannelState.WAITING_FOR_CONNECT
        line = self._exchange.line_of_caller(caller.caller_id)
        call = Call(self.kind, Direction.INBOUND, caller.caller_id, caller.pages, now, first, ready_at=now, line=line)
        self._player.play(call, planning, report)

    def ring_for(
        self, joint: Joint, caller: Caller, planning: "Planning", report: Report, *, rings_after: float
    ) -> CallEnd:
        """The same for a call of another unit, which has the plan made; the line is taken from now on, and rings so
        many seconds later. Raises `RuntimeError` when the channel is not idle."""
        self._refuse_unless_idle()
        begins = later(self._timeline.now, rings_after * self._line_scale())
        first, line = ChannelState.WAITING_FOR_CONNECT, self._exchange.line_of_caller(caller.caller_id)
        call = Call(
            self.kind, Direction.INBOUND, caller.caller_id, caller.pages, begins, first, ready_at=begins, line=line
        )
        return self._player.play(call, planning, report, joint)

    def outbound_errand(self, order: CallOrder, destination: Destination) -> "Errand | None":
        """For channels some of whose calls are worked out in another process: how this one is; None: here."""
        return None

    def inbound_errand(self, caller: Caller, order: AnswerOrder, machine: FarEnd) -> "Errand | None":
        """The same for a call that comes in. `machine`: what calls."""
        return None

    def hang_up(self) -> None:
        """Give up the call in progress: `CallEnded` with the outcome `aborted` is reported before this returns.

        Does nothing on an idle channel.
        """
        self._player.give_up("aborted")

    def block(self) -> None:
        """Out of service: the call in progress is given up, and none is taken or made until `unblock`."""
        self._is_blocked = True
        self._stop_starting()
        self._player.give_up("channel_reset")

    def unblock(self, on_ready: Action) -> None:
        """Back in service once it is initialised, which `on_ready` is told; nothing happens where it is not blocked."""
        if self._is_blocked:
            self._is_blocked = False
            if not self._starts_up(on_ready):
                on_ready()

    def reset(self, on_ready: Action) -> None:
        """Give up the call in progress and start up again; `on_ready` is told when it can dial."""
        if not self._is_blocked:
            self._stop_starting()
            self._starts_up(on_ready)
            self._player.give_up("channel_reset")

    def clock_went_back(self, by: timedelta) -> None:
        """The unit's clock was set back: the call in progress has lasted as long as before."""
        playing = self._player.current
        if playing is not None:
            playing.call.clock_went_back(by)

    def put_line(self, condition: LineCondition) -> None:
        """How the line is from now on; a call in progress is cut where the cord is pulled."""
        self._condition = condition
        playing = self._player.current
        if condition is LineCondition.NO_CORD and playing is not None:
            self._player.give_up(cut_outcome(playing.call.direction, playing.call.state))

    def _reach(self, dial_string: str) -> Destination:
        """Where a dial string leads; nowhere, and no station hears of it, where the line is dead."""
        if self._condition is LineCondition.GOOD:
            return self._exchange.reach(dial_string)
        from hardware_sim.outcomes import OUTCOMES

        return Destination(default_far_end(dial_string), OUTCOMES[self._condition.outcome])

    def _starts_up(self, on_ready: Action) -> bool:
        """Begin to; false for a kind that is ready at once."""
        if self.access.initialising is None:
            return False

        def be_ready() -> None:
            self._starting = None
            on_ready()

        seconds = self.access.initialising * self._line_scale()
        self._starting = self._timeline.call_in(seconds, be_ready, due=Due.CHANNEL, about=self._number)
        return True

    def _stop_starting(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
            self._starting = None

    def _refuse_unless_idle(self) -> None:
        if not self.is_idle:
            raise RuntimeError(f"channel {self._number} is not idle")

    def _order(self, planning: "Planning", errand: "Errand", what: CallOrder | Caller) -> None:
        planning.order(errand, what.pictures, self._elsewhere or work_here)
