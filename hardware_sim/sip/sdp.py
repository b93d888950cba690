"""What a session is offered and answered with: sound or T.38, as SDP (RFC 8866, RFC 3264, ITU-T T.38 annex D).

Rule: one medium a session, since a fax call has either sound or fax; `read(write(session)) == session`. Attributes that
nobody here needs are passed over.
"""

from dataclasses import dataclass, field

from hardware_sim.sip.messages import NotSip
from models.vocabulary import RateManagement

CONTENT_TYPE = "application/sdp"

CODECS = (("0", "PCMU/8000"), ("8", "PCMA/8000"))
"""G.711, by its static payload types (RFC 3551): what carries a fax as sound."""

MAX_BUFFER = 2000
"""Octets that a receiver can hold (T38FaxMaxBuffer); an everyday figure."""

REDUNDANCY = "t38UDPRedundancy"


@dataclass(frozen=True, slots=True)
class Sound:
    """`m=audio`: G.711 at a port."""

    port: int


@dataclass(frozen=True, slots=True)
class Fax:
    """`m=image ... udptl t38` at a port.

    `version`: T38FaxVersion; `max_bit_rate` in bit/s; `max_datagram`: octets that a receiver takes at once.
    """

    port: int
    version: int = 0
    max_bit_rate: int = 14400
    rate_management: RateManagement = RateManagement.TRANSFERRED_TCF
    max_datagram: int = 400


Media = Sound | Fax


@dataclass(frozen=True, slots=True)
class Session:
    """A description. `number` names the session, `version` counts its descriptions; `address` is for the medium."""

    address: str
    media: Media
    number: int = 1
    version: int = field(default=1)


def write(session: Session) -> str:
    """The description as the body of a message."""
    lines = (
        "v=0",
        f"o=- {session.number} {session.version} IN IP4 {session.address}",
        "s=-",
        f"c=IN IP4 {session.address}",
        "t=0 0",
        *(_of_sound(session.media) if isinstance(session.media, Sound) else _of_fax(session.media)),
    )
    return "".join(f"{line}\r\n" for line in lines)


def read(text: str) -> Session:
    """The description that a body is. Raises `NotSip` for one of another kind of session."""
    lines = [(line[:1], line[2:]) for line in text.split("\r\n") if line]
    values = dict(reversed(lines))
    attributes = {name: value for letter, line in lines if letter == "a" for name, _, value in (line.partition(":"),)}
    try:
        _, number, version, *_ = values["o"].split()
        kind, port, transport, *_ = values["m"].split()
        return Session(
            values["c"].split()[-1], _media(kind, transport, int(port), attributes), int(number), int(version)
        )
    except (KeyError, ValueError) as fault:
        raise NotSip(f"a description without {fault}") from None


def _of_sound(sound: Sound) -> tuple[str, ...]:
    payloads = " ".join(payload for payload, _ in CODECS)
    return (f"m=audio {sound.port} RTP/AVP {payloads}", *(f"a=rtpmap:{payload} {name}" for payload, name in CODECS))


def _of_fax(fax: Fax) -> tuple[str, ...]:
    return (
        f"m=image {fax.port} udptl t38",
        f"a=T38FaxVersion:{fax.version}",
        f"a=T38MaxBitRate:{fax.max_bit_rate}",
        f"a=T38FaxRateManagement:{fax.rate_management}",
        f"a=T38FaxMaxBuffer:{MAX_BUFFER}",
        f"a=T38FaxMaxDatagram:{fax.max_datagram}",
        f"a=T38FaxUdpEC:{REDUNDANCY}",
    )


def _media(kind: str, transport: str, port: int, attributes: dict[str, str]) -> Media:
    if kind == "audio":
        return Sound(port)
    if (kind, transport.lower()) != ("image", "udptl"):
        raise NotSip(f"a medium {kind} over {transport}")
    return Fax(
        port,
        int(attributes.get("T38FaxVersion", "0")),
        int(attributes["T38MaxBitRate"]),
        RateManagement(attributes["T38FaxRateManagement"]),
        int(attributes["T38FaxMaxDatagram"]),
    )
