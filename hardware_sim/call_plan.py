"""The plan of a call: everything that will happen in it and when, worked out before it starts.

Rule: a plan follows from order, destination and kind of access alone, so the same call is the same every time. Steps
are in order of time; the last one, and only the last, ends the call.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from fax_engine.line import CallOrder, ChannelState, Negotiated
from hardware_sim.access import Access
from hardware_sim.exchange import Destination
from hardware_sim.far_end import FarEnd
from hardware_sim.negotiation import Agreement, negotiate
from hardware_sim.outcomes import OUTCOMES, Course, Outcome
from hardware_sim.timing import (
    T0,
    answering_seconds,
    page_seconds,
    post_page_seconds,
    pre_message_seconds,
    release_seconds,
    ringing_seconds,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The channel shows a state, and the page it is at (from 1, 0 before the first)."""

    state: ChannelState
    page: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """The called end took the call."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The caller dialled digits after the answer."""

    digits: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Phase B is over."""

    negotiated: Negotiated


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The receiving end confirmed a page (from 1)."""

    page: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The line is free again."""

    outcome: Outcome


Happening = Shown | Answered | Heard | Agreed | Confirmed | Ended


@dataclass(frozen=True, slots=True)
class Step:
    """What happens `seconds` of line time after the call began."""

    seconds: float
    happening: Happening


Paused = Iterator[tuple[float, Happening]]
"""Happenings, each with the seconds since the one before."""


def plan_call(order: CallOrder, destination: Destination, access: Access) -> tuple[Step, ...]:
    """The steps of a call, in order of time.

    Raises `ValueError` for an order without pages, with pages no machine could read, or below 2400 bit/s.
    """
    if not order.pages:
        raise ValueError("a call carries at least one page")
    agreement = negotiate(order, destination.far_end)
    return as_steps(_whole_call(order, destination, access, agreement))


def as_steps(happenings: Paused) -> tuple[Step, ...]:
    """The happenings, each with the seconds since the call began."""
    steps = []
    elapsed = 0.0
    for pause, happening in happenings:
        elapsed += pause
        steps.append(Step(elapsed, happening))
    return tuple(steps)


def _whole_call(order: CallOrder, destination: Destination, access: Access, agreement: Agreement) -> Paused:
    outcome = _within_patience(destination)
    yield from _set_up(access)
    dialled = access.set_up(order.dial_prefix + order.dial_string)
    match outcome.course:
        case Course.REFUSED:
            yield dialled + access.refusal, Ended(outcome)
        case Course.UNANSWERED:
            yield dialled + T0, Ended(outcome)
        case Course.COMPLETED:
            yield dialled + ringing_seconds(destination.far_end.rings), Answered()
            yield from _fax_session(order, destination.far_end, access, agreement)
            yield release_seconds(agreement) + access.clearing, Ended(outcome)
        case Course.INTERRUPTED | Course.LOST:
            raise ValueError(f"a call cannot be planned to end as {outcome.name!r}")
        case _:
            assert_never(outcome.course)


def _within_patience(destination: Destination) -> Outcome:
    """A far end that would answer later than we wait is one that does not answer."""
    if destination.outcome.course is Course.COMPLETED and ringing_seconds(destination.far_end.rings) > T0:
        return OUTCOMES["no_answer"]
    return destination.outcome


def _set_up(access: Access) -> Paused:
    yield 0.0, Shown(access.first_state)
    if access.initialising is not None:
        yield access.initialising, Shown(ChannelState.DIALING)


def _fax_session(order: CallOrder, far_end: FarEnd, access: Access, agreement: Agreement) -> Paused:
    yield 0.0, Shown(ChannelState.NEGOTIATING)
    agreeing = pre_message_seconds(agreement, far_ecm=far_end.ecm, near_id=order.station_id != "")
    yield answering_seconds() + access.session + agreeing, Agreed(agreement.negotiated)
    for number, page in enumerate(agreement.pages, start=1):
        yield 0.0, Shown(ChannelState.SENDING_PAGE, number)
        yield page_seconds(page, agreement), Shown(ChannelState.POST_PAGE, number)
        yield post_page_seconds(agreement), Confirmed(number)
