"""What a station's state means to those who watch the call: the phase of T.30, and what the channel shows.

Rule: one row a state; a station that ended shows what it showed last, and a transmitter that is held by RNR waits for
its next page, in whichever phase T.30 has it.
"""

from collections.abc import Mapping
from enum import StrEnum

from fax_engine.channel_status import ChannelState
from hardware_sim.phase import Phase
from hardware_sim.t30.receiver_table import ReceiverState
from hardware_sim.t30.transmitter_table import TransmitterState

_CALLING = TransmitterState
_CALLED = ReceiverState

PHASES: Mapping[StrEnum, Phase] = {
    **dict.fromkeys((_CALLING.IDLE, _CALLED.IDLE), Phase.SET_UP),
    **dict.fromkeys((_CALLING.CALLING, _CALLING.POLLING, _CALLING.AWAITING_CFR), Phase.PRE_MESSAGE),
    **dict.fromkeys((_CALLING.SENDING_PAGE, _CALLING.SENDING_BLOCK), Phase.MESSAGE),
    **dict.fromkeys((_CALLING.AFTER_MPS, _CALLING.AFTER_EOM, _CALLING.AFTER_EOP), Phase.POST_MESSAGE),
    **dict.fromkeys(
        (_CALLING.AFTER_PPS_NULL, _CALLING.AFTER_PPS_MPS, _CALLING.AFTER_PPS_EOM, _CALLING.AFTER_PPS_EOP),
        Phase.POST_MESSAGE,
    ),
    **dict.fromkeys((_CALLING.HELD_NULL, _CALLING.HELD_MPS, _CALLING.HELD_EOM, _CALLING.HELD_EOP), Phase.POST_MESSAGE),
    **dict.fromkeys(
        (_CALLING.AFTER_CTC, _CALLING.AFTER_EOR, _CALLING.HELD_EOR, _CALLING.AWAITING_OPERATOR), Phase.POST_MESSAGE
    ),
    **dict.fromkeys((_CALLED.IDENTIFYING, _CALLED.IDENTIFYING_AGAIN, _CALLED.AWAITING_TRAINING), Phase.PRE_MESSAGE),
    **dict.fromkeys((_CALLED.AWAITING_COMMAND, _CALLED.NEW_TERMS), Phase.PRE_MESSAGE),
    _CALLED.AWAITING_PAGE: Phase.MESSAGE,
    **dict.fromkeys((_CALLED.AWAITING_POST_MESSAGE, _CALLED.RETRAINING), Phase.POST_MESSAGE),
    **dict.fromkeys((_CALLED.BUSY_NULL, _CALLED.BUSY_MPS, _CALLED.BUSY_EOM, _CALLED.BUSY_EOP), Phase.POST_MESSAGE),
    **dict.fromkeys((_CALLED.READY_NULL, _CALLED.READY_MPS, _CALLED.READY_EOM, _CALLED.READY_EOP), Phase.POST_MESSAGE),
    **dict.fromkeys((_CALLED.INTERRUPTED, _CALLED.RELEASING), Phase.POST_MESSAGE),
    **dict.fromkeys((_CALLING.ENDED, _CALLED.ENDED), Phase.RELEASE),
}
"""The phase of every state of both tables."""

SHOWN_BY_CALLING: Mapping[Phase, ChannelState] = {
    Phase.SET_UP: ChannelState.NEGOTIATING,
    Phase.PRE_MESSAGE: ChannelState.NEGOTIATING,
    Phase.MESSAGE: ChannelState.SENDING_PAGE,
    Phase.POST_MESSAGE: ChannelState.POST_PAGE,
}
SHOWN_BY_CALLED: Mapping[Phase, ChannelState] = {
    Phase.SET_UP: ChannelState.WAITING_FOR_CONNECT,
    Phase.PRE_MESSAGE: ChannelState.NEGOTIATING,
    Phase.MESSAGE: ChannelState.RECEIVING_PAGE,
    Phase.POST_MESSAGE: ChannelState.POST_PAGE,
}
HELD = frozenset((_CALLING.HELD_NULL, _CALLING.HELD_MPS, _CALLING.HELD_EOM, _CALLING.HELD_EOP, _CALLING.HELD_EOR))
"""The receiver is not ready to go on."""
PAGE_IS_OVER = frozenset(
    (
        *(_CALLING.AFTER_MPS, _CALLING.AFTER_EOM, _CALLING.AFTER_EOP),
        *(_CALLING.AFTER_PPS_MPS, _CALLING.AFTER_PPS_EOM, _CALLING.AFTER_PPS_EOP),
    )
)
"""The caller has said that a page is over. What else T.30 has in phase D follows from that, or is between two blocks of
one."""


def has_come_to(phase: Phase, state: StrEnum) -> bool:
    """Whether a caller in this state is where people mean by a phase: D is after a page, and not after each of its
    blocks."""
    return state in PAGE_IS_OVER if phase is Phase.POST_MESSAGE else PHASES[state] is phase


def shown(state: StrEnum) -> ChannelState | None:
    """What the channel of a station in this state shows; None: what it showed before."""
    if state in HELD:
        return ChannelState.WAIT_FOR_PAGE
    table = SHOWN_BY_CALLING if isinstance(state, TransmitterState) else SHOWN_BY_CALLED
    return table.get(PHASES[state])
