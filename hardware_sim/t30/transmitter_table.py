"""The calling station, which sends the pages: its states and its table (ITU-T T.30 flow diagrams 5-2, annex A).

Rules, where T.30 leaves the choice to the maker:
- RTN lowers the rate and sends the page again, twice at most; then the call is given up.
- RTP keeps the rate; after the last page it counts as MCF.
- PIP and PIN call an operator who never comes: after T3 the call is given up. PIP confirms the page.
- Nothing heard at all, not even CED, until T1 is over: a person has answered.
- At the fourth PPR of a block CTC lowers the rate; at the lowest rate EOR gives the block up, and with it the call: a
  fax with a hole is not sent, and a new try sends every page again.
Hang-up codes are those of the modem (Class 2.1); where it has none for a situation, the general one of the phase.
"""

from enum import StrEnum

from hardware_sim.t30.commands import HangUp
from hardware_sim.t30.rows import STARTS, STOPS, Do, Row, Rows, Step, joined
from hardware_sim.t30.timers import Timer
from hardware_sim.t30.triggers import Trigger

NOTHING_WRONG = "00"
ANSWER_WITHOUT_CED = "05"
NO_ANSWER_T1 = "11"
PHASE_B, CANNOT_RECEIVE, COMMAND_DAMAGED, COMMAND_INVALID, RESPONSE_DAMAGED = "20", "21", "22", "23", "24"
DCS_UNANSWERED, DIS_REPEATED, NEVER_TRAINED, RESPONSE_INVALID = "25", "26", "27", "28"
PHASE_C, UNDERFLOW = "40", "43"
PHASE_D, POST_RESPONSE_DAMAGED, OPERATOR_WANTED = "50", "51", "58"
"""The Class 2.1 codes of a transmitter; those after MPS, EOP and EOM stand in `SILENT` and `INVALID`."""


class TransmitterState(StrEnum):
    """Where a transmitter is."""

    IDLE = "idle"
    CALLING = "CNG sent, DIS awaited"
    POLLING = "DTC sent, DCS awaited"
    AWAITING_CFR = "DCS and training sent, CFR awaited"
    SENDING_PAGE = "page on the line"
    AFTER_MPS = "MPS sent, MCF awaited"
    AFTER_EOM = "EOM sent, MCF awaited"
    AFTER_EOP = "EOP sent, MCF awaited"
    SENDING_BLOCK = "block on the line"
    AFTER_PPS_NULL = "PPS-NULL sent, MCF awaited"
    AFTER_PPS_MPS = "PPS-MPS sent, MCF awaited"
    AFTER_PPS_EOM = "PPS-EOM sent, MCF awaited"
    AFTER_PPS_EOP = "PPS-EOP sent, MCF awaited"
    HELD_NULL = "PPS-NULL answered by RNR"
    HELD_MPS = "PPS-MPS answered by RNR"
    HELD_EOM = "PPS-EOM answered by RNR"
    HELD_EOP = "PPS-EOP answered by RNR"
    AFTER_CTC = "CTC sent, CTR awaited"
    AFTER_EOR = "EOR sent, ERR awaited"
    HELD_EOR = "EOR answered by RNR"
    AWAITING_OPERATOR = "operator awaited"
    ENDED = "ended"


S, T = TransmitterState, Trigger
_START_T4, _STOP_T4, _STOP_T5 = STARTS[Timer.T4], STOPS[Timer.T4], STOPS[Timer.T5]


def _over(code: str) -> Row:
    """Hang up at once: the other station is gone, or was never there."""
    return Row(S.ENDED, (HangUp(code),))


def _give_up(code: str, *steps: Step) -> Row:
    """Phase E: DCN, to which nobody answers, and hang up."""
    return Row(S.ENDED, (*steps, Do.SEND_DCN, HangUp(code)))


def _awaiting_response(state: TransmitterState, *, gone: str, silent: str, damaged: str, invalid: str) -> Rows:
    """A command went out and T4 runs: what every such state does (RSPREC of the flow diagrams).

    `gone`, `silent`, `damaged`, `invalid`: hang-up codes for a lost line or DCN, no answer to three tries, only damaged
    ones, an answer that is none.
    """
    again = Row(state, (_STOP_T4, Do.SEND_AGAIN, _START_T4))
    return {
        (state, T.SIGNAL): Row(state, (_STOP_T4,)),
        (state, T.GARBLED): Row(state, (_START_T4,)),
        (state, T.GARBLED_ASK): Row(state, (Do.SEND_CRP, _START_T4)),
        (state, T.T4): again,
        (state, T.T4_LAST): _give_up(silent),
        (state, T.T4_LAST_GARBLED): _give_up(damaged),
        (state, T.CRP): again,
        (state, T.CRP_LAST): _give_up(damaged),
        (state, T.UNEXPECTED): _give_up(invalid),
        (state, T.DCN): _over(gone),
        (state, T.DISCONNECTED): _over(gone),
    }


def _sending(state: TransmitterState, sent: dict[Trigger, tuple[TransmitterState, Do]]) -> Rows:
    """Phase C: nothing can be heard until the page or block is over."""
    return {
        **{(state, trigger): Row(after, (step, _START_T4)) for trigger, (after, step) in sent.items()},
        (state, T.DATA_RAN_OUT): _give_up(UNDERFLOW),
        (state, T.DISCONNECTED): _over(PHASE_C),
    }


_TERMS = (Do.SEND_TERMS, _START_T4)
_NEXT = (Do.CONFIRM, Do.NEXT_PAGE)
_PHASE_B_AGAIN = Row(S.CALLING, (_STOP_T4, _STOP_T5, *_NEXT, STARTS[Timer.T1]))
_DONE = _give_up(NOTHING_WRONG, Do.CONFIRM)

SILENT = {
    S.AFTER_MPS: "52",
    S.AFTER_EOP: "54",
    S.AFTER_EOM: "56",
    S.AFTER_PPS_NULL: PHASE_D,
    S.AFTER_PPS_MPS: "52",
    S.AFTER_PPS_EOP: "54",
    S.AFTER_PPS_EOM: "56",
    S.HELD_NULL: PHASE_D,
    S.HELD_MPS: "52",
    S.HELD_EOP: "54",
    S.HELD_EOM: "56",
    S.AFTER_CTC: POST_RESPONSE_DAMAGED,
    S.AFTER_EOR: POST_RESPONSE_DAMAGED,
    S.HELD_EOR: POST_RESPONSE_DAMAGED,
}
INVALID = {
    S.AFTER_MPS: "53",
    S.AFTER_EOP: "55",
    S.AFTER_EOM: "57",
    S.AFTER_PPS_NULL: PHASE_D,
    S.AFTER_PPS_MPS: "53",
    S.AFTER_PPS_EOP: "55",
    S.AFTER_PPS_EOM: "57",
    S.HELD_NULL: PHASE_D,
    S.HELD_MPS: "53",
    S.HELD_EOP: "55",
    S.HELD_EOM: "57",
    S.AFTER_CTC: POST_RESPONSE_DAMAGED,
    S.AFTER_EOR: POST_RESPONSE_DAMAGED,
    S.HELD_EOR: POST_RESPONSE_DAMAGED,
}
"""Hang-up codes of phase D: no answer to a command, and an answer that is none."""


def _post_message(state: TransmitterState) -> Rows:
    """What every state of phase D does, by the codes of its command."""
    codes = {"gone": PHASE_D, "damaged": POST_RESPONSE_DAMAGED}
    return _awaiting_response(state, silent=SILENT[state], invalid=INVALID[state], **codes)


def _after_page(state: TransmitterState) -> Rows:
    """Answers that a page without error correction may have besides MCF and RTP."""
    return {
        (state, T.RTN): Row(S.AWAITING_CFR, (_STOP_T4, Do.RETRY_PAGE, *_TERMS)),
        (state, T.RTN_LAST): _give_up(PHASE_D),
        **_operator(state),
    }


def _operator(state: TransmitterState) -> Rows:
    wait = STARTS[Timer.T3]
    return {
        (state, T.PIP): Row(S.AWAITING_OPERATOR, (_STOP_T4, _STOP_T5, Do.CONFIRM, wait)),
        (state, T.PIN): Row(S.AWAITING_OPERATOR, (_STOP_T4, _STOP_T5, wait)),
    }


def _after_block(state: TransmitterState, held: TransmitterState, confirmed: Row) -> Rows:
    """PPS: the answers of error correction; `held` while the receiver is not ready, `confirmed` at MCF."""
    wait = (_STOP_T4, Do.SEND_RR)
    return joined(
        _post_message(state),
        {
            (state, T.MCF): confirmed,
            (state, T.PPR): Row(S.SENDING_BLOCK, (_STOP_T4, Do.SEND_MISSING)),
            (state, T.PPR_SLOWER): Row(S.AFTER_CTC, (_STOP_T4, Do.FALL_BACK, Do.SEND_CTC, _START_T4)),
            (state, T.PPR_RETRAINED): Row(S.SENDING_BLOCK, (_STOP_T4, Do.FALL_BACK, Do.SEND_MISSING)),
            (state, T.PPR_LAST): Row(S.AFTER_EOR, (_STOP_T4, Do.SEND_EOR, _START_T4)),
            (state, T.RNR): Row(held, (*wait, STARTS[Timer.T5], _START_T4)),
        },
        _operator(state),
        _held(held),
        {(held, T.MCF): confirmed},
        _operator(held),
    )


def _held(state: TransmitterState) -> Rows:
    """RNR: RR asks again and again, until T5."""
    return joined(
        _post_message(state),
        {
            (state, T.RNR): Row(state, (_STOP_T4, Do.SEND_RR, _START_T4)),
            (state, T.T5): _give_up(PHASE_D),
        },
    )


_PHASE_A: Rows = {
    (S.IDLE, T.CONNECTED): Row(S.CALLING, (Do.SEND_CNG, STARTS[Timer.T1])),
    (S.IDLE, T.DISCONNECTED): _over(PHASE_B),
    (S.CALLING, T.DIS): Row(S.AWAITING_CFR, (STOPS[Timer.T1], *_TERMS)),
    (S.CALLING, T.DIS_UNABLE): _give_up(CANNOT_RECEIVE),
    (S.CALLING, T.DTC): Row(S.POLLING, (STOPS[Timer.T1], Do.SEND_DTC, _START_T4)),
    (S.CALLING, T.GARBLED_ASK): Row(S.CALLING, (Do.SEND_CRP,)),
    (S.CALLING, T.T1): _over(NO_ANSWER_T1),
    (S.CALLING, T.T1_NOTHING): _over(ANSWER_WITHOUT_CED),
    (S.CALLING, T.T1_GARBLED): _over(COMMAND_DAMAGED),
    (S.CALLING, T.UNEXPECTED): _give_up(COMMAND_INVALID),
    (S.CALLING, T.DCN): _over(PHASE_B),
    (S.CALLING, T.DISCONNECTED): _over(PHASE_B),
}

_PHASE_B: Rows = joined(
    # A caller that wants to be sent something and is refused, or offered nothing.
    _awaiting_response(
        S.POLLING, gone=CANNOT_RECEIVE, silent=PHASE_B, damaged=RESPONSE_DAMAGED, invalid=RESPONSE_INVALID
    ),
    _awaiting_response(
        S.AWAITING_CFR, gone=PHASE_B, silent=DCS_UNANSWERED, damaged=RESPONSE_DAMAGED, invalid=RESPONSE_INVALID
    ),
    {
        (S.AWAITING_CFR, T.CFR): Row(S.SENDING_PAGE, (_STOP_T4, Do.SEND_PAGE)),
        (S.AWAITING_CFR, T.CFR_ECM): Row(S.SENDING_BLOCK, (_STOP_T4, Do.SEND_BLOCK)),
        (S.AWAITING_CFR, T.FTT): Row(S.AWAITING_CFR, (_STOP_T4, Do.FALL_BACK, *_TERMS)),
        (S.AWAITING_CFR, T.FTT_LAST): _give_up(NEVER_TRAINED),
        (S.AWAITING_CFR, T.DIS): Row(S.AWAITING_CFR, (_STOP_T4, Do.SEND_AGAIN, _START_T4)),
        (S.AWAITING_CFR, T.DIS_LAST): _give_up(DIS_REPEATED),
    },
)

_PAGES: Rows = joined(
    _sending(
        S.SENDING_PAGE,
        {
            T.SENT_MPS: (S.AFTER_MPS, Do.SEND_POST_MESSAGE),
            T.SENT_EOM: (S.AFTER_EOM, Do.SEND_POST_MESSAGE),
            T.SENT_EOP: (S.AFTER_EOP, Do.SEND_POST_MESSAGE),
        },
    ),
    *map(_post_message, (S.AFTER_MPS, S.AFTER_EOM, S.AFTER_EOP)),
    *map(_after_page, (S.AFTER_MPS, S.AFTER_EOM, S.AFTER_EOP)),
    {
        (S.AFTER_MPS, T.MCF): Row(S.SENDING_PAGE, (_STOP_T4, *_NEXT, Do.SEND_PAGE)),
        (S.AFTER_MPS, T.RTP): Row(S.AWAITING_CFR, (_STOP_T4, *_NEXT, *_TERMS)),
        (S.AFTER_EOM, T.MCF): _PHASE_B_AGAIN,
        (S.AFTER_EOM, T.RTP): _PHASE_B_AGAIN,
        (S.AFTER_EOP, T.MCF): _DONE,
        (S.AFTER_EOP, T.RTP): _DONE,
    },
)

_BLOCKS: Rows = joined(
    _sending(
        S.SENDING_BLOCK,
        {
            T.SENT_PPS_NULL: (S.AFTER_PPS_NULL, Do.SEND_PPS),
            T.SENT_PPS_MPS: (S.AFTER_PPS_MPS, Do.SEND_PPS),
            T.SENT_PPS_EOM: (S.AFTER_PPS_EOM, Do.SEND_PPS),
            T.SENT_PPS_EOP: (S.AFTER_PPS_EOP, Do.SEND_PPS),
        },
    ),
    _after_block(
        S.AFTER_PPS_NULL, S.HELD_NULL, Row(S.SENDING_BLOCK, (_STOP_T4, _STOP_T5, Do.NEXT_BLOCK, Do.SEND_BLOCK))
    ),
    _after_block(S.AFTER_PPS_MPS, S.HELD_MPS, Row(S.SENDING_BLOCK, (_STOP_T4, _STOP_T5, *_NEXT, Do.SEND_BLOCK))),
    _after_block(S.AFTER_PPS_EOM, S.HELD_EOM, _PHASE_B_AGAIN),
    _after_block(S.AFTER_PPS_EOP, S.HELD_EOP, _DONE),
    _post_message(S.AFTER_CTC),
    {(S.AFTER_CTC, T.CTR): Row(S.SENDING_BLOCK, (_STOP_T4, Do.SEND_MISSING))},
    _post_message(S.AFTER_EOR),
    _held(S.HELD_EOR),
    {
        (S.AFTER_EOR, T.RNR): Row(S.HELD_EOR, (_STOP_T4, Do.SEND_RR, STARTS[Timer.T5], _START_T4)),
        (S.AFTER_EOR, T.ERR): _give_up(PHASE_D),
        (S.HELD_EOR, T.ERR): _give_up(PHASE_D),
    },
)

_OPERATOR: Rows = {
    (S.AWAITING_OPERATOR, T.T3): _give_up(OPERATOR_WANTED),
    (S.AWAITING_OPERATOR, T.DCN): _over(OPERATOR_WANTED),
    (S.AWAITING_OPERATOR, T.DISCONNECTED): _over(OPERATOR_WANTED),
}

TRANSMITTER: Rows = joined(_PHASE_A, _PHASE_B, _PAGES, _BLOCKS, _OPERATOR)
"""Every row of the calling station."""
