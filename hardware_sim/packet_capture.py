"""What went over an IP network, as a file that Wireshark opens: packets with their moments, in the pcap format.

Rule: addresses and ports are simulated, headers are real: IPv4 (RFC 791), UDP (RFC 768) and TCP (RFC 9293), with right
checksums. A TCP connection begins with its handshake and carries a message a segment; it is never closed.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

_FILE = struct.Struct("<LHHlLLL")
_RECORD = struct.Struct("<LLLL")
MAGIC, MAJOR, MINOR = 0xA1B2C3D4, 2, 4
"""Moments in microseconds, in the byte order of this file."""

LONGEST = 0xFFFF
"""Octets of a packet that are kept: all that an IPv4 packet has."""

IPV4_PACKETS = 228
"""LINKTYPE_IPV4: a record is an IPv4 packet, with nothing around it."""

_IP = struct.Struct("!BBHHHBBH4s4s")
_UDP = struct.Struct("!HHHH")
_TCP = struct.Struct("!HHLLBBHHH")
_PSEUDO = struct.Struct("!4s4sBBH")
UDP, TCP = 17, 6
VERSION_AND_LENGTH, NOT_TO_BE_CUT, HOPS = 0x45, 0x4000, 64
SYN, ACK, PUSH = 0x02, 0x10, 0x08
WINDOW = 0xFFFF
FIVE_WORDS = 5 << 4
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Port:
    """An address and a port there."""

    address: str
    number: int

    @property
    def octets(self) -> bytes:
        """The address in a header."""
        return IPv4Address(self.address).packed


@dataclass(frozen=True, slots=True)
class Sent:
    """So many octets from one port to another, so many seconds after a beginning."""

    seconds: float
    source: Port
    target: Port
    payload: bytes
    is_stream: bool = False


@dataclass(slots=True)
class _Stream:
    """A TCP connection: the next number of each end."""

    numbers: dict[Port, int] = field(default_factory=dict)


def pcap(began_at: datetime, sent: Iterable[Sent]) -> bytes:
    """The file. Payloads are in order of their seconds."""
    out = [_FILE.pack(MAGIC, MAJOR, MINOR, 0, 0, LONGEST, IPV4_PACKETS)]
    for number, (seconds, packet) in enumerate(_packets(sent)):
        moment = began_at + timedelta(seconds=seconds) - EPOCH
        whole = _with_number(packet, number)
        seconds_since, microseconds = divmod(moment // timedelta(microseconds=1), 1_000_000)
        out.append(_RECORD.pack(seconds_since % 2**32, microseconds, len(whole), len(whole)) + whole)
    return b"".join(out)


@dataclass(frozen=True, slots=True)
class _Packet:
    source: Port
    target: Port
    protocol: int
    segment: bytes


def _packets(sent: Iterable[Sent]) -> Iterator[tuple[float, _Packet]]:
    streams: dict[frozenset[Port], _Stream] = {}
    for each in sent:
        if each.is_stream:
            stream = streams.setdefault(frozenset((each.source, each.target)), _Stream())
            for packet in _segments(stream, each):
                yield each.seconds, packet
        else:
            yield each.seconds, _Packet(each.source, each.target, UDP, _datagram(each))


def _with_number(packet: _Packet, number: int) -> bytes:
    """An IPv4 packet (RFC 791 clause 3.1)."""
    length = _IP.size + len(packet.segment)

    def header(checksum: int) -> bytes:
        return _IP.pack(
            *(VERSION_AND_LENGTH, 0, length, number % 2**16, NOT_TO_BE_CUT, HOPS, packet.protocol, checksum),
            *(packet.source.octets, packet.target.octets),
        )

    return header(_checksum(header(0))) + packet.segment


def _datagram(sent: Sent) -> bytes:
    length = _UDP.size + len(sent.payload)
    ports = sent.source.number, sent.target.number
    whole = _UDP.pack(*ports, length, 0) + sent.payload
    # A sum of zero would say that there is none.
    return _UDP.pack(*ports, length, _checksum_between(sent, UDP, whole) or 0xFFFF) + sent.payload


def _segments(stream: _Stream, sent: Sent) -> Iterator[_Packet]:
    ours, theirs = sent.source, sent.target
    if not stream.numbers:
        yield _segment(stream, sent, ours, theirs, SYN)
        yield _segment(stream, sent, theirs, ours, SYN | ACK)
        yield _segment(stream, sent, ours, theirs, ACK)
    yield _segment(stream, sent, ours, theirs, PUSH | ACK, sent.payload)
    yield _segment(stream, sent, theirs, ours, ACK)


def _segment(stream: _Stream, sent: Sent, source: Port, target: Port, flags: int, payload: bytes = b"") -> _Packet:
    number = stream.numbers.get(source, 0)
    acknowledged = stream.numbers.get(target, 0) if flags & ACK else 0
    stream.numbers[source] = number + len(payload) + bool(flags & SYN)

    def header(checksum: int) -> bytes:
        ports = source.number, target.number
        return _TCP.pack(*ports, number, acknowledged, FIVE_WORDS, flags, WINDOW, checksum, 0)

    between = Sent(sent.seconds, source, target, payload)
    return _Packet(source, target, TCP, header(_checksum_between(between, TCP, header(0) + payload)) + payload)


def _checksum_between(sent: Sent, protocol: int, segment: bytes) -> int:
    """Over a header made of the addresses, and the segment (RFC 9293 clause 3.1)."""
    return _checksum(_PSEUDO.pack(sent.source.octets, sent.target.octets, 0, protocol, len(segment)) + segment)


def _checksum(octets: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    words = struct.unpack(f"!{(len(octets) + 1) // 2}H", octets + bytes(len(octets) % 2))
    total: int = sum(words)
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
