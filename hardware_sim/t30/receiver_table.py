"""The called station, which receives the pages: its states and its table (ITU-T T.30 flow diagrams 5-2, annex A).

Rules, where T.30 leaves the choice to the maker:
- A command heard again without a page in between is answered as before; a page that never came before its command
  counts as bad. (Of a short page lost as a whole between two equal commands a receiver cannot tell.)
- Once the last page is confirmed, a caller that leaves without DCN has done no harm.
- There is no operator: a procedure interrupt is answered as the plain command, unless the station's traits say else.
- A caller that wants to be sent something is refused with DCN.
Hang-up codes are those of the modem (Class 2.1); where it has none for a situation, the general one of the phase.
"""

from enum import StrEnum

from hardware_sim.t30.commands import HangUp
from hardware_sim.t30.rows import STARTS, STOPS, Do, Row, Rows, Step, joined
from hardware_sim.t30.timers import Timer
from hardware_sim.t30.triggers import Trigger

NOTHING_WRONG = "00"
NO_HANDSHAKE = "01"
NO_ANSWER_T1 = "11"
PHASE_B, RESPONSE_INVALID, COMMAND_DAMAGED, NO_PAGE_T2, NO_DCS_AFTER_EOM = "70", "71", "72", "73", "74"
PHASE_C, NO_ROW, FRAMES_MISSING, STORAGE_FULL = "90", "91", "92", "93"
PHASE_D, POST_DAMAGED, POST_INVALID, OPERATOR_NEVER_CAME = "A0", "A1", "A2", "A3"
"""The Class 2.1 codes of a receiver."""


class ReceiverState(StrEnum):
    """Where a receiver is."""

    IDLE = "idle"
    IDENTIFYING = "DIS sent, DCS awaited"
    IDENTIFYING_AGAIN = "DIS sent after EOM, DCS awaited"
    AWAITING_TRAINING = "DCS heard, training awaited"
    AWAITING_COMMAND = "FTT sent, DCS awaited"
    AWAITING_PAGE = "page awaited"
    AWAITING_POST_MESSAGE = "page heard, its command awaited"
    RETRAINING = "RTP or RTN sent, DCS awaited"
    BUSY_NULL = "RNR to PPS-NULL"
    BUSY_MPS = "RNR to PPS-MPS"
    BUSY_EOM = "RNR to PPS-EOM"
    BUSY_EOP = "RNR to PPS-EOP"
    READY_NULL = "ready again after PPS-NULL"
    READY_MPS = "ready again after PPS-MPS"
    READY_EOM = "ready again after PPS-EOM"
    READY_EOP = "ready again after PPS-EOP"
    NEW_TERMS = "EOM confirmed"
    INTERRUPTED = "PIP or PIN sent"
    RELEASING = "last page confirmed, DCN awaited"
    ENDED = "ended"


S, T = ReceiverState, Trigger
_START_T2, _STOP_T2, _START_T4, _STOP_T4 = STARTS[Timer.T2], STOPS[Timer.T2], STARTS[Timer.T4], STOPS[Timer.T4]


def _over(code: str) -> Row:
    """Hang up at once: the caller is gone, or silent for too long."""
    return Row(S.ENDED, (HangUp(code),))


def _give_up(code: str) -> Row:
    """Phase E from our side: DCN, to which nobody answers, and hang up."""
    return Row(S.ENDED, (Do.SEND_DCN, HangUp(code)))


def _identifying(state: ReceiverState, silent: str) -> Rows:
    """DIS goes out every T4 until T1 is over; `silent` is the code then."""
    stop = (STOPS[Timer.T1], _STOP_T4)
    again = Row(state, (_STOP_T4, Do.SEND_DIS, _START_T4))
    return {
        (state, T.SIGNAL): Row(state, (_STOP_T4,)),
        (state, T.GARBLED): Row(state, (_START_T4,)),
        (state, T.GARBLED_ASK): Row(state, (Do.SEND_CRP, _START_T4)),
        (state, T.T4): again,
        (state, T.CRP): again,
        (state, T.T1): _over(silent),
        (state, T.T1_NOTHING): _over(NO_HANDSHAKE),
        (state, T.T1_GARBLED): _over(COMMAND_DAMAGED),
        (state, T.DCS): Row(S.AWAITING_TRAINING, (*stop, Do.TAKE_TERMS, _START_T2)),
        (state, T.DCS_TRAINED): Row(S.AWAITING_PAGE, (*stop, Do.TAKE_TERMS, Do.SEND_CFR, _START_T2)),
        (state, T.DCS_UNABLE): _give_up(PHASE_B),
        (state, T.DTC): _give_up(PHASE_B),
        (state, T.UNEXPECTED): _give_up(RESPONSE_INVALID),
        (state, T.DCN): _over(PHASE_B),
        (state, T.DISCONNECTED): _over(PHASE_B),
    }


def _awaiting(state: ReceiverState, *, gone: str, silent: str, damaged: str, invalid: str) -> Rows:
    """T2 runs for the next command: what every such state does (COMREC of the flow diagrams).

    `gone`, `silent`, `damaged`, `invalid`: hang-up codes for a lost line or DCN, silence, only damaged frames, a
    command that is none.
    """
    return {
        (state, T.SIGNAL): Row(state, (_STOP_T2,)),
        (state, T.GARBLED): Row(state, (_START_T2,)),
        (state, T.GARBLED_ASK): Row(state, (Do.SEND_CRP, _START_T2)),
        (state, T.CRP): Row(state, (Do.SEND_AGAIN, _START_T2)),
        (state, T.AGAIN): Row(state, (Do.SEND_AGAIN, _START_T2)),
        (state, T.T2): _over(silent),
        (state, T.T2_GARBLED): _over(damaged),
        (state, T.UNEXPECTED): _give_up(invalid),
        (state, T.DCN): _over(gone),
        (state, T.DCN_INCOMPLETE): _over(FRAMES_MISSING),
        (state, T.DISCONNECTED): _over(gone),
    }


def _taking_terms(state: ReceiverState) -> Rows:
    """DCS, for the first time or because the caller trains again."""
    return {
        (state, T.DCS): Row(S.AWAITING_TRAINING, (_STOP_T2, Do.TAKE_TERMS, _START_T2)),
        (state, T.DCS_TRAINED): Row(S.AWAITING_PAGE, (_STOP_T2, Do.TAKE_TERMS, Do.SEND_CFR, _START_T2)),
        (state, T.DCS_UNABLE): _give_up(PHASE_B),
    }


def _answer(state: ReceiverState, *steps: Step) -> Row:
    return Row(state, (_STOP_T2, *steps, _START_T2))


_PAGE_KEPT = {
    T.PPS_NULL: _answer(S.AWAITING_PAGE, Do.SEND_MCF),
    T.PPS_MPS: _answer(S.AWAITING_PAGE, Do.KEEP_PAGE, Do.SEND_MCF),
    T.PPS_EOM: _answer(S.NEW_TERMS, Do.KEEP_PAGE, Do.SEND_MCF),
    T.PPS_EOP: _answer(S.RELEASING, Do.KEEP_PAGE, Do.SEND_MCF),
}
"""Answers to a block that is whole, and to RR once we are ready."""

_NOT_READY = {
    T.PPS_NULL_BUSY: S.BUSY_NULL,
    T.PPS_MPS_BUSY: S.BUSY_MPS,
    T.PPS_EOM_BUSY: S.BUSY_EOM,
    T.PPS_EOP_BUSY: S.BUSY_EOP,
}

_AFTER_MESSAGE = {
    T.MPS_GOOD: _answer(S.AWAITING_PAGE, Do.KEEP_PAGE, Do.SEND_MCF),
    T.MPS_POOR: _answer(S.RETRAINING, Do.KEEP_PAGE, Do.SEND_RTP),
    T.MPS_BAD: _answer(S.RETRAINING, Do.DROP_PAGE, Do.SEND_RTN),
    T.EOM_GOOD: _answer(S.NEW_TERMS, Do.KEEP_PAGE, Do.SEND_MCF),
    T.EOM_POOR: _answer(S.NEW_TERMS, Do.KEEP_PAGE, Do.SEND_RTP),
    T.EOM_BAD: _answer(S.RETRAINING, Do.DROP_PAGE, Do.SEND_RTN),
    T.EOP_GOOD: _answer(S.RELEASING, Do.KEEP_PAGE, Do.SEND_MCF),
    T.EOP_POOR: _answer(S.RELEASING, Do.KEEP_PAGE, Do.SEND_RTP),
    T.EOP_BAD: _answer(S.RETRAINING, Do.DROP_PAGE, Do.SEND_RTN),
    T.INTERRUPT_GOOD: Row(S.INTERRUPTED, (_STOP_T2, Do.KEEP_PAGE, Do.SEND_PIP, STARTS[Timer.T1])),
    T.INTERRUPT_BAD: Row(S.INTERRUPTED, (_STOP_T2, Do.DROP_PAGE, Do.SEND_PIN, STARTS[Timer.T1])),
    **_PAGE_KEPT,
    **{trigger: _answer(busy, Do.WAIT_UNTIL_READY, Do.SEND_RNR) for trigger, busy in _NOT_READY.items()},
    T.PPS_MISSING: _answer(S.AWAITING_PAGE, Do.SEND_PPR),
    T.EOR_NULL: _answer(S.AWAITING_PAGE, Do.GIVE_UP_BLOCK, Do.SEND_ERR),
    T.EOR_MPS: _answer(S.AWAITING_PAGE, Do.GIVE_UP_BLOCK, Do.KEEP_PAGE, Do.SEND_ERR),
    T.EOR_EOM: _answer(S.NEW_TERMS, Do.GIVE_UP_BLOCK, Do.KEEP_PAGE, Do.SEND_ERR),
    T.EOR_EOP: _answer(S.RELEASING, Do.GIVE_UP_BLOCK, Do.KEEP_PAGE, Do.SEND_ERR),
    T.CTC: _answer(S.AWAITING_PAGE, Do.TAKE_RATE, Do.SEND_CTR),
    T.RR: _answer(S.AWAITING_PAGE, Do.SEND_AGAIN),
}
"""Phase D: what each post-message command leads to, by the quality of what came before it."""


def _receiving(state: ReceiverState) -> Rows:
    """A page or block may come, and so may the command after it, even when the page itself never did."""
    heard = Row(S.AWAITING_POST_MESSAGE, (_START_T2,))
    return {
        (state, T.PAGE): heard,
        (state, T.BLOCK): heard,
        (state, T.NO_EOL): _over(NO_ROW),
        (state, T.STORAGE_FILLED): _over(STORAGE_FULL),
        **{(state, trigger): row for trigger, row in _AFTER_MESSAGE.items()},
    }


def _busy(busy: ReceiverState, ready: ReceiverState, trigger: Trigger, not_ready: Trigger) -> Rows:
    """RNR until the timer of our traits has run out, then the answer that was due."""
    codes = {"gone": PHASE_D, "silent": PHASE_D, "damaged": POST_DAMAGED, "invalid": POST_INVALID}
    return joined(
        _awaiting(busy, **codes),
        {
            (busy, T.RR): _answer(busy, Do.SEND_RNR),
            (busy, not_ready): _answer(busy, Do.SEND_RNR),
            (busy, T.READY): Row(ready),
        },
        _awaiting(ready, **codes),
        {(ready, T.RR): _PAGE_KEPT[trigger], (ready, trigger): _PAGE_KEPT[trigger]},
    )


_PHASE_B: Rows = joined(
    {
        (S.IDLE, T.CONNECTED): Row(S.IDENTIFYING, (Do.SEND_CED, Do.SEND_DIS, STARTS[Timer.T1], _START_T4)),
        (S.IDLE, T.DISCONNECTED): _over(PHASE_B),
    },
    _identifying(S.IDENTIFYING, NO_ANSWER_T1),
    _identifying(S.IDENTIFYING_AGAIN, NO_DCS_AFTER_EOM),
    _awaiting(S.AWAITING_TRAINING, gone=PHASE_B, silent=NO_PAGE_T2, damaged=COMMAND_DAMAGED, invalid=COMMAND_DAMAGED),
    {
        (S.AWAITING_TRAINING, T.TRAINING_GOOD): _answer(S.AWAITING_PAGE, Do.SEND_CFR),
        (S.AWAITING_TRAINING, T.TRAINING_BAD): _answer(S.AWAITING_COMMAND, Do.SEND_FTT),
    },
    _taking_terms(S.AWAITING_TRAINING),
    _awaiting(S.AWAITING_COMMAND, gone=PHASE_B, silent=NO_PAGE_T2, damaged=COMMAND_DAMAGED, invalid=COMMAND_DAMAGED),
    _taking_terms(S.AWAITING_COMMAND),
)

_PHASES_C_AND_D: Rows = joined(
    _awaiting(S.AWAITING_PAGE, gone=PHASE_C, silent=NO_PAGE_T2, damaged=COMMAND_DAMAGED, invalid=POST_INVALID),
    _taking_terms(S.AWAITING_PAGE),
    _receiving(S.AWAITING_PAGE),
    _awaiting(S.AWAITING_POST_MESSAGE, gone=PHASE_D, silent=PHASE_D, damaged=POST_DAMAGED, invalid=POST_INVALID),
    _taking_terms(S.AWAITING_POST_MESSAGE),
    _receiving(S.AWAITING_POST_MESSAGE),
    _awaiting(S.RETRAINING, gone=PHASE_D, silent=PHASE_D, damaged=POST_DAMAGED, invalid=POST_INVALID),
    _taking_terms(S.RETRAINING),
    _busy(S.BUSY_NULL, S.READY_NULL, T.PPS_NULL, T.PPS_NULL_BUSY),
    _busy(S.BUSY_MPS, S.READY_MPS, T.PPS_MPS, T.PPS_MPS_BUSY),
    _busy(S.BUSY_EOM, S.READY_EOM, T.PPS_EOM, T.PPS_EOM_BUSY),
    _busy(S.BUSY_EOP, S.READY_EOP, T.PPS_EOP, T.PPS_EOP_BUSY),
)

_NEW_TERMS: Rows = joined(
    {
        (S.NEW_TERMS, T.SIGNAL): Row(S.NEW_TERMS, (_STOP_T2,)),
        (S.NEW_TERMS, T.GARBLED): Row(S.NEW_TERMS, (_START_T2,)),
        (S.NEW_TERMS, T.AGAIN): Row(S.NEW_TERMS, (Do.SEND_AGAIN, _START_T2)),
        (S.NEW_TERMS, T.RR): Row(S.NEW_TERMS, (Do.SEND_AGAIN, _START_T2)),
        (S.NEW_TERMS, T.UNEXPECTED): Row(S.NEW_TERMS, (_START_T2,)),
        (S.NEW_TERMS, T.CRP): Row(S.NEW_TERMS, (Do.SEND_AGAIN, _START_T2)),
        (S.NEW_TERMS, T.T2): Row(S.IDENTIFYING_AGAIN, (Do.SEND_DIS, STARTS[Timer.T1], _START_T4)),
        (S.NEW_TERMS, T.T2_GARBLED): Row(S.IDENTIFYING_AGAIN, (Do.SEND_DIS, STARTS[Timer.T1], _START_T4)),
        (S.NEW_TERMS, T.DCN): _over(PHASE_D),
        (S.NEW_TERMS, T.DCN_INCOMPLETE): _over(FRAMES_MISSING),
        (S.NEW_TERMS, T.DISCONNECTED): _over(PHASE_D),
    },
    _taking_terms(S.NEW_TERMS),
)

_RELEASE: Rows = {
    (S.INTERRUPTED, T.T1): _over(OPERATOR_NEVER_CAME),
    (S.INTERRUPTED, T.T1_GARBLED): _over(OPERATOR_NEVER_CAME),
    (S.INTERRUPTED, T.DCN): _over(OPERATOR_NEVER_CAME),
    (S.INTERRUPTED, T.DISCONNECTED): _over(OPERATOR_NEVER_CAME),
    (S.INTERRUPTED, T.AGAIN): Row(S.INTERRUPTED, (Do.SEND_AGAIN,)),
    (S.RELEASING, T.SIGNAL): Row(S.RELEASING, (_STOP_T2,)),
    (S.RELEASING, T.GARBLED): Row(S.RELEASING, (_START_T2,)),
    (S.RELEASING, T.AGAIN): Row(S.RELEASING, (Do.SEND_AGAIN, _START_T2)),
    (S.RELEASING, T.CRP): Row(S.RELEASING, (Do.SEND_AGAIN, _START_T2)),
    (S.RELEASING, T.RR): Row(S.RELEASING, (Do.SEND_AGAIN, _START_T2)),
    (S.RELEASING, T.UNEXPECTED): Row(S.RELEASING, (_START_T2,)),
    (S.RELEASING, T.T2): _over(NOTHING_WRONG),
    (S.RELEASING, T.T2_GARBLED): _over(NOTHING_WRONG),
    (S.RELEASING, T.DCN): _over(NOTHING_WRONG),
    (S.RELEASING, T.DCN_INCOMPLETE): _over(FRAMES_MISSING),
    (S.RELEASING, T.DISCONNECTED): _over(NOTHING_WRONG),
}

RECEIVER: Rows = joined(_PHASE_B, _PHASES_C_AND_D, _NEW_TERMS, _RELEASE)
"""Every row of the called station."""
