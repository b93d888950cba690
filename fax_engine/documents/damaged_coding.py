"""Coded pages as a receiving machine reads them, whatever has happened to them on the way.

Rules: a one-dimensional row that does not come to 1728 pixels is bad, and the row above it is printed again in its
place; above the first there is white. In MR, rows coded against a bad one are bad as well, up to the next
one-dimensional one. Rows are told apart by their ends (EOL), so a bad one spoils no other in MH; MMR has no ends of
rows, and is read as far as it makes sense. A row whose end never came is not printed; a page without a good row is
none. `line_coding.decode` reads whole pages, and much quicker. Sources: ITU-T T.4 clauses 4.1 and 4.2, T.6 clause 2.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from fax_engine.documents.code_words import HORIZONTAL, LONGEST_WORD, PASS, Words, mode_words, run_words
from fax_engine.documents.line_coding import END_OF_LINE
from fax_engine.documents.page import WIDTH
from fax_engine.documents.run_lengths import Rows
from models.vocabulary import Coding

Changes = list[int]
"""A row by its changing elements: the pixels, from 0, where the colour changes; white comes first."""

ROW_END = re.compile(f"0*{END_OF_LINE}")
"""An end of line with the fill before it."""

FILL = "0" * (len(END_OF_LINE) - 1)
"""The zeros at least that stand between a row and the one that ends its EOL."""

ONE_DIMENSIONAL = "1"
"""The tag bit behind an EOL in MR (ITU-T T.4 clause 4.2.2)."""


class RowReader:
    """Reads rows of code words."""

    def __init__(self) -> None:
        self._runs = run_words()
        self._modes = mode_words()

    def one_dimensional(self, bits: str) -> Changes | None:
        """The row that a piece of text between two ends of line holds, fill included; None for a bad one."""
        changes: Changes = []
        place = position = colour = 0
        while position < WIDTH:
            found = self._run(bits, place, colour)
            if found is None:
                return None
            run, place = found
            position += run
            changes.append(position)
            colour ^= 1
        return changes[:-1] if position == WIDTH and _is_fill(bits[place:]) else None

    def two_dimensional(self, bits: str, above: Changes, begin: int = 0) -> tuple[Changes, int] | None:
        """The row that begins at a place of a text, and the place behind it; None for a bad one."""
        changes: Changes = []
        place, a0, colour = begin, -1, 0
        while a0 < WIDTH:
            found = _word(self._modes, bits, place)
            if found is None:
                return None
            mode, place = found
            b1, b2 = _next_above(above, a0, colour)
            if mode == PASS:
                a0 = b2
            elif mode == HORIZONTAL:
                pair = self._pair(bits, place, colour)
                if pair is None:
                    return None
                first, second, place = pair
                a1 = max(a0, 0) + first
                a0 = a1 + second
                changes += [a1, a0]
            else:
                if b1 + mode <= a0 and a0 >= 0:
                    return None
                a0 = b1 + mode
                changes.append(a0)
                colour ^= 1
            if not 0 <= a0 <= WIDTH:
                return None
        return [change for change in changes if change < WIDTH], place

    def against(self, bits: str, above: Changes) -> Changes | None:
        """The two-dimensional row that a piece of text between two ends of line holds, fill included; None for a bad
        one."""
        found = self.two_dimensional(bits, above)
        return found[0] if found is not None and _is_fill(bits[found[1] :]) else None

    def _pair(self, bits: str, place: int, colour: int) -> tuple[int, int, int] | None:
        first = self._run(bits, place, colour)
        second = self._run(bits, first[1], colour ^ 1) if first else None
        return (first[0], *second) if first and second else None

    def _run(self, bits: str, place: int, colour: int) -> tuple[int, int] | None:
        """Pixels of a run with its make-up words, and the place behind it."""
        length = 0
        while (found := _word(self._runs[colour], bits, place)) is not None:
            part, place = found
            length += part
            if part < 64:
                return length, place
        return None


def read(bits: str, coding: Coding) -> Rows:
    """The packed rows of a page as far as they came; none when not one of them is good."""
    rows = list(_by_reference(bits) if coding is Coding.MMR else _between_ends(bits, coding))
    if not any(row is not None for row in rows):
        return _painted([])
    above: Changes = []
    printed = []
    for row in rows:
        above = above if row is None else row
        printed.append(above)
    return _painted(printed)


def changes_of(row: Rows) -> Changes:
    """The changing elements of one packed row."""
    pixels = np.unpackbits(row)
    changes: Changes = np.flatnonzero(np.diff(pixels, prepend=0)).tolist()
    return changes


def _between_ends(bits: str, coding: Coding) -> Iterator[Changes | None]:
    """Every row between two ends of line, None for a bad one; two ends with nothing between close the page."""
    reader = RowReader()
    above: Changes | None = []
    ends = [found.end() for found in ROW_END.finditer(bits)]
    for begin, end in pairwise(ends):
        # The last bits of a row may be zeros too, so all that stands before the one that ends the EOL is looked at.
        row = bits[begin : end - 1]
        is_tagged = coding is Coding.MR
        is_plain = not is_tagged or row.startswith(ONE_DIMENSIONAL)
        content = row[1:] if is_tagged else row
        if is_plain and not content.strip("0"):
            return
        if is_plain:
            above = reader.one_dimensional(content)
        elif above is not None:
            above = reader.against(content, above)
        yield above


def _by_reference(bits: str) -> Iterator[Changes]:
    """Row after row, until the end of the block or the first thing that is no code."""
    reader = RowReader()
    place, above = 0, list[int]()
    while not bits.startswith(END_OF_LINE, place):
        found = reader.two_dimensional(bits, above, place)
        if found is None:
            return
        above, place = found
        yield above


def _is_fill(bits: str) -> bool:
    """Whether nothing stands there but the zeros of an end of line, and fill."""
    return len(bits) >= len(FILL) and not bits.strip("0")


def _word(words: Words, bits: str, place: int) -> tuple[int, int] | None:
    """What the bits at a place begin with, and the place behind it; None for no word, or one that is cut off."""
    ahead = bits[place : place + LONGEST_WORD]
    found = words[int(ahead.ljust(LONGEST_WORD, "0"), 2)] if ahead else None
    if found is None or found[1] > len(ahead):
        return None
    return found[0], place + found[1]


def _next_above(above: Changes, a0: int, colour: int) -> tuple[int, int]:
    """b1 and b2: the first change in the row above that is right of a0 and to the other colour, and the one after
    it."""
    at = bisect_right(above, a0)
    at += (at ^ colour) & 1
    b1, b2 = (*above[at : at + 2], WIDTH, WIDTH)[:2]
    return b1, b2


def _painted(rows: Sequence[Changes]) -> Rows:
    marks = np.zeros((len(rows), WIDTH), np.uint8)
    for number, changes in enumerate(rows):
        # A run of no pixels changes the colour twice in one place.
        np.add.at(marks[number], changes, 1)
    return np.packbits(np.cumsum(marks, axis=1, dtype=np.uint16) & 1, axis=1)
