"""The information fields of error correction: partial page signal, partial page request, coded data.

Rule: a partial page (a block) is up to 256 frames; what a field cannot say is a `None`, never an exception.
Sources: ITU-T T.30 annex A.4, T.4 annex A.3.
"""

from dataclasses import dataclass
from enum import IntEnum

from hardware_sim.t30.control_fields import Fcf

REQUEST_OCTETS = 32
"""PPR: one bit for each of 256 frames (ITU-T T.30 annex A.4.4)."""


class After(IntEnum):
    """What follows a page or block, by the octet that says so in PPS and EOR (X bit set, as T.30 prints it)."""

    NULL = 0x00
    """Another block of the same page."""
    MPS = Fcf.MPS | 1
    EOM = Fcf.EOM | 1
    EOP = Fcf.EOP | 1

    @property
    def command(self) -> Fcf:
        """The post-message command of a page without error correction; a page never ends in NULL."""
        return Fcf(self & ~1)


BY_SECOND_FIELD = {
    int(After.NULL): After.NULL,
    **{int(after) & ~1 | x: after for after in After if after for x in (0, 1)},
    # A procedure interrupt asks for the operator besides; a machine without one takes it as the plain command.
    **{Fcf.PRI_MPS | x: After.MPS for x in (0, 1)},
    **{Fcf.PRI_EOM | x: After.EOM for x in (0, 1)},
    **{Fcf.PRI_EOP | x: After.EOP for x in (0, 1)},
}
"""The second facsimile control field of PPS and EOR."""


@dataclass(frozen=True, slots=True)
class PartialPage:
    """What a PPS says: what follows, page and block (counted from 0, modulo 256), how many frames were sent (1-256)."""

    after: After
    page: int
    block: int
    frames: int

    def encode(self) -> bytes:
        """The four octets of the information field."""
        return bytes((self.after, self.page % 256, self.block % 256, self.frames - 1))


def decode_partial_page(information: bytes) -> PartialPage | None:
    """What the information field of a PPS says; None when it says nothing known."""
    if len(information) < 4 or information[0] not in BY_SECOND_FIELD:
        return None
    second, page, block, last = information[:4]
    return PartialPage(BY_SECOND_FIELD[second], page, block, last + 1)


def decode_after(information: bytes) -> After | None:
    """What the information field of an EOR says follows; None when it says nothing known."""
    return BY_SECOND_FIELD.get(information[0]) if information else None


def encode_missing(missing: frozenset[int]) -> bytes:
    """The information field of a PPR that asks for these frames (0-255) again."""
    return sum(1 << number for number in missing).to_bytes(REQUEST_OCTETS, "little")


def decode_missing(information: bytes) -> frozenset[int]:
    """The frames that a PPR asks for."""
    wanted = int.from_bytes(information[:REQUEST_OCTETS], "little")
    return frozenset(number for number in range(8 * REQUEST_OCTETS) if wanted >> number & 1)
