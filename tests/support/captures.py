"""Capture files, read by the formats' own rules and without a line of the product's."""

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

UDP, TCP = 17, 6


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of a capture. `at`: seconds since 1970; `source` and `target`: address and port."""

    at: float
    source: tuple[str, int]
    target: tuple[str, int]
    protocol: int
    payload: bytes


def read_capture(octets: bytes) -> list[Packet]:
    """Every packet. Fails on a header or checksum that is wrong."""
    magic, major, minor, _, _, _, link = struct.unpack_from("<LHHlLLL", octets)
    assert (magic, major, minor, link) == (0xA1B2C3D4, 2, 4, 228)
    packets, at = [], 24
    while at < len(octets):
        seconds, microseconds, length, original = struct.unpack_from("<LLLL", octets, at)
        assert length == original
        packets.append(_packet(seconds + microseconds / 1e6, octets[at + 16 : at + 16 + length]))
        at += 16 + length
    return packets


def _packet(at: float, octets: bytes) -> Packet:
    assert octets[0] == 0x45
    assert struct.unpack_from("!H", octets, 2)[0] == len(octets)
    assert _sum(octets[:20]) == 0xFFFF
    protocol, segment = octets[9], octets[20:]
    assert _sum(octets[12:20] + struct.pack("!BBH", 0, protocol, len(segment)) + segment) == 0xFFFF
    ports = struct.unpack_from("!HH", segment)
    addresses = str(IPv4Address(octets[12:16])), str(IPv4Address(octets[16:20]))
    if protocol == UDP:
        assert struct.unpack_from("!H", segment, 4)[0] == len(segment)
    payload = segment[8:] if protocol == UDP else segment[segment[12] >> 4 << 2 :]
    return Packet(at, (addresses[0], ports[0]), (addresses[1], ports[1]), protocol, payload)


def _sum(octets: bytes) -> int:
    total = 0
    for first in range(0, len(octets), 2):
        total += int.from_bytes(octets[first : first + 2].ljust(2, b"\0"), "big")
        total = (total & 0xFFFF) + (total >> 16)
    return total
