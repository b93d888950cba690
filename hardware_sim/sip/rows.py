"""A user agent's table: what a fax call comes to, message by message, for whoever calls and whoever is called.

Rule: (state, event) -> (next state, steps). An absent row is something that means nothing there, and nothing changes.
Events are what was heard or told; which of two events a message is (`ACCEPTED`, `ACCEPTED_FAX`) the agent sees by what
it remembers. Sources: RFC 3261 clauses 9, 13 to 15 and 17.1.1; RFC 3264; ITU-T T.38 annex D.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a user agent is."""

    IDLE = "no call"
    CALLING = "INVITE sent"
    PROCEEDING = "INVITE sent, 1xx heard"
    REGRETTING = "INVITE sent, to be cancelled"
    CANCELLING = "CANCEL sent"
    CHALLENGING = "challenge sent, ACK awaited"
    INVITED = "INVITE heard"
    REFUSING = "refusal sent, ACK awaited"
    ACCEPTING = "200 sent, ACK awaited"
    TALKING = "sound"
    OFFERING = "re-INVITE sent"
    ANSWERING = "re-INVITE accepted, ACK awaited"
    DECLINING = "re-INVITE refused, ACK awaited"
    FAXING = "the fax goes"
    LEAVING = "BYE sent"
    ENDED = "over"


class Event(StrEnum):
    """What happens to it."""

    DIALLED = "a number was dialled"
    RANG = "ringing began"
    ANSWERED = "the call is taken"
    TURNED_AWAY = "the call is not taken"
    HUNG_UP = "hung up"
    TRYING = "100"
    RINGING = "any other 1xx"
    ACCEPTED = "2xx to an offer of sound"
    ACCEPTED_FAX = "2xx to an offer of fax"
    CHALLENGED = "401 or 407, and there is a password"
    OTHER_OFFER = "488, and there is something else to offer"
    REFUSED = "any other final response to INVITE"
    DONE = "2xx to BYE or CANCEL"
    TIMER_A = "time to send INVITE again"
    TIMER_B = "no answer to INVITE at all"
    INVITED = "INVITE"
    INVITED_UNPROVEN = "INVITE of somebody who has to prove a password"
    INVITED_IN_VAIN = "INVITE with an offer that cannot be met"
    CANCELLED = "CANCEL"
    ACKNOWLEDGED = "ACK"
    ACKNOWLEDGED_FAX = "ACK, and fax is agreed on"
    FAX_WANTED = "it is a fax, and here is T.38"
    SOUND_WANTED = "it is a fax, and nobody has T.38"
    REINVITED = "re-INVITE to T.38"
    REINVITED_IN_VAIN = "re-INVITE to T.38, which is not here"
    SWITCHED = "2xx to re-INVITE"
    SWITCH_REFUSED = "re-INVITE refused, and the fax may go as sound"
    SWITCH_IN_VAIN = "re-INVITE refused, and nothing else will do"
    SWITCH_PENDING = "491: both ends sent re-INVITE at once"
    LEFT = "BYE"


class Do(StrEnum):
    """A step."""

    SEND_INVITE = "send INVITE"
    SEND_AGAIN = "send the same INVITE again, and wait twice as long"
    ANSWER_CHALLENGE = "put the proof of the password into the next INVITE"
    OFFER_OTHER = "put the other medium into the next INVITE"
    START_TIMERS = "start timers A and B"
    STOP_TIMERS = "stop all timers"
    START_PATIENCE = "wait for an answer, and no longer than one does"
    SEND_ACK = "send ACK"
    SEND_CANCEL = "send CANCEL"
    SEND_TRYING = "send 100"
    SEND_RINGING = "send 180"
    SEND_CHALLENGE = "send 407"
    SEND_ANSWER = "send 200 with what is agreed on"
    SEND_REFUSAL = "send the refusal"
    SEND_TERMINATED = "send 487"
    SEND_NOT_ACCEPTABLE = "send 488"
    SEND_PENDING = "send 491"
    SEND_OK = "send 200"
    START_SWITCH = "wait for signs of a fax"
    SWITCH_LATER = "wait a little, not as long as the other end, before the next re-INVITE"
    SEND_REINVITE = "send INVITE with T.38"
    SEND_BYE = "send BYE"
    TELL_RINGING = "tell: it rings"
    TELL_ANSWERED = "tell: the call is taken"
    TELL_SETTLED = "tell: the fax may go"
    TELL_REFUSED = "tell: the call is refused"
    TELL_TIMED_OUT = "tell: there was no answer at all"
    TELL_GAVE_UP = "tell: we gave up"
    TELL_NO_FAX = "tell: there is no way to send a fax"
    TELL_OVER = "tell: the line is free"


class Row(NamedTuple):
    """What a state does about an event."""

    state: State
    steps: tuple[Do, ...] = ()


Table = Mapping[tuple[State, Event], Row]
S, E = State, Event
_INVITE = (Do.SEND_INVITE, Do.START_TIMERS)

CALLER: Table = {
    (S.IDLE, E.DIALLED): Row(S.CALLING, _INVITE),
    (S.CALLING, E.TIMER_A): Row(S.CALLING, (Do.SEND_AGAIN,)),
    (S.CALLING, E.TIMER_B): Row(S.ENDED, (Do.STOP_TIMERS, Do.TELL_TIMED_OUT)),
    (S.CALLING, E.TRYING): Row(S.PROCEEDING, (Do.STOP_TIMERS,)),
    (S.CALLING, E.RINGING): Row(S.PROCEEDING, (Do.STOP_TIMERS, Do.START_PATIENCE, Do.TELL_RINGING)),
    (S.PROCEEDING, E.RINGING): Row(S.PROCEEDING, (Do.START_PATIENCE, Do.TELL_RINGING)),
    # Before the first response nothing may be cancelled (RFC 3261 clause 9.1).
    (S.CALLING, E.HUNG_UP): Row(S.REGRETTING),
    (S.REGRETTING, E.TIMER_A): Row(S.REGRETTING, (Do.SEND_AGAIN,)),
    (S.REGRETTING, E.TIMER_B): Row(S.ENDED, (Do.STOP_TIMERS, Do.TELL_GAVE_UP)),
    (S.REGRETTING, E.TRYING): Row(S.CANCELLING, (Do.STOP_TIMERS, Do.SEND_CANCEL)),
    (S.REGRETTING, E.CHALLENGED): Row(S.ENDED, (Do.STOP_TIMERS, Do.SEND_ACK, Do.TELL_GAVE_UP)),
    (S.REGRETTING, E.OTHER_OFFER): Row(S.ENDED, (Do.STOP_TIMERS, Do.SEND_ACK, Do.TELL_GAVE_UP)),
    (S.PROCEEDING, E.HUNG_UP): Row(S.CANCELLING, (Do.STOP_TIMERS, Do.SEND_CANCEL)),
    (S.CANCELLING, E.REFUSED): Row(S.ENDED, (Do.SEND_ACK, Do.TELL_GAVE_UP)),
    (S.CANCELLING, E.ACCEPTED): Row(S.LEAVING, (Do.SEND_ACK, Do.SEND_BYE)),
    (S.CANCELLING, E.ACCEPTED_FAX): Row(S.LEAVING, (Do.SEND_ACK, Do.SEND_BYE)),
}
"""Until somebody takes the call. A refusal may come before any other response, so the next rows stand for both
states."""

_BEFORE_FINAL: Table = {
    (state, event): row
    for state in (S.CALLING, S.PROCEEDING)
    for event, row in {
        E.CHALLENGED: Row(S.CALLING, (Do.STOP_TIMERS, Do.SEND_ACK, Do.ANSWER_CHALLENGE, *_INVITE)),
        E.OTHER_OFFER: Row(S.CALLING, (Do.STOP_TIMERS, Do.SEND_ACK, Do.OFFER_OTHER, *_INVITE)),
        E.REFUSED: Row(S.ENDED, (Do.STOP_TIMERS, Do.SEND_ACK, Do.TELL_REFUSED)),
        E.ACCEPTED: Row(S.TALKING, (Do.STOP_TIMERS, Do.SEND_ACK, Do.TELL_ANSWERED, Do.START_SWITCH)),
        E.ACCEPTED_FAX: Row(S.FAXING, (Do.STOP_TIMERS, Do.SEND_ACK, Do.TELL_ANSWERED, Do.TELL_SETTLED)),
    }.items()
}

CALLED: Table = {
    (S.IDLE, E.INVITED_UNPROVEN): Row(S.CHALLENGING, (Do.SEND_CHALLENGE,)),
    (S.CHALLENGING, E.ACKNOWLEDGED): Row(S.IDLE),
    (S.IDLE, E.INVITED_IN_VAIN): Row(S.REFUSING, (Do.SEND_NOT_ACCEPTABLE,)),
    (S.IDLE, E.INVITED): Row(S.INVITED, (Do.SEND_TRYING,)),
    (S.INVITED, E.RANG): Row(S.INVITED, (Do.SEND_RINGING,)),
    (S.INVITED, E.TURNED_AWAY): Row(S.REFUSING, (Do.STOP_TIMERS, Do.SEND_REFUSAL)),
    (S.INVITED, E.CANCELLED): Row(S.REFUSING, (Do.STOP_TIMERS, Do.SEND_OK, Do.SEND_TERMINATED)),
    # Whoever was refused may try again with another offer.
    **dict.fromkeys(((S.REFUSING, E.ACKNOWLEDGED), (S.REFUSING, E.ACKNOWLEDGED_FAX)), Row(S.IDLE, (Do.TELL_OVER,))),
    (S.INVITED, E.ANSWERED): Row(S.ACCEPTING, (Do.STOP_TIMERS, Do.SEND_ANSWER, Do.TELL_ANSWERED)),
    (S.ACCEPTING, E.ACKNOWLEDGED): Row(S.TALKING, (Do.START_SWITCH,)),
    (S.ACCEPTING, E.ACKNOWLEDGED_FAX): Row(S.FAXING, (Do.TELL_SETTLED,)),
}

SWITCH: Table = {
    (S.TALKING, E.FAX_WANTED): Row(S.OFFERING, (Do.SEND_REINVITE,)),
    (S.TALKING, E.SOUND_WANTED): Row(S.FAXING, (Do.TELL_SETTLED,)),
    (S.TALKING, E.REINVITED): Row(S.ANSWERING, (Do.STOP_TIMERS, Do.SEND_ANSWER)),
    (S.TALKING, E.REINVITED_IN_VAIN): Row(S.DECLINING, (Do.STOP_TIMERS, Do.SEND_NOT_ACCEPTABLE)),
    (S.ANSWERING, E.ACKNOWLEDGED_FAX): Row(S.FAXING, (Do.TELL_SETTLED,)),
    (S.DECLINING, E.ACKNOWLEDGED): Row(S.FAXING, (Do.TELL_SETTLED,)),
    # RFC 3261 clause 14.1
    (S.OFFERING, E.REINVITED): Row(S.OFFERING, (Do.SEND_PENDING,)),
    (S.OFFERING, E.REINVITED_IN_VAIN): Row(S.OFFERING, (Do.SEND_PENDING,)),
    (S.OFFERING, E.SWITCH_PENDING): Row(S.TALKING, (Do.SEND_ACK, Do.SWITCH_LATER)),
    (S.OFFERING, E.SWITCHED): Row(S.FAXING, (Do.SEND_ACK, Do.TELL_SETTLED)),
    (S.OFFERING, E.SWITCH_REFUSED): Row(S.FAXING, (Do.SEND_ACK, Do.TELL_SETTLED)),
    (S.OFFERING, E.SWITCH_IN_VAIN): Row(S.LEAVING, (Do.SEND_ACK, Do.TELL_NO_FAX, Do.SEND_BYE)),
}
"""From sound to fax, for both."""

_IN_DIALOG = (S.ACCEPTING, S.TALKING, S.OFFERING, S.ANSWERING, S.DECLINING, S.FAXING)

RELEASE: Table = {
    **{(state, E.HUNG_UP): Row(S.LEAVING, (Do.STOP_TIMERS, Do.SEND_BYE)) for state in _IN_DIALOG},
    **{(state, E.LEFT): Row(S.ENDED, (Do.STOP_TIMERS, Do.SEND_OK, Do.TELL_OVER)) for state in _IN_DIALOG},
    (S.LEAVING, E.LEFT): Row(S.LEAVING, (Do.SEND_OK,)),
    (S.LEAVING, E.DONE): Row(S.ENDED, (Do.TELL_OVER,)),
}
"""The end of a call that was taken, for both."""


def joined(parts: Iterable[Table]) -> Table:
    """One table of several, which have no row twice."""
    rows: dict[tuple[State, Event], Row] = {}
    for part in parts:
        twice = rows.keys() & part.keys()
        if twice:
            raise ValueError(f"two rows for {sorted(twice)}")
        rows.update(part)
    return rows


TABLE: Table = joined((CALLER, _BEFORE_FINAL, CALLED, SWITCH, RELEASE))
"""All of it: an agent may call and be called."""
