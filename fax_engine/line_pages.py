"""The pages of a call as the line carries them: how large they are, how that is found out, and their pictures.

Rule: how many bits a page takes depends on what both stations agree on (`Sizing`). What is known of its size is kept by
that, and what is not is counted once a call asks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.vocabulary import Coding, Resolution


@dataclass(frozen=True, slots=True)
class Sizing:
    """What stations agree on that decides how many bits a page takes.

    `resolution`: on the line, the page's own or below; `least_bits`: of a row, its end of line included, up to which
    fill bits are sent (ITU-T T.4 clause 4.1.2), 0: there are none; `most_rows`: of a page on the line, above which it
    is made smaller, 0: any number.
    """

    coding: Coding
    resolution: Resolution
    least_bits: int = 0
    most_rows: int = 0

    def rows_of(self, own: Resolution, rows: int) -> int:
        """Rows on the line of a page that has so many at resolution `own`."""
        if self.shrinks(own, rows):
            return self.most_rows
        return rows if self.resolution is own else (rows + 1) // 2

    def shrinks(self, own: Resolution, rows: int) -> bool:
        """True for a page that is too long."""
        return 0 < self.most_rows < (rows if self.resolution is own else (rows + 1) // 2)

    def key(self, own: Resolution, rows: int) -> str:
        """How a page of resolution `own` and so many rows keeps its size under this: `mmr`, `mr 72`, `mh standard 144`,
        `mmr to 2156`."""
        below = [self.resolution] if self.resolution is not own else []
        fill = [str(self.least_bits)] if self.least_bits else []
        smaller = [f"to {self.most_rows}"] if self.shrinks(own, rows) else []
        return " ".join([self.coding, *below, *fill, *smaller])


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page as the line carries it: its size in scan lines and in bits, header line included.

    `coded_bits`: what is known of its size, by `Sizing.key`; `codings`: those that it can be had in. `is_countable`:
    whoever ordered the call counts what is not known (see `Count`), so that nobody has to estimate it.
    """

    rows: int
    resolution: Resolution
    coded_bits: Mapping[str, int]
    codings: frozenset[Coding] = frozenset(Coding)
    is_countable: bool = False

    def bits(self, sizing: Sizing) -> int | None:
        """Its size, without what closes a page (RTC, EOFB); None when it is not known."""
        return self.coded_bits.get(sizing.key(self.resolution, self.rows))


Counted = Callable[[tuple[LinePage, ...] | None], None]
"""Gets all pages of the order anew, of which the size that was asked for is known; None when it cannot be counted."""

Count = Callable[[Sizing, Counted], None]
"""Counts the pages of an order for these terms, elsewhere and in its own time; the answer comes later."""


@dataclass(frozen=True, slots=True)
class CodedPage:
    """A page as octets: with return to control or end of block, without fill bits, the first bit of the line highest.

    `row_bits`: of each row, its end of line included; `is_shrunk`: it has fewer of them than it was made with.
    """

    row_bits: Sequence[int]
    octets: bytes
    is_shrunk: bool = False


class DrawnPage(Protocol):
    """A page with its picture, header line included. It can be pickled, and coded in any process."""

    @property
    def resolution(self) -> Resolution:
        """The one that it was made in."""

    def coded(self, coding: Coding, resolution: Resolution, most_rows: int = 0) -> CodedPage:
        """The page at its own resolution, or every other row of a fine one; made smaller where it has more than
        `most_rows`."""


def no_pictures() -> tuple[DrawnPage, ...]:
    """For an order of which nobody can see the pages."""
    return ()
