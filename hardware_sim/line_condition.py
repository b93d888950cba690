"""How the line behind a channel is: alive, or dead in one of two ways.

Rule: what a dead line makes of a call is an outcome of the catalogue; this module says which one.
"""

from collections.abc import Mapping
from enum import Enum

from fax_engine.channel_status import ChannelState
from models.vocabulary import Direction


class LineCondition(Enum):
    """The line; the value is how a call ends that is dialled on it, by the outcome's name, empty for whatever comes."""

    GOOD = ""
    NO_DIAL_TONE = "no_dial_tone"
    NO_CORD = "no_loop_current"

    @property
    def outcome(self) -> str:
        """How a call ends that is dialled on it."""
        return self.value


_CUT: Mapping[tuple[Direction, ChannelState], str] = {
    (Direction.OUTBOUND, ChannelState.NEGOTIATING): "phase_b",
    (Direction.OUTBOUND, ChannelState.SENDING_PAGE): "phase_c",
    (Direction.OUTBOUND, ChannelState.POST_PAGE): "phase_d",
    (Direction.OUTBOUND, ChannelState.WAIT_FOR_PAGE): "phase_d",
    (Direction.INBOUND, ChannelState.NEGOTIATING): "receive_phase_b",
    (Direction.INBOUND, ChannelState.RECEIVING_PAGE): "receive_phase_c",
    (Direction.INBOUND, ChannelState.POST_PAGE): "receive_phase_d",
}


def left_outcome(direction: Direction, state: ChannelState, *, is_connected: bool) -> str:
    """How a call ends whose other end, a unit as well, leaves in this state: before the answer, a caller gave up, and a
    unit that was called is out of service."""
    if not is_connected:
        return "no_answer" if direction is Direction.INBOUND else "temporary_failure"
    # A modem that listens for digits shows nothing of it.
    return cut_outcome(direction, ChannelState.NEGOTIATING if state is ChannelState.WAITING_FOR_CONNECT else state)


def cut_outcome(direction: Direction, state: ChannelState) -> str:
    """How a call ends that loses its line in this state, by the outcome's name: by phase, once somebody has
    answered."""
    return _CUT.get((direction, state), LineCondition.NO_CORD.outcome)
