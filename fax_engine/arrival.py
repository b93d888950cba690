"""What became of one page on its way over a line, as far as that decides what is on paper at the other end.

Rule: a value, free of pixels: which page, how it was coded, and what of it did not come.
"""

from dataclasses import dataclass

from models.vocabulary import Coding, Resolution


@dataclass(frozen=True, slots=True)
class Arrival:
    """One page as it came. `page` counts from 1; `coding` and `resolution` are those on the line.
    `shrunk_to`: the rows to which it was made smaller for the other end's paper, 0: it is as long as it was made.

    `is_broken_off`: the call was over before the page was. Without error correction: `bad_rows`, from 0, came damaged;
    `broken_off_after`: so many bits came and no more, None: the page came to its end; `least_row_bits`: what a row
    takes on the line at least, filled up with zeros where it is shorter (ITU-T T.4 clause 4.1.2). With it: `lost` are
    ranges of octets, first and behind the last, that never came.
    """

    page: int
    coding: Coding
    resolution: Resolution
    is_broken_off: bool = False
    bad_rows: frozenset[int] = frozenset()
    broken_off_after: float | None = None
    least_row_bits: float = 0.0
    lost: tuple[tuple[int, int], ...] = ()
    shrunk_to: int = 0

    @property
    def is_whole(self) -> bool:
        """True when nothing of it is missing or damaged."""
        return not (self.is_broken_off or self.bad_rows or self.lost)
