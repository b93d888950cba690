"""The plan of a call: everything that will happen in it and when, worked out before it starts.

Rule: a plan follows from order, destination and kind of access alone, so the same call is the same every time. Steps
are in order of time; the last one, and only the last, ends the call. What comes after the answer is what the two
stations make of it (`hardware_sim.t30`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from fax_engine.arrival import Arrival
from fax_engine.call_orders import CallOrder
from fax_engine.channel_status import ChannelState
from fax_engine.line_pages import LinePage
from hardware_sim.access import ON_HOOK, Access
from hardware_sim.exchange import Destination
from hardware_sim.far_end import SLOWEST, FarEnd
from hardware_sim.happenings import Answered, Ended, Happening, Shown
from hardware_sim.outcome import Dropped, Outcome, Played, Refused, Unanswered, Undialled
from hardware_sim.outcomes import OUTCOMES, came_to
from hardware_sim.session import Session
from hardware_sim.timing import T0
from models.vocabulary import ChannelKind, Coding, Direction

if TYPE_CHECKING:
    from hardware_sim.sip.sip_call import SipCall


@dataclass(frozen=True, slots=True)
class Step:
    """What happens `seconds` of line time after the call began."""

    seconds: float
    happening: Happening


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a call, in order of time, the first at 0; its fax session, None when there is none; on IP also how
    it is signalled.

    `session_at`: seconds after the call began when both ends begin with the session. `arrivals`: the pages that the
    unit confirms in a call that comes in, where they are not just the first of those that were sent; else none.
    """

    steps: tuple[Step, ...]
    session: Session | None = None
    session_at: float = 0.0
    signalling: "SipCall | None" = None
    arrivals: tuple[Arrival, ...] = ()

    @property
    def is_answered(self) -> bool:
        """True when somebody takes the call."""
        return any(isinstance(step.happening, Answered) for step in self.steps)


_BEGUN = Shown(ChannelState.NEGOTIATING)

LOST = "temporary_failure"
"""How a call ends that could not be worked out."""

Paused = Iterator[tuple[float, Happening]]
"""Happenings, each with the seconds since the one before."""


def plan_call(order: CallOrder, destination: Destination, access: Access) -> Plan:
    """What a call will be.

    Raises `ValueError` for an order without pages, with pages no machine could read, or below 2400 bit/s; and
    `hardware_sim.t30.pages.SizeUnknown` when pages have to be counted first.
    """
    check_pages(order.pages)
    check_rate(order.max_rate)
    if access.kind is ChannelKind.SIP:
        # Loaded with the first call of a unit that has SIP at all.
        from hardware_sim.sip_plan import plan_sip_call

        return plan_sip_call(order, destination)
    outcome, far_end = destination.outcome, destination.far_end
    if not isinstance(outcome.how, Played):
        return Plan(as_steps(_untaken_call(order, outcome, access)))
    far_end = replace(far_end, **outcome.how.far_end) if outcome.how.far_end else far_end
    if far_end.answers_after > T0:  # later than we wait
        return Plan(as_steps(_untaken_call(order, OUTCOMES["no_answer"], access)))
    session = Session(
        direction=Direction.OUTBOUND,
        station_id=order.station_id,
        max_rate=order.max_rate,
        ecm=order.ecm,
        far_end=far_end,
        pages=order.pages,
        impairments=outcome.how.impairments,
        echoes=(order.redundancy_low_speed, order.redundancy_high_speed),
    )
    steps = as_steps(_taken_call(order, outcome, far_end, session, access))
    return Plan(steps, session.as_played, session_at(steps, access))


def plan_lost_call(order: CallOrder, access: Access) -> Plan:
    """A call that the network drops as soon as the number is dialled."""
    return Plan(as_steps(_untaken_call(order, OUTCOMES[LOST], access)))


def session_at(steps: tuple[Step, ...], access: Access) -> float:
    """Seconds from a call's beginning to that of its session: what the channel shows then stands first of it."""
    return next(step.seconds for step in steps if step.happening == _BEGUN) + access.session


def check_pages(pages: tuple[LinePage, ...]) -> None:
    """Raises `ValueError` for pages that no call carries."""
    if not pages:
        raise ValueError("a call carries at least one page")
    if not all(Coding.MH in page.codings for page in pages):
        raise ValueError("the pages of a call are coded in MH at least, so that every machine can read them")


def check_rate(rate: int) -> None:
    """Raises `ValueError` for a rate that no modem has."""
    if rate < SLOWEST:
        raise ValueError(f"no fax modulation is as slow as {rate} bit/s")


def as_steps(happenings: Paused) -> tuple[Step, ...]:
    """The happenings, each with the seconds since the call began."""
    steps = []
    elapsed = 0.0
    for pause, happening in happenings:
        elapsed += pause
        steps.append(Step(elapsed, happening))
    return tuple(steps)


def the_session(session: Session, access: Access, asked: Outcome) -> Paused:
    """From the answer to the end; a channel that has gone through a session in line time sees it from its own end."""
    leg, told = session.leg, 0.0
    # Both ends begin with the session, which a SIP channel has to switch to first.
    began = access.session
    for seconds, happening in leg.happenings:
        if happening == _BEGUN:
            continue  # the channel shows it from the answer on
        moment = began + seconds
        yield moment - told, happening
        told = moment
    yield (
        began + leg.seconds - told + access.clearing,
        Ended(came_to(leg.code, asked, session.direction, is_struck=leg.is_struck)),
    )


def _untaken_call(order: CallOrder, outcome: Outcome, access: Access) -> Paused:
    yield from _set_up(access)
    dialled = access.set_up(order.dial_prefix + order.dial_string)
    match outcome.how:
        case Undialled(seconds):
            known = seconds
        case Refused(announced):
            known = dialled + access.refusal + announced
        case Dropped(seconds):
            known = dialled + seconds
        case Unanswered():
            known = dialled + T0
        case Played() | None:
            raise ValueError(f"no call that nobody takes ends as {outcome.name!r}")
        case _:
            assert_never(outcome.how)
    yield from _result(known, outcome, access)


def _result(after: float, outcome: Outcome, access: Access) -> Paused:
    """What becomes of the call is known after so many seconds, and shown where there is a word for it."""
    shown = access.results.get(outcome.result_code or "")
    if shown is None:
        yield after, Ended(outcome)
    else:
        yield after, Shown(shown)
        yield ON_HOOK, Ended(outcome)


def _taken_call(order: CallOrder, asked: Outcome, far_end: FarEnd, session: Session, access: Access) -> Paused:
    yield from _set_up(access)
    yield access.set_up(order.dial_prefix + order.dial_string) + far_end.answers_after, Answered()
    yield 0.0, Shown(ChannelState.NEGOTIATING)
    yield from the_session(session, access, asked)


def _set_up(access: Access) -> Paused:
    yield 0.0, Shown(access.first_state)
    if access.initialising is not None:
        yield access.initialising, Shown(ChannelState.DIALING)
