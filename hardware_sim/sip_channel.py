"""The SIP channel: calls by INVITE, switches to T.38 by re-INVITE, and gives a SIP status with every hang-up."""

from hardware_sim.access import SIP
from hardware_sim.channel import SimulatedChannel


class SipChannel(SimulatedChannel):
    """A T.38 fax channel on an IP trunk."""

    access = SIP
