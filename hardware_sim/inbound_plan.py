"""The plan of a call that comes in: everything that will happen in it and when, worked out as the telephone rings.

Rule: a plan follows from caller, order and kind of access alone. The fax session is that of an outbound call seen from
the other end: the caller transmits, we receive, and seconds and terms come from the same code.
"""

from dataclasses import replace

from fax_engine.line import AnswerOrder, Caller, CallOrder, ChannelState
from hardware_sim.access import Access
from hardware_sim.call_plan import Agreed, Answered, Confirmed, Ended, Heard, Paused, Shown, Step, as_steps
from hardware_sim.far_end import FarEnd
from hardware_sim.negotiation import Agreement, negotiate
from hardware_sim.outcomes import OUTCOMES
from hardware_sim.timing import (
    T0,
    T2,
    answering_seconds,
    dialling_seconds,
    page_seconds,
    post_page_seconds,
    pre_message_seconds,
    release_seconds,
    ringing_seconds,
)

CALLER_MAX_RATE = 33600
"""Bit/s: a caller can do everything, as far ends that nothing is known of do."""

DIGITS_WAIT = 15.0
"""Seconds that a modem listens for digits after it has answered, at most (administrator guide)."""


def plan_inbound(caller: Caller, order: AnswerOrder, access: Access) -> tuple[Step, ...]:
    """The steps of a call that comes in, in order of time.

    Raises `ValueError` for a caller without pages, with pages no machine could read, for an identity of more than 20
    characters, or below 2400 bit/s.
    """
    if not caller.pages:
        raise ValueError("a call carries at least one page")
    sent = CallOrder(caller.called_number, caller.pages, caller.station_id, max_rate=CALLER_MAX_RATE)
    receiver = FarEnd(order.station_id, rings=order.answer_on, max_rate=order.max_rate, ecm=order.ecm)
    return as_steps(_whole_call(caller, order, receiver, access, negotiate(sent, receiver)))


def _whole_call(caller: Caller, order: AnswerOrder, receiver: FarEnd, access: Access, agreement: Agreement) -> Paused:
    yield 0.0, Shown(ChannelState.WAITING_FOR_CONNECT)
    ringing = ringing_seconds(receiver.rings)
    if ringing > T0:  # the caller's patience
        yield T0, Ended(OUTCOMES["no_answer"])
        return
    yield ringing, Answered()
    digits = caller.digits[: order.most_digits]
    dialling = min(dialling_seconds(digits), DIGITS_WAIT)
    if digits:
        yield dialling, Heard(digits)
    # As soon as the modem has all the digits that it waits for it goes on; fewer keep it waiting to the end.
    waiting = DIGITS_WAIT - dialling if len(digits) < order.most_digits else 0.0
    yield waiting, Shown(ChannelState.NEGOTIATING)
    agreeing = pre_message_seconds(agreement, far_ecm=receiver.ecm, near_id=caller.station_id != "")
    # What stations agree on is told from the transmitter's side; the far end is the caller here.
    negotiated = replace(agreement.negotiated, remote_id=caller.station_id)
    yield answering_seconds() + access.session + agreeing, Agreed(negotiated)
    yield from _receiving(caller, access, agreement)


def _receiving(caller: Caller, access: Access, agreement: Agreement) -> Paused:
    for number, page in enumerate(agreement.pages, start=1):
        yield 0.0, Shown(ChannelState.RECEIVING_PAGE, number)
        if caller.good_pages is not None and number > caller.good_pages:
            yield page_seconds(page, agreement) / 2 + T2, Ended(OUTCOMES["page_not_received"])
            return
        yield page_seconds(page, agreement), Shown(ChannelState.POST_PAGE, number)
        yield post_page_seconds(agreement), Confirmed(number)
    yield release_seconds(agreement) + access.clearing, Ended(OUTCOMES["ok"])
