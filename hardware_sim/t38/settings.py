"""How a fax goes over IP: what both ends agreed on in SDP, and what the sender chose.

Rule: a value; the appliance's settings and the offer of the other end become one of these before the first packet.
"""

from dataclasses import dataclass

from hardware_sim.t38.vocabulary import Data
from hardware_sim.timing import PACKET_INTERVAL
from models.vocabulary import RateManagement

LONGEST_CONTROL_FIELD = 7
"""Octets of V.21 in one packet at most, since they take long to play out (ITU-T T.38 clause 7.5)."""

FIELD_OVERHEAD = 14
"""Octets of a datagram around the data of its only field, with a second field without any, at most."""


@dataclass(frozen=True, slots=True)
class FaxOverIp:
    """The attributes of one T.38 session.

    `version`: T38FaxVersion, 0 to 3; `redundancy_low_speed` and `redundancy_high_speed`: copies (0-15) of earlier
    packets in each datagram, for tones and the control channel and for training and messages; `max_datagram`: octets
    (T38FaxMaxDatagram), which one octet of data exceeds if it must; `packet_interval`: seconds of the line in a packet.
    """

    version: int = 0
    rate_management: RateManagement = RateManagement.TRANSFERRED_TCF
    redundancy_low_speed: int = 3
    redundancy_high_speed: int = 1
    max_datagram: int = 400
    packet_interval: float = PACKET_INTERVAL

    def octets_in_packet(self, data: Data, rate: int) -> int:
        """How much data of a carrier at `rate` bit/s one packet holds."""
        most = self.max_datagram - FIELD_OVERHEAD
        if data is Data.V21:
            most = min(most, LONGEST_CONTROL_FIELD)
        return max(1, min(int(rate * self.packet_interval / 8), most))
