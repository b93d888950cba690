"""What joins a call of a channel to the call of another unit's channel.

Rule: each end tells the other that it is over, and nothing else; what follows from that is the other's affair.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fax_engine.clock import Action


@dataclass(frozen=True, slots=True)
class Joint:
    """What a channel tells of its end: `is_over` gets True when the call came to its end by itself, False when somebody
    gave it up. `go_on` makes the unit's *now* right, for an end that others put an end to."""

    is_over: Callable[[bool], None]
    go_on: Action


@dataclass(frozen=True, slots=True)
class CallEnd:
    """A channel's end of a call, for the other one. Nothing happens where it is over.

    `play_out` lets everything happen at once that is still to come; `break_off` ends it now, since the other end is
    gone.
    """

    play_out: Action
    break_off: Action
