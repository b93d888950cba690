"""The plan of a call that comes in: everything that will happen in it and when, worked out as the telephone rings.

Rule: a plan follows from caller, order and kind of access alone. The fax session is that of an outbound call seen from
the other end: the caller transmits, we receive, by the same tables.
"""

from dataclasses import replace

from fax_engine.arrival import Arrival
from fax_engine.call_orders import AnswerOrder, Caller
from fax_engine.channel_status import ChannelState
from hardware_sim.access import Access
from hardware_sim.arrivals import unlike_sent
from hardware_sim.call_plan import Paused, Plan, as_steps, check_pages, check_rate, session_at, the_session
from hardware_sim.far_end import FarEnd
from hardware_sim.happenings import Answered, Ended, Heard, Shown
from hardware_sim.outcome import Outcome, Played
from hardware_sim.outcomes import OUTCOMES, by_word
from hardware_sim.planning import Settle, Then
from hardware_sim.session import Session
from hardware_sim.t30.impairments import Impairment, Side, StationSilent
from hardware_sim.t30.recorder import Recorder
from hardware_sim.timing import T0, dialling_seconds, ringing_seconds
from models.vocabulary import ChannelKind, Direction

DIGITS_WAIT = 15.0
"""Seconds that a modem listens for digits after it has answered, at most (administrator guide)."""

BREAKS_OFF = "page_not_received"
"""How a call ends whose caller breaks off."""


def plan_inbound(caller: Caller, order: AnswerOrder, access: Access, machine: FarEnd) -> Plan:
    """What a call that comes in will be. `machine`: what calls.

    Raises `ValueError` for a caller without pages, with pages no machine could read, or with an outcome that no caller
    brings about; and below 2400 bit/s. Raises `hardware_sim.t30.pages.SizeUnknown` when pages have to be counted first.
    """
    check_pages(caller.pages)
    check_rate(order.max_rate)
    if access.kind is ChannelKind.SIP:
        from hardware_sim.sip_plan import plan_sip_inbound

        return plan_sip_inbound(caller, order, machine)
    ringing = ringing_seconds(order.answer_on)
    if ringing > T0:  # the caller's patience
        return Plan(as_steps(iter([_ringing(), (T0, Ended(OUTCOMES["no_answer"]))])))
    outcome, session = the_callers_session(caller, order, machine)
    steps = as_steps(_taken_call(caller, order, ringing, session, access, outcome))
    return Plan(steps, session.as_played, session_at(steps, access), arrivals=what_arrives(session))


def the_callers_session(caller: Caller, order: AnswerOrder, machine: FarEnd) -> tuple[Outcome, Session]:
    """What the caller wants the call to come to, and the fax session that makes it so."""
    outcome, impairments = _what_goes_wrong(caller)
    assert isinstance(outcome.how_inbound, Played)
    return outcome, Session(
        direction=Direction.INBOUND,
        station_id=order.station_id,
        max_rate=order.max_rate,
        ecm=order.ecm,
        far_end=replace(machine, **outcome.how_inbound.far_end),
        pages=caller.pages,
        impairments=impairments,
    )


def what_arrives(session: Session) -> tuple[Arrival, ...]:
    """The pages of a session on a line that the unit confirms, where they are not just the first of those that were
    sent."""
    # A unit takes pages of any length and resolution, so that they come as they were made where nothing goes wrong.
    return unlike_sent(session.play(Recorder())) if session.impairments else ()


def have_it_drawn(caller: Caller) -> Then:
    """What follows from the plan of this caller's call: what arrives is made, for the unit to keep, before the call
    begins.

    A call of which it cannot be made is one that the network drops.
    """

    def then(plan: Plan, settle: Settle) -> None:
        if plan.arrivals:
            caller.draw(plan.arrivals, lambda is_good: settle(plan if is_good else plan_lost_caller()))
        else:
            settle(plan)

    return then


def plan_lost_caller(seconds: float = 0.0) -> Plan:
    """A call that the network drops as soon as it rings, or after so many seconds."""
    return Plan(as_steps(iter([_ringing(), (seconds, Ended(OUTCOMES["no_answer"]))])))


def inbound_outcome(word: str) -> Outcome:
    """The outcome that a caller brings about. Raises `ValueError` when there is none of that name."""
    outcome = by_word(word)
    if outcome is None or outcome.how_inbound is None:
        raise ValueError(f"no call that comes in ends as {word!r}")
    return outcome


def _what_goes_wrong(caller: Caller) -> tuple[Outcome, tuple[Impairment, ...]]:
    if caller.good_pages is not None:
        return OUTCOMES[BREAKS_OFF], (StationSilent(Side.CALLING, page=caller.good_pages + 1),)
    outcome = inbound_outcome(caller.outcome)
    assert isinstance(outcome.how_inbound, Played)
    return outcome, outcome.how_inbound.impairments


def digits_wait(digits: str, most_digits: int) -> float:
    """Seconds from the answer until a modem that listens for so many digits goes on: once it has all of them; fewer
    keep it waiting to the end."""
    return DIGITS_WAIT if len(digits) < most_digits else min(dialling_seconds(digits), DIGITS_WAIT)


def _ringing() -> tuple[float, Shown]:
    return 0.0, Shown(ChannelState.WAITING_FOR_CONNECT)


def _taken_call(
    caller: Caller, order: AnswerOrder, ringing: float, session: Session, access: Access, asked: Outcome
) -> Paused:
    yield _ringing()
    yield ringing, Answered()
    digits = caller.digits[: order.most_digits]
    dialling = digits_wait(digits, len(digits))
    if digits:
        yield dialling, Heard(digits)
    yield digits_wait(digits, order.most_digits) - dialling, Shown(ChannelState.NEGOTIATING)
    yield from the_session(session, access, asked)
