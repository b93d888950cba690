"""What can happen in a call, as its channel notes it.

Rule: values without behaviour; who plans a call makes them, who plays it takes them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fax_engine.call_result import Negotiated
from fax_engine.channel_status import ChannelState

if TYPE_CHECKING:
    # Loaded with the first call: what can be wrong with one is described in the terms of the fax protocol.
    from hardware_sim.outcome import Outcome


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
    """Phase B is over; told again when the terms change."""

    negotiated: Negotiated


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The receiving end confirmed a page (from 1)."""

    page: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The line is free again."""

    outcome: "Outcome"


Happening = Shown | Answered | Heard | Agreed | Confirmed | Ended
