"""Where the ends of a SIP call are: hosts, ports, addresses, and the names that stand in URIs.

Rule: addresses are from the ranges for documentation (RFC 5737), since no socket is ever opened: the unit's, the
trunk's, and for the sound or fax of a number one that the number chooses. What an administrator typed is cut to what a
URI can hold.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from fax_engine.trunk import Trunk
from hardware_sim.sip.digest import fingerprint, quoted
from models.vocabulary import SipTransport

UNIT = "192.0.2.10"
TRUNK = "198.51.100.1"
_MEDIA = "203.0.113.{}"

USUAL_PORT = {SipTransport.UDP: 5060, SipTransport.TCP: 5060, SipTransport.TLS: 5061}
FAR_PORTS = 20_000
"""From here on the other end's ports for sound and fax."""

FAX_PORTS_APART = 2
"""Each channel takes the next even port of the range, as RTP would."""

_NO_HOST = re.compile(r"[^A-Za-z0-9.\-]")
_NO_NUMBER = re.compile(r"[^0-9A-Da-d*#+]")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A host with its name, as it stands in URIs, its address and its port."""

    name: str
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class End:
    """One end of a call: who it is (`user` as it stands in a URI), where it hears SIP, and where it wants its media."""

    user: str
    display_name: str
    place: Place
    media_address: str
    media_port: int

    @property
    def uri(self) -> str:
        """Its address of record."""
        return f"sip:{self.user}@{self.place.name}"

    @property
    def contact(self) -> str:
        """Where it can be reached directly."""
        return f"sip:{self.user}@{self.place.address}:{self.place.port}"


def host_of(written: str) -> str:
    """The host in what somebody wrote, without port and without what no host name has."""
    return _NO_HOST.sub("", written.strip().removeprefix("sip:").partition(":")[0])[:_LONGEST]


def port_of(written: str, usual: int) -> int:
    """The port in it, or the usual one."""
    port = written.strip().removeprefix("sip:").partition(":")[2]
    return int(port) if port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65_536 else usual


def trunk_place(trunk: Trunk) -> Place:
    """The proxy of a trunk; without one, whoever calls go to."""
    name = host_of(trunk.domain) or host_of(trunk.proxy) or host_of(trunk.registrar) or TRUNK
    return Place(name, TRUNK, port_of(trunk.proxy, USUAL_PORT[trunk.transport]))


def unit_end(trunk: Trunk, number: str, channel: int) -> End:
    """Our end, on a channel from 1; `number`: what was called to reach it, else it goes by its user name."""
    user = user_of(number) or quote(trunk.username.strip()[:_LONGEST], safe="-_.!~*'()&=+$,;?/") or "faxfinder"
    place = Place(trunk_place(trunk).name, UNIT, trunk.local_port)
    ports = max(1, (trunk.last_udptl_port - trunk.udptl_port) // FAX_PORTS_APART + 1)
    port = trunk.udptl_port + (channel - 1) % ports * FAX_PORTS_APART
    return End(user, quoted(trunk.display_name.strip()[:_LONGEST]), place, UNIT, port)


def far_end(trunk: Trunk, number: str) -> End:
    """The other end, behind the trunk, by its number; one that is withheld is anonymous (RFC 3323)."""
    user = user_of(number) or "anonymous"
    chosen = int(fingerprint(user)[:8], 16)
    port = FAR_PORTS + chosen % 1_000 * FAX_PORTS_APART
    return End(user, "", trunk_place(trunk), _MEDIA.format(1 + chosen % 254), port)


def user_of(number: str) -> str:
    """A number as the user of a URI: pauses and what people write between digits are no part of it."""
    return quote(_NO_NUMBER.sub("", number)[:_LONGEST], safe="*+")
