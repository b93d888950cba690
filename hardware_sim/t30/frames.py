"""T.30 frames as octets and as bits: address, control, facsimile control field, information, check sequence.

Rule: decoding never raises. A frame of an unknown name becomes `Unknown`, one whose check sequence is wrong `Damaged`.
Octets are in the order of HDLC: bit 0 of each is sent first. Bits are text of `0` and `1`, the first one sent first.
Sources: ITU-T T.30 clauses 5.3.2 to 5.3.7; the check sequence is that of ITU-T X.25.
"""

import binascii
from dataclasses import dataclass
from functools import lru_cache

from hardware_sim.t30.control_fields import BY_OCTET, Fcf

ADDRESS = 0xFF
NOT_FINAL = 0x03
FINAL = 0x13
"""Control field: unnumbered information; bit 5 tells the last frame of a turn (ITU-T T.30 clause 5.3.5)."""

FLAG = "01111110"
SHORTEST = 5
"""Address, control, facsimile control field and two octets of check sequence."""

REMEMBERED = 500
"""Frames whose length is known."""

REVERSED_BITS = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))
"""Each octet with its bits in the other order."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its name, the octets of its information field, the X bit, and whether it ends its station's turn."""

    name: Fcf
    information: bytes = b""
    x: bool = False
    final: bool = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """A frame that arrived whole and whose control field names nothing known here."""

    octets: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """What arrived in place of a frame: its check sequence is wrong, or it is too short to be one."""

    octets: bytes


Received = Frame | Unknown | Damaged


def check_sequence(octets: bytes) -> bytes:
    """The two octets of CRC-16/X.25 over these (ITU-T T.30 clause 5.3.7)."""
    # The library's CRC takes the most significant bit first, so both sides are turned round.
    remainder = binascii.crc_hqx(octets.translate(REVERSED_BITS), 0xFFFF) ^ 0xFFFF
    return remainder.to_bytes(2, "big").translate(REVERSED_BITS)


def encode(frame: Frame) -> bytes:
    """The octets between the flags, check sequence included."""
    control = FINAL if frame.final else NOT_FINAL
    field = frame.name | frame.x if frame.name.has_x_bit else frame.name
    body = bytes((ADDRESS, control, field)) + frame.information
    return body + check_sequence(body)


def decode(octets: bytes) -> Received:
    """The frame that these octets are."""
    if len(octets) < SHORTEST or check_sequence(octets[:-2]) != octets[-2:]:
        return Damaged(octets)
    address, control, field = octets[:3]
    if address != ADDRESS or control not in (FINAL, NOT_FINAL) or field not in BY_OCTET:
        return Unknown(octets)
    name, x = BY_OCTET[field]
    return Frame(name, octets[3:-2], x, control == FINAL)


def stuffed_bits(octets: bytes) -> str:
    """The bits of one frame between its flags: a zero follows every five ones (ITU-T T.30 clause 5.3.2)."""
    return f"{int.from_bytes(octets, 'little'):0{8 * len(octets)}b}"[::-1].replace("11111", "111110")


@lru_cache(maxsize=REMEMBERED)
def _bits_of(frame: Frame) -> int:
    """How many bits lie between its flags: the same frames go over every line."""
    return len(stuffed_bits(encode(frame)))


def turn_bits(frames: tuple[Frame, ...]) -> int:
    """How many bits `to_bits` makes of a turn."""
    return len(FLAG) + sum(_bits_of(frame) + len(FLAG) for frame in frames)


def to_bits(frames: tuple[Frame, ...]) -> str:
    """A turn on the control channel after its preamble: the frames, a flag before, between and after them."""
    return FLAG + "".join(stuffed_bits(encode(frame)) + FLAG for frame in frames)


def from_bits(bits: str) -> tuple[Received, ...]:
    """The frames between the flags of a turn; flags alone make no frame."""
    pieces = bits.split(FLAG)[1:-1]
    return tuple(_from_stuffed(piece) for piece in pieces if piece)


def _from_stuffed(bits: str) -> Received:
    plain = bits.replace("111110", "11111")
    whole = len(plain) - len(plain) % 8
    octets = int(plain[:whole][::-1], 2).to_bytes(whole // 8, "little") if whole else b""
    # Seven ones in a row are HDLC's abort, and a frame is a whole number of octets.
    if whole != len(plain) or "1111111" in bits:
        return Damaged(octets)
    return decode(octets)
