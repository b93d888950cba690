"""UDPTL datagrams: a numbered IFP packet, and what repairs the loss of others (ITU-T T.38 clause 9.1, annex A).

Rule: decoding never raises; what is no datagram becomes `Malformed`. Sequence numbers are taken modulo 65536.
"""

from dataclasses import dataclass

from hardware_sim.t38.per import Malformed, PerReader, PerWriter, Unreadable

SEQUENCE_NUMBERS = 0x10000

MOST_PACKETS = 64
"""A datagram that claims to repair more is none; real ones hold a handful."""


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Copies of the packets before, the latest first."""

    packets: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Parity:
    """Forward error correction: sums (exclusive or) of `span` packets each, interleaved among each other.

    The i-th of n sums covers the packets `span * n - i`, `span * n - i - n` ... before this one (clause 9.1.4).
    """

    span: int
    sums: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Datagram:
    """One UDP datagram: its number (0-65535), its packet, and what repairs others."""

    sequence: int
    primary: bytes
    recovery: Redundancy | Parity = Redundancy()


def encode(datagram: Datagram) -> bytes:
    """The octets of a datagram. Raises `ValueError` for a part of 16384 octets and more."""
    writer = PerWriter()
    writer.bits(datagram.sequence, 16)
    _write_octets(writer, datagram.primary)
    recovery = datagram.recovery
    if isinstance(recovery, Redundancy):
        writer.bits(0, 1)
        parts = recovery.packets
    else:
        writer.bits(1, 1)
        span = recovery.span.to_bytes(recovery.span.bit_length() // 8 + 1, "big")
        _write_octets(writer, span)
        parts = recovery.sums
    writer.length(len(parts))
    for part in parts:
        _write_octets(writer, part)
    return writer.whole()


def _write_octets(writer: PerWriter, octets: bytes) -> None:
    writer.length(len(octets))
    writer.octets(octets)


def decode(octets: bytes) -> Datagram | Malformed:
    """The datagram that these octets are."""
    reader = PerReader(octets)
    try:
        datagram = _read(reader)
    except Unreadable as fault:
        return Malformed(octets, str(fault))
    return Malformed(octets, "it goes on after its end") if reader.rest() else datagram


def _read(reader: PerReader) -> Datagram:
    sequence = reader.bits(16)
    primary = reader.octets(reader.length())
    if not reader.bits(1):
        return Datagram(sequence, primary, Redundancy(_read_parts(reader)))
    span = int.from_bytes(reader.octets(reader.length()), "big", signed=True)
    sums = _read_parts(reader)
    if not 0 <= span * len(sums) <= MOST_PACKETS:
        raise Unreadable("more packets than a datagram repairs")
    return Datagram(sequence, primary, Parity(span, sums))


def _read_parts(reader: PerReader) -> tuple[bytes, ...]:
    count = reader.length()
    if count > MOST_PACKETS:
        raise Unreadable("more packets than a datagram repairs")
    return tuple(reader.octets(reader.length()) for _ in range(count))


def parity_of(packets: list[bytes]) -> bytes:
    """The sum of packets, the shorter ones with zeros behind them."""
    total = 0
    longest = max(map(len, packets), default=0)
    for packet in packets:
        total ^= int.from_bytes(packet.ljust(longest, b"\0"), "big")
    return total.to_bytes(longest, "big")
