"""What a station can do, as DIS and DTC declare it: typed values and the bits of ITU-T T.30 table 2.

Rule: one row a bit or group of bits; a bit that stands in no row is sent as 0 and passed over when heard. Bit 1 is the
first of the first octet. Bits 24, 32, 40 ... say that another octet follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from hardware_sim.far_end import SCAN_LINE_MILLISECONDS

REMEMBERED = 100
"""Declarations whose meaning is known: machines of one make say the same."""

FEWEST_OCTETS = 3
EXTENSION_EVERY = 8


class Modems(IntEnum):
    """The modulations a station receives with, by bits 11 to 14, bit 11 the least significant here."""

    V27TER_2400 = 0b0000
    """V.27ter at 2400 bit/s only, its fall-back mode."""
    V27TER = 0b0010
    V29 = 0b0001
    V27TER_V29 = 0b0011
    V27TER_V29_V17 = 0b1011

    @property
    def modulations(self) -> Mapping[str, int]:
        """Each modulation and its highest rate in bit/s."""
        return MODULATIONS[self]

    def shared_with(self, other: "Modems") -> "Modems":
        """What both know; V.27ter at 2400 bit/s is known to all."""
        return Modems(self & other)


MODULATIONS: Mapping[Modems, Mapping[str, int]] = {
    Modems.V27TER_2400: {"V.27ter": 2400},
    Modems.V27TER: {"V.27ter": 4800},
    Modems.V29: {"V.29": 9600},
    Modems.V27TER_V29: {"V.27ter": 4800, "V.29": 9600},
    Modems.V27TER_V29_V17: {"V.27ter": 4800, "V.29": 9600, "V.17": 14400},
}


class Width(IntEnum):
    """Recording widths in mm, by bits 17 and 18."""

    MM_215 = 0b00
    MM_215_255 = 0b01
    MM_215_255_303 = 0b10


class Length(IntEnum):
    """Recording lengths, by bits 19 and 20."""

    A4 = 0b00
    A4_B4 = 0b01
    UNLIMITED = 0b10


INCHES: Mapping[Length, float] = {Length.A4: 297 / 25.4, Length.A4_B4: 364 / 25.4}
"""The longest page of each; there is none where a length is not limited."""

LETTER_INCHES, LEGAL_INCHES = 11.0, 14.0


SCAN_LINE_BITS: Mapping[int, tuple[int, bool]] = {
    0b000: (20, False),
    0b100: (40, False),
    0b010: (10, False),
    0b001: (5, False),
    0b110: (10, True),
    0b011: (20, True),
    0b101: (40, True),
    0b111: (0, False),
}
"""Bits 21 to 23, bit 21 the least significant here: ms for a scan line, and whether a fine one needs half as long."""

_BITS_OF_SCAN_LINE = {meaning: bits for bits, meaning in SCAN_LINE_BITS.items()}

FLAGS: Mapping[str, int] = {
    "v8": 6,
    "small_frames_preferred": 7,
    "sends": 9,
    "receives": 10,
    "fine": 15,
    "two_dimensional": 16,
    "ecm": 27,
    "t6": 31,
    "field_not_valid": 33,
    "polled_subaddress": 35,
    "superfine": 41,
    "inch_preferred": 44,
    "metric_preferred": 45,
    "selective_polling": 47,
    "subaddress": 49,
    "password": 50,
    "letter": 76,
    "legal": 77,
}
"""What one bit tells, by the name of its field."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a DIS or DTC declares.

    `v8`: it starts up by V.8, which leads to V.34; `small_frames_preferred`: 64 octets a frame with error correction;
    `sends`: it holds a document to be polled; `receives`: it takes one; `t6` wants `ecm`; `scan_line_ms`: the least
    time for a scan line at standard resolution, `halved_when_fine`: half of it at fine.
    Raises `ValueError` for a scan line time that no bits stand for.
    """

    modems: Modems = Modems.V27TER_V29_V17
    v8: bool = False
    small_frames_preferred: bool = False
    sends: bool = False
    receives: bool = True
    fine: bool = True
    two_dimensional: bool = True
    width: Width = Width.MM_215
    length: Length = Length.UNLIMITED
    scan_line_ms: int = 0
    halved_when_fine: bool = False
    ecm: bool = True
    t6: bool = True
    field_not_valid: bool = False
    polled_subaddress: bool = False
    superfine: bool = False
    inch_preferred: bool = False
    metric_preferred: bool = False
    selective_polling: bool = False
    subaddress: bool = False
    password: bool = False
    letter: bool = False
    legal: bool = False

    def __post_init__(self) -> None:
        if (self.scan_line_ms, self.halved_when_fine) not in _BITS_OF_SCAN_LINE:
            raise ValueError(f"no DIS asks for a scan line of {self.scan_line_ms} ms: {SCAN_LINE_MILLISECONDS}")

    def encode(self) -> bytes:
        """The information field of a DIS or DTC."""
        value = sum(1 << bit - 1 for name, bit in FLAGS.items() if getattr(self, name))
        value |= self.modems << 10 | self.width << 16 | self.length << 18
        value |= _BITS_OF_SCAN_LINE[self.scan_line_ms, self.halved_when_fine] << 20
        return with_extensions(value)

    def scan_line_at(self, *, fine: bool) -> int:
        """Milliseconds for a scan line at standard or fine resolution, rounded to what a DCS can say."""
        return self.scan_line_ms // 2 if fine and self.halved_when_fine else self.scan_line_ms


@lru_cache(maxsize=REMEMBERED)
def decode_capabilities(information: bytes) -> Capabilities:
    """What the information field of a DIS or DTC declares.

    Combinations that T.30 calls invalid or reserved are read as the least they can mean.
    """
    value = without_rest(information)
    scan_line_ms, halved = SCAN_LINE_BITS[value >> 20 & 0b111]
    return Capabilities(
        modems=_KNOWN_MODEMS.get(value >> 10 & 0b1111, Modems.V27TER_2400),
        width=_KNOWN_WIDTHS.get(value >> 16 & 0b11, Width.MM_215_255_303),
        length=_KNOWN_LENGTHS.get(value >> 18 & 0b11, Length.A4),
        scan_line_ms=scan_line_ms,
        halved_when_fine=halved,
        **{name: bool(value >> bit - 1 & 1) for name, bit in FLAGS.items()},
    )


_KNOWN_MODEMS = {int(modems): modems for modems in Modems}
_KNOWN_WIDTHS = {int(width): width for width in Width}
_KNOWN_LENGTHS = {int(length): length for length in Length}


def with_extensions(value: int) -> bytes:
    """The octets of a value whose bit 0 is T.30's bit 1: at least three, the extension bits set as needed."""
    count = max(FEWEST_OCTETS, -(-value.bit_length() // 8))
    for octet in range(FEWEST_OCTETS, count):
        value |= 1 << EXTENSION_EVERY * octet - 1
    return value.to_bytes(count, "little")


def without_rest(information: bytes) -> int:
    """The value of an information field as far as its extension bits reach; what is missing counts as 0."""
    count = FEWEST_OCTETS
    while count < len(information) and information[count - 1] & 0x80:
        count += 1
    return int.from_bytes(information[:count], "little")
