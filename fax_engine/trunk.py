"""How the unit speaks SIP and T.38, as a call is told it: the settings of a trunk.

Rule: a value; texts are as the administrator wrote them, and whoever writes them into a message looks after that.
"""

from dataclasses import dataclass

from models.vocabulary import RateManagement, SipTransport

LEAST_DATAGRAM = 12
"""Octets: with one octet of data a datagram is as long as that, and no fax goes in shorter ones."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """A SIP trunk, and the T.38 that the unit offers on it.

    `proxy` and `registrar`: a name or address, with a port where it is not the usual one, empty for none. With
    `username` and `password` the unit answers challenges. `registration_interval`: seconds; 0: the unit does not
    register. `t38`: False: faxes go as sound (G.711), as they do with `fallback_g711` where the other end has no T.38.
    `max_datagram`: octets, from `LEAST_DATAGRAM`; `udptl_port`: the first of the range.
    """

    transport: SipTransport = SipTransport.UDP
    local_port: int = 5060
    proxy: str = ""
    registrar: str = ""
    registration_interval: int = 0
    username: str = ""
    password: str = ""
    domain: str = ""
    display_name: str = ""
    t38: bool = True
    version: int = 0
    max_bit_rate: int = 14400
    rate_management: RateManagement = RateManagement.TRANSFERRED_TCF
    max_datagram: int = 400
    udptl_port: int = 4000
    last_udptl_port: int = 4999
    fallback_g711: bool = False


USUAL_TRUNK = Trunk()
"""That of a unit as it leaves the factory."""
