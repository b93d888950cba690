"""The part of ASN.1's aligned packed encoding (ITU-T X.691) in which T.38 writes its packets.

Rule: values are packed bit by bit, the first one in the highest bit; lengths and strings begin at a whole octet.
A reader that meets the end, or what T.38 never writes, raises `Unreadable`; the codecs turn it into a value.
"""

from dataclasses import dataclass

SHORT_LENGTHS = 0x80
LENGTHS = 0x4000
"""A length takes one octet below the first, two below the second, and comes in pieces from there on (clause 10.9)."""

LONGER = 0x8000
IN_PIECES = 0x40
"""What marks a length of two octets, and the first octet of one in pieces."""


class Unreadable(Exception):
    """The octets are not the encoding of anything."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """What arrived in place of a packet or datagram, and what is wrong with it."""

    octets: bytes
    reason: str


class PerWriter:
    """Writes one packet."""

    def __init__(self) -> None:
        self._octets = bytearray()
        self._pending = 0
        self._width = 0

    def bits(self, value: int, width: int) -> None:
        """Add a number of so many bits."""
        self._pending = self._pending << width | value
        self._width += width
        while self._width >= 8:
            self._width -= 8
            self._octets.append(self._pending >> self._width & 0xFF)
        self._pending &= (1 << self._width) - 1

    def align(self) -> None:
        """Fill the octet with zeros."""
        if self._width:
            self.bits(0, 8 - self._width)

    def octets(self, octets: bytes) -> None:
        """Add whole octets, at a whole octet."""
        self.align()
        self._octets += octets

    def length(self, length: int) -> None:
        """Add a length determinant. Raises `ValueError` from 16384 on, which no packet of T.38 comes near."""
        if length >= LENGTHS:
            raise ValueError(f"a packet of T.38 has no part of {length} octets")
        self.align()
        if length < SHORT_LENGTHS:
            self._octets.append(length)
        else:
            self._octets += (LONGER | length).to_bytes(2, "big")

    def enumerated(self, value: int, root: int, width: int) -> None:
        """Add one of an enumeration that can be extended: `root` values of `width` bits, then those added later."""
        if value < root:
            self.bits(value, 1 + width)
        else:
            # A normally small number: a zero and six bits (clauses 10.6 and 13.3).
            self.bits(0b10, 2)
            self.bits(value - root, 6)

    def whole(self) -> bytes:
        """All that was written, up to a whole octet."""
        self.align()
        return bytes(self._octets)


class PerReader:
    """Reads one packet."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def bits(self, width: int) -> int:
        """The next number, of so many bits."""
        end = self._at + width
        last = -(-end // 8)
        if last > len(self._octets):
            raise Unreadable("it ends too early")
        window = int.from_bytes(self._octets[self._at // 8 : last], "big")
        self._at = end
        return window >> 8 * last - end & (1 << width) - 1

    def align(self) -> None:
        """Pass over the rest of the octet."""
        self._at += -self._at % 8

    def octets(self, count: int) -> bytes:
        """So many whole octets, from a whole octet on."""
        self.align()
        start = self._at // 8
        if start + count > len(self._octets):
            raise Unreadable("it ends too early")
        self._at += 8 * count
        return self._octets[start : start + count]

    def length(self) -> int:
        """A length determinant."""
        self.align()
        first = self.bits(8)
        if first < SHORT_LENGTHS:
            return first
        if first & IN_PIECES:
            raise Unreadable("a length in pieces")
        return (first << 8 | self.bits(8)) & ~LONGER

    def enumerated(self, root: int, width: int) -> int:
        """One of an enumeration that can be extended; `root` and more are those added later."""
        if not self.bits(1):
            value = self.bits(width)
            if value >= root:
                raise Unreadable("a value that the enumeration lacks")
            return value
        if self.bits(1):
            raise Unreadable("a value that nobody has added yet")
        return root + self.bits(6)

    def rest(self) -> bytes:
        """The whole octets that were not read."""
        self.align()
        return self._octets[self._at // 8 :]
