"""The simulated telephone network: leads from a dialled number to the far end and to what will become of the call.

Rule: the answer depends on the number alone, so the same number behaves the same on every channel.
"""

from dataclasses import dataclass

from hardware_sim.far_end import FarEnd, default_far_end
from hardware_sim.outcomes import OUTCOMES, Outcome, by_magic


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a number leads, and how a call there ends."""

    far_end: FarEnd
    outcome: Outcome


class Exchange:
    """What every channel of an appliance is connected to."""

    def reach(self, dial_string: str) -> Destination:
        """Where a dial string leads: a magic number chooses its outcome, any other number is a willing fax machine."""
        return Destination(default_far_end(dial_string), by_magic(dial_string) or OUTCOMES["ok"])
