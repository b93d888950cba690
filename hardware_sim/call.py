"""A call in progress: what has become of it so far.

Rule: it changes only by what happens in it, and each happening makes at most one event for the engine.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, assert_never

from fax_engine.call_events import CallEnded, CallEvent, ChannelChanged, PageConfirmed
from fax_engine.call_result import CallResult, Negotiated
from fax_engine.channel_status import ChannelState, ChannelStatus
from fax_engine.clock import earlier
from fax_engine.line_pages import LinePage
from hardware_sim.happenings import Agreed, Answered, Confirmed, Ended, Happening, Heard, Shown
from models.call import SIGNALLING
from models.vocabulary import ChannelKind, Direction

if TYPE_CHECKING:
    from hardware_sim.outcome import Outcome
    from hardware_sim.session import Session
    from hardware_sim.sip.sip_call import SipCall


@dataclass(slots=True)
class Call:
    """One call of a channel of `kind`; `state` and `page` are what the channel shows.

    `number` is what was dialled, or for an inbound call who calls; `pages` are what is to be sent, either way;
    `session` is what will be played once it is answered, `signalling` on IP what its messages follow from, `line` what
    is engaged in the network meanwhile.
    """

    kind: ChannelKind
    direction: Direction
    number: str
    pages: tuple[LinePage, ...]
    started_at: datetime
    state: ChannelState
    page: int = 0
    confirmed: int = 0
    ready_at: datetime | None = None
    connected_at: datetime | None = None
    negotiated: Negotiated | None = None
    digits: str = ""
    session: "Session | None" = None
    signalling: "SipCall | None" = None
    line: str | None = None

    def clock_went_back(self, by: timedelta) -> None:
        """The unit's clock was set back: all that happened is as long ago as before."""
        self.started_at = earlier(self.started_at, by)
        self.ready_at = earlier(self.ready_at, by) if self.ready_at else None
        self.connected_at = earlier(self.connected_at, by) if self.connected_at else None

    def take(self, happening: Happening, at: datetime) -> CallEvent | None:
        """Note what happened; answer the event that the engine hears of it, if any."""
        match happening:
            case Shown(state, page):
                return self._show(state, page, at)
            case Answered():
                self.connected_at = at
            case Heard(digits):
                self.digits = digits
            case Agreed(negotiated):
                self.negotiated = negotiated
            case Confirmed(page):
                self.confirmed = page
                return PageConfirmed(at, page)
            case Ended(outcome):
                return CallEnded(at, self._result(outcome, at))
            case _:
                assert_never(happening)
        return None

    def _show(self, state: ChannelState, page: int, at: datetime) -> ChannelChanged:
        self.state, self.page = state, page
        if state is ChannelState.DIALING:
            self.ready_at = at
        return ChannelChanged(at, state, page)

    def _result(self, outcome: "Outcome", at: datetime) -> CallResult:
        return CallResult(
            outcome=outcome.name,
            succeeded=outcome.succeeded,
            retry=outcome.retry,
            pages=self.confirmed,
            hangup=outcome.hangup(self.kind, is_answered=self.connected_at is not None),
            # A unit that calls another may be through before that one's telephone has rung in its own time.
            started_at=min(self.started_at, at),
            # A call that ended while the channel was being initialised never became ready before its end.
            ready_at=min(self.ready_at or at, at),
            connected_at=self.connected_at,
            ended_at=at,
            negotiated=self.negotiated,
            digits=self.digits,
            session=self._kept() or None,
        )

    def _kept(self) -> dict[str, Any]:
        """What the call can be played again from."""
        # A session that never began, since we hung up before the answer, is none to be played again.
        fax = self.session.kept() if self.session is not None and self.connected_at is not None else {}
        if self.signalling is None:
            return fax
        return fax | {SIGNALLING: self.signalling.kept()}

    def status_of(self, number: int) -> ChannelStatus:
        """What the channel with this number shows while the call is on."""
        return ChannelStatus(
            number=number,
            kind=self.kind,
            state=self.state,
            page=self.page,
            dial_string=self.number if self.direction is Direction.OUTBOUND else None,
            started_at=self.started_at,
            connected_at=self.connected_at,
            negotiated=self.negotiated,
            direction=self.direction,
            confirmed=self.confirmed,
            page_size=self.pages[self.page - 1] if self.page else None,
            caller_id=self.number if self.direction is Direction.INBOUND else "",
            digits=self.digits,
        )
