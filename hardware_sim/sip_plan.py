"""The plan of a call over IP: its SIP messages are played first, and the fax session when they come to one.

Rule: what a far end does is said to it, never to the result: the outcome is what the exchange of messages comes to, and
asked for by name only where it came to just that.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from fax_engine.arrival import Arrival
from fax_engine.call_orders import AnswerOrder, Caller, CallOrder
from fax_engine.channel_status import ChannelState
from fax_engine.line_pages import DrawnPage
from fax_engine.lines import FASTEST_BEFORE_V34
from fax_engine.trunk import Trunk
from hardware_sim.access import SIP
from hardware_sim.arrivals import unlike_sent
from hardware_sim.call_plan import Paused, Plan, as_steps, the_session
from hardware_sim.catalogue.sip import NO_T38, of_status, reason_of
from hardware_sim.exchange import Destination
from hardware_sim.far_end import T38, FarEnd
from hardware_sim.happenings import Answered, Ended, Shown
from hardware_sim.inbound_plan import the_callers_session, what_arrives
from hardware_sim.ip_session import IpSession, pictured, play_over_ip, terms_of
from hardware_sim.outcome import Dropped, Meanwhile, Outcome, Played, Refused, Unanswered, Undialled
from hardware_sim.outcomes import OUTCOMES
from hardware_sim.session import Session
from hardware_sim.sip.agent import Notice
from hardware_sim.sip.manner import Refusal
from hardware_sim.sip.sdp import Fax
from hardware_sim.sip.signalling import Course, Names, Signalling
from hardware_sim.sip.sip_call import Far, SipCall, sip_call
from hardware_sim.t30.recorder import Recorder
from hardware_sim.t38.settings import FaxOverIp
from hardware_sim.timing import T0, ringing_seconds
from models.vocabulary import Direction


def goes_over_bad_network(order: CallOrder, destination: Destination) -> bool:
    """True for a call of ours whose datagrams do not all arrive: it is played packet by packet, which takes a while."""
    return isinstance(destination.outcome.how, Played) and _loses_datagrams(order.trunk, _far_end(destination))


def comes_over_bad_network(caller: Caller, order: AnswerOrder, machine: FarEnd) -> bool:
    """The same for a call that comes in from `machine`."""
    return _loses_datagrams(order.trunk, the_callers_session(caller, order, machine)[1].far_end)


def _loses_datagrams(trunk: Trunk, far_end: FarEnd) -> bool:
    return trunk.t38 and far_end.t38 is not T38.NEVER and not far_end.has_clean_network


def plan_packet_by_packet(pictures: Sequence[DrawnPage], order: CallOrder, destination: Destination) -> Plan:
    """What such a call will be, worked out in a process of its own. Its pages have their pictures."""
    return plan_sip_call(order, destination, pictures)


def plan_caller_packet_by_packet(
    pictures: Sequence[DrawnPage], caller: Caller, order: AnswerOrder, machine: FarEnd
) -> Plan:
    """The same for a call that comes in."""
    return plan_sip_inbound(caller, order, machine, pictures)


def plan_sip_call(order: CallOrder, destination: Destination, pictures: Sequence[DrawnPage] = ()) -> Plan:
    """What a call that we make will be."""
    asked = destination.outcome
    far_end = _far_end(destination)
    call = sip_call(Direction.OUTBOUND, order.trunk, order.dial_prefix + order.dial_string, far_of(asked, far_end))
    session = Session(
        direction=Direction.OUTBOUND,
        station_id=order.station_id,
        max_rate=order.max_rate,
        ecm=order.ecm,
        far_end=far_end,
        pages=order.pages,
        impairments=asked.how.impairments if isinstance(asked.how, Played) else (),
        echoes=(order.redundancy_low_speed, order.redundancy_high_speed),
    )
    return _planned(call, session, asked, ChannelState.DIALING, pictures)


def plan_sip_inbound(caller: Caller, order: AnswerOrder, machine: FarEnd, pictures: Sequence[DrawnPage] = ()) -> Plan:
    """What a call that comes in will be. `machine`: what calls."""
    asked, session = the_callers_session(caller, order, machine)
    session = replace(session, echoes=(order.redundancy_low_speed, order.redundancy_high_speed))
    ringing = ringing_seconds(order.answer_on)
    call = sip_call(
        Direction.INBOUND,
        order.trunk,
        caller.called_number,
        _far(session.far_end),
        caller_id=caller.caller_id,
        answers_after=None if ringing > T0 else ringing,
    )
    return _planned(call, session, asked, ChannelState.WAITING_FOR_CONNECT, pictures)


def _far_end(destination: Destination) -> FarEnd:
    how = destination.outcome.how
    return replace(destination.far_end, **how.far_end) if isinstance(how, Played) else destination.far_end


def far_of(asked: Outcome, far_end: FarEnd) -> Far:
    """The far end of a call of ours, as what was asked for has it behave."""
    far = _far(far_end)
    refusal = Refusal(asked.sip_status, reason_of(asked.sip_status)) if asked.sip_status >= 400 else None
    match asked.how:
        case Undialled() | Refused() | Unanswered(Meanwhile.TELLS):
            return replace(far, refusal=refusal)
        case Dropped(seconds):
            assert refusal is not None
            return replace(far, refusal=replace(refusal, rings_for=seconds))
        case Unanswered(Meanwhile.KEEPS_STILL):
            return replace(far, is_silent=True)
        case Unanswered():
            return far
        case Played():
            return replace(far, answers_after=far_end.answers_after)
        case None:
            raise ValueError(f"no call of ours ends as {asked.name!r}")
        case _:
            assert_never(asked.how)


def _far(far_end: FarEnd) -> Far:
    """A far end as it is by itself."""
    return Far(far_end.t38, far_end.max_rate, far_end.falls_back, latency=far_end.latency)


def _planned(
    call: SipCall, session: Session, asked: Outcome, first: ChannelState, pictures: Sequence[DrawnPage] = ()
) -> Plan:
    went: IpSession | None = None
    signalling = Signalling(call, Names())
    course = signalling.set_up()
    # An end that refused T.38 would go on with sound; it is over where the other one leaves then.
    if course.settled_at is None or course.over_at is not None:
        return Plan(as_steps(_without_a_fax(course, asked, first)), signalling=call)
    if not isinstance(course.ours, Fax) or not isinstance(course.theirs, Fax):
        far_end = replace(session.far_end, echoes=(0, 0))
        session = replace(session, max_rate=min(session.max_rate, FASTEST_BEFORE_V34), echoes=(0, 0), far_end=far_end)
    elif pictures:
        terms = terms_of(course.ours, course.theirs, session.echoes)
        went = play_over_ip(session, terms, pictured(pictures), Recorder())
        session = _as_it_went(session, terms, went)
    leg = session.leg
    call = replace(call, fax_seconds=leg.seconds, we_leave=leg.leaves)
    signalling.release(leg.seconds, we_leave=leg.leaves)
    steps = as_steps(_with_a_fax(course, session, asked, first))
    kept = session.as_played if session.over is None else session
    return Plan(steps, kept, course.settled_at, call, _arrivals(session, went))


def _as_it_went(session: Session, terms: FaxOverIp, went: IpSession) -> Session:
    """The session with what came of it; of its pages no size is needed, since they have their pictures."""
    pages = tuple(replace(page, coded_bits={}, is_countable=False) for page in session.pages)
    return replace(session, pages=pages, over=terms, played=went.leg)


def _arrivals(session: Session, went: IpSession | None) -> tuple[Arrival, ...]:
    """What arrives of a session, `went` where that was packet by packet; nothing of one with us for a sender."""
    if session.direction is Direction.OUTBOUND:
        return ()
    return what_arrives(session) if went is None else unlike_sent(went.conversation)


def _without_a_fax(course: Course, asked: Outcome, first: ChannelState) -> Paused:
    assert course.over_at is not None
    yield 0.0, Shown(first)
    told = 0.0
    if course.answered_at is not None:
        yield course.answered_at, Answered()
        yield 0.0, Shown(ChannelState.NEGOTIATING)
        told = course.answered_at
    yield course.over_at - told, Ended(_came_to(course, asked))


def _with_a_fax(course: Course, session: Session, asked: Outcome, first: ChannelState) -> Paused:
    answered_at, settled_at, over_at = course.answered_at, course.settled_at, course.over_at
    assert answered_at is not None
    assert settled_at is not None
    assert over_at is not None
    yield 0.0, Shown(first)
    yield answered_at, Answered()
    yield 0.0, Shown(ChannelState.NEGOTIATING)
    clearing = over_at - settled_at - session.leg.seconds
    yield from the_session(session, replace(SIP, session=settled_at - answered_at, clearing=clearing), asked)


def _came_to(course: Course, asked: Outcome) -> Outcome:
    """The outcome of a call without a fax. A caller who gives up says no answer, whatever answers the CANCEL."""
    if course.verdict is Notice.NO_FAX or course.settled_at is not None:
        return NO_T38
    if course.verdict is Notice.REFUSED:
        return asked if asked.sip_status == course.status else of_status(course.status)
    return asked if asked.is_unanswered else OUTCOMES["no_answer"]
