"""Pages on the line: what a page costs in bits row by row, and what became of it at the other end.

Rule: rows and bits are known, the coded octets are made only when somebody wants to see them.
"""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from fax_engine.line_pages import LinePage, Sizing
from hardware_sim.timing import ECM_BLOCK_FRAMES, END_OF_PAGE_BITS
from models.vocabulary import Coding, Resolution


def no_octets() -> bytes:
    """For a page of which only the size matters."""
    return b""


@dataclass(frozen=True, slots=True)
class PageData:
    """A page in one coding and resolution.

    `row_bits`: the coded bits of each row, or their sum where that is all that is known, fill bits included if they
    were counted; the end mark (RTC, EOFB) is not among them. `octets` gives the coded page, bit 0 of each octet sent
    first. `is_shrunk`: it was longer than the receiver's paper.
    """

    rows: int
    row_bits: Sequence[int] | int
    octets: Callable[[], bytes] = field(default=no_octets, compare=False)
    is_shrunk: bool = False

    @property
    def bits(self) -> int:
        """Coded bits of all rows."""
        return self.row_bits if isinstance(self.row_bits, int) else sum(self.row_bits)

    def bits_with_fill(self, least: float) -> float:
        """Bits of all rows when each takes as long as `least` bits at least (ITU-T T.4 clause 4.1.2).

        Of a page whose rows are known only in sum, without fill bits, it is the least that fill bits can cost.
        """
        if isinstance(self.row_bits, int):
            return max(self.row_bits, self.rows * least)
        return sum(self.row_bits) if not least else sum(max(bits, least) for bits in self.row_bits)

    def blocks(self, coding: Coding, frame_octets: int) -> tuple[int, ...]:
        """Frames in each block of the page with error correction, its end mark included (ITU-T T.4 annex A)."""
        octets = math.ceil((self.bits + END_OF_PAGE_BITS[coding]) / 8)
        whole, rest = divmod(math.ceil(octets / frame_octets), ECM_BLOCK_FRAMES)
        return (ECM_BLOCK_FRAMES,) * whole + ((rest,) if rest else ())


class Page(Protocol):
    """A page to be sent, in whatever coding is agreed on."""

    @property
    def resolution(self) -> Resolution:
        """The one it was made in."""

    @property
    def codings(self) -> Collection[Coding]:
        """The ones it can be had in; MH is always among them."""

    def coded(self, coding: Coding, resolution: Resolution, least_bits: int = 0, most_rows: int = 0) -> PageData:
        """The page as it is sent, at its own resolution or below; `least_bits`: of a row, by fill bits, 0: none;
        `most_rows`: to which it is made smaller, 0: any number."""


class SizeUnknown(Exception):
    """A page is to be sent of which nobody has counted the size in this way; all pages of the call will be, most
    likely."""

    def __init__(self, sizing: Sizing) -> None:
        super().__init__(sizing)
        self.sizing = sizing


@dataclass(frozen=True, slots=True)
class SizedPage:
    """A `Page` of which only the size is known. `used` fills with the sizes that the call asked for, by their keys."""

    page: LinePage
    used: dict[str, int] = field(default_factory=dict, compare=False)

    @property
    def resolution(self) -> Resolution:
        """The one it was made in."""
        return self.page.resolution

    @property
    def codings(self) -> Collection[Coding]:
        """The ones it can be had in."""
        return self.page.codings

    def coded(self, coding: Coding, resolution: Resolution, least_bits: int = 0, most_rows: int = 0) -> PageData:
        """For a machine that prints standard resolution only: every other row.

        Raises `SizeUnknown`. Of a page that nobody can count, sizes are made out of the one in this coding: bits go
        with the rows, and fill bits take what they cost at least.
        """
        own, made = self.page.resolution, self.page.rows
        wanted = Sizing(coding, resolution, least_bits, most_rows)
        rows = wanted.rows_of(own, made)
        for sizing in _alike(wanted, own):
            bits = self.page.bits(sizing)
            if bits is not None:
                self.used[sizing.key(own, made)] = bits
                return PageData(rows, bits * rows // sizing.rows_of(own, made), is_shrunk=wanted.shrinks(own, made))
            if self.page.is_countable:
                break
        raise SizeUnknown(wanted)


def _alike(wanted: Sizing, own: Resolution) -> Iterator[Sizing]:
    """Terms under which a page of this resolution may have a size that tells the one that is wanted, the likest
    first."""
    yield wanted
    yield replace(wanted, least_bits=0)
    yield Sizing(wanted.coding, wanted.resolution)
    yield Sizing(wanted.coding, own)


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """What a receiver has of one page: its place in the call (from 1), how it is coded, what is wrong with it.

    `bad_rows`: those that arrived damaged, without error correction; `lost_frames`: (block, frame), both from 0, that
    never arrived, with it. `confirmed`: the receiver said that it has the page.
    """

    number: int
    coding: Coding
    resolution: Resolution
    data: PageData | None
    bad_rows: frozenset[int] = frozenset()
    lost_frames: frozenset[tuple[int, int]] = frozenset()
    confirmed: bool = True
