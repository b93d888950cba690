"""What a signal goes on for on IP: its last packet is sent again.

Rule: a UDPTL packet carries copies of those before it (ITU-T T.38 clause 9.1). The last one of a signal has nothing
behind it that could, so it is sent again, once for each copy, before the next signal may begin.
"""

from dataclasses import dataclass

from hardware_sim.t30.commands import SendFrames, SendTone, Signal
from hardware_sim.t30.impairments import Side
from hardware_sim.timing import PACKET_INTERVAL


@dataclass(frozen=True, slots=True)
class Echoes:
    """How often the last packet of each signal from one side is sent again: on the control channel, and of training and
    pages. `others`: the same of the other side, which does so when it is a unit of this process as well."""

    side: Side
    control: int = 0
    message: int = 0
    others: tuple[int, int] = (0, 0)

    def after(self, sender: Side, signal: Signal) -> float:
        """Seconds that the signal goes on."""
        if isinstance(signal, SendTone):
            return 0.0
        control, message = (self.control, self.message) if sender is self.side else self.others
        return (control if isinstance(signal, SendFrames) else message) * PACKET_INTERVAL


NO_ECHOES = Echoes(Side.CALLING)
"""What an analog line has."""
