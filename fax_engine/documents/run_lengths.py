"""ITU-T T.4 and T.6: how many bits each row of a page takes, counted without writing them.

Rule: every changing element of every row is judged at once. Whether an element can be coded in vertical mode depends
only on its own row and the one above, never on the codes before it; only *that it is coded at all* does: horizontal
mode takes two elements. After a vertical element the next one is always coded, so within a streak of horizontal ones
every second is. That makes the count exact and a matter of array arithmetic.

White rows under white ones are not looked at. Every other row is closed by two or three imaginary elements at the place
after its last pixel, so many that their number is even: an element's colour is then the last bit of its index, and
whatever is sought in the row above is found there.

Sources: T.4 tables 2 and 3 (run-length codes) and section 4.2 (two-dimensional coding), T.6 section 2.2.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fax_engine.documents.page import ROW_BYTES, WIDTH

Ints = npt.NDArray[np.intp]
Bits = npt.NDArray[np.uint16]
Rows = npt.NDArray[np.uint8]
"""Packed rows: shape (rows, 216), most significant bit leftmost, 1 = black."""

MARGIN = 64
STRIDE = WIDTH + MARGIN
"""Places in a row: eight octets after the last pixel close every row, which makes it a whole number of words."""

WORD = np.dtype("<u8")
ROW_OCTETS, ROW_WORDS = STRIDE // 8, STRIDE // 64
ROW_END, LAST_IF_ODD = 0xC0, 5
"""Two imaginary elements, and the bit of a third, which follows a last pixel that is black."""

BLOCK_ROWS = 512
"""Rows counted at a time: few enough for the processor's cache."""

PASS_BITS = 4
HORIZONTAL_BITS = 3
VERTICAL_BITS = np.array([0, 7, 6, 3, 1, 3, 6, 7, 0], np.uint16)
"""By the distance between a1 and b1, from 4 to the left on; 0 where they are too far apart."""

VERTICAL_REACH = 4

# Lengths of the terminating codes 0 to 63 and of the make-up codes 64, 128, ... 1728, as (how many, length).
WHITE_TERMINATING = ((1, 8), (1, 6), (6, 4), (4, 5), (6, 6), (11, 7), (35, 8))
WHITE_MAKE_UP = ((2, 5), (1, 6), (1, 7), (6, 8), (15, 9), (1, 6), (1, 9))
BLACK_TERMINATING = (
    *((1, 10), (1, 3), (2, 2), (1, 3), (2, 4), (1, 5), (2, 6), (3, 7)),
    *((2, 8), (1, 9), (3, 10), (7, 11), (38, 12)),
)
BLACK_MAKE_UP = ((1, 10), (6, 12), (20, 13))

Lengths = tuple[tuple[int, int], ...]


def _run_bits(terminating: Lengths, make_up: Lengths) -> Ints:
    """Bits of a run of 0 to 1728 pixels of one colour: a make-up code from 64 on, then always a terminating code."""
    short = np.repeat([length for _, length in terminating], [count for count, _ in terminating])
    long = np.repeat([length for _, length in make_up], [count for count, _ in make_up])
    runs = np.arange(STRIDE)
    bits: Ints = short[runs % 64] + np.concatenate(([0], long))[np.minimum(runs, WIDTH) // 64]
    return bits


RUN_BITS = np.concatenate(
    (_run_bits(WHITE_TERMINATING, WHITE_MAKE_UP), _run_bits(BLACK_TERMINATING, BLACK_MAKE_UP))
).astype(np.uint16)
"""White runs at `run`, black ones at `STRIDE + run`."""

WHITE_ROW_BITS = int(RUN_BITS[WIDTH])
WHITE_UNDER_WHITE_BITS = 1

BEFORE_IN_WORD = np.uint64(0x0101010101010100)
"""A word of eight counts times this is a word of how much the counts before each add up to (at most 56)."""

ELEMENTS_UP_TO = np.cumsum(
    np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1), axis=1, dtype=np.uint8
).view(np.uint64)
"""For each octet, how many of its bits are set up to each of its eight places, that place included."""


class RowBits(NamedTuple):
    """Bits of each row without row ends: coded one-dimensionally, and against the row above (white above the first)."""

    one_dimensional: Ints
    two_dimensional: Ints


class _Elements(NamedTuple):
    """The changing elements of a block of rows under the row above it, row after row, an item each.

    `place` is row * STRIDE + column; `up_to` tells how many elements there are up to the place above it, and that place
    itself included. `starts` and `ends` are the indices of each row's first element and of its first imaginary one, for
    all rows but the one above the block.
    """

    place: Ints
    up_to: Ints
    starts: Ints
    ends: Ints


def row_bits(rows: Rows) -> RowBits:
    """Bits of each row in both codings; `rows` must hold at least one."""
    one_dimensional = np.full(len(rows), WHITE_ROW_BITS)
    two_dimensional = np.full(len(rows), WHITE_UNDER_WHITE_BITS)
    counted = _worth_counting(rows)
    above = np.zeros(ROW_BYTES, np.uint8)
    for start in range(0, len(counted), BLOCK_ROWS):
        indices = counted[start : start + BLOCK_ROWS]
        block = np.vstack((above, rows.take(indices, axis=0)))
        above = block[-1]
        one_dimensional[indices], two_dimensional[indices] = _count(_elements(block))
    return RowBits(one_dimensional, two_dimensional)


def _worth_counting(rows: Rows) -> Ints:
    """The indices of all rows but the white ones under a white one; what is above each of them is white or kept too."""
    drawn = np.zeros(len(rows) + 1, np.bool_)
    drawn[1:] = rows.view(np.uint64).any(axis=1)
    return np.flatnonzero(drawn[1:] | drawn[:-1])


def _elements(rows: Rows) -> _Elements:
    """Where a pixel differs from the one to its left; a row begins from white."""
    padded = np.zeros((len(rows), ROW_OCTETS), np.uint8)
    padded[:, :ROW_BYTES] = rows
    pixels: Rows = padded.ravel()
    octets: Rows = np.bitwise_xor(pixels, pixels >> 1, dtype=np.uint8)
    octets[1:] ^= pixels[:-1] << 7
    octets[ROW_BYTES::ROW_OCTETS] = ROW_END | (rows[:, -1] & 1) << LAST_IF_ODD

    used = np.flatnonzero(octets != 0)
    found = np.flatnonzero(np.unpackbits(octets.take(used)).view(np.bool_))
    octet = found >> 3
    place = (8 * (used - np.arange(len(used)))).take(octet)
    place += found

    total = np.zeros(len(rows) * ROW_WORDS + 1, np.intp)
    np.cumsum(np.bitwise_count(octets.view(WORD)), out=total[1:])
    in_word = (np.bitwise_count(octets).view(WORD) * BEFORE_IN_WORD).view(np.uint8)
    used -= ROW_OCTETS
    above = octets.take(used)
    up_to = (total.take(used >> 3) + in_word.take(used)).take(octet)
    up_to += ELEMENTS_UP_TO.take(above).view(np.uint8).take(found)

    row_ends = total[ROW_WORDS::ROW_WORDS]
    last = row_ends - 1
    place[last] = place[last - 1] = np.arange(len(rows)) * STRIDE + WIDTH
    ends = last[1:] - 1 - (rows[1:, -1] & 1)
    return _Elements(place, up_to, row_ends[:-1], ends)


def _count(elements: _Elements) -> tuple[Ints, Ints]:
    """Bits of each row in both codings."""
    run = elements.place.copy()
    run[1:] -= elements.place[:-1]
    run[elements.starts] -= MARGIN
    run[1::2] += STRIDE
    alone = RUN_BITS.take(run, mode="clip")
    bounds = np.column_stack((elements.starts, elements.ends + 1)).ravel()
    of_rows = [np.add.reduceat(bits, bounds, dtype=np.intp)[::2] for bits in (alone, _two_dimensional(elements, alone))]
    return of_rows[0], of_rows[1]


def _two_dimensional(elements: _Elements, alone: Bits) -> Bits:
    """Bits spent with each element as a1: passes, then vertical or horizontal mode; 0 where no code starts."""
    place, up_to, starts = elements.place, elements.up_to, elements.starts
    # a0 is the element before a1; a row starts left of its first pixel.
    b1 = np.empty_like(up_to)
    b1[1:] = up_to[:-1]
    b1[starts] = np.append(0, starts[:-1])
    b1[0] = 0
    # b1 changes to the same colour as a1.
    b1[::2] += b1[::2] & 1
    b1[1::2] |= 1
    distance = place.take(b1, mode="clip")
    distance -= place
    distance += STRIDE + VERTICAL_REACH
    # Passed are b1 and b2 when both are left of a1, and as many pairs after them as are.
    behind = np.flatnonzero(distance < VERTICAL_REACH - 1)
    above = place[behind] - STRIDE
    is_passing = place.take(b1[behind] + 1, mode="clip") < above
    passing, above = behind[is_passing], above[is_passing]
    passes = np.searchsorted(place, above) - b1[passing] >> 1
    b1[passing] += 2 * passes
    distance[passing] = place.take(b1[passing], mode="clip") - above + VERTICAL_REACH
    bits = VERTICAL_BITS.take(distance, mode="clip")
    # An imaginary element ends each row and every streak.
    bits[starts - 1] = bits[-1] = 1

    own = alone.copy()
    own[passing] = RUN_BITS.take(above - place.take(b1[passing] - 1, mode="clip") + (passing & 1) * STRIDE, mode="clip")
    at = np.flatnonzero(bits == 0)
    bits[at] = HORIZONTAL_BITS + own.take(at) + alone.take(at + 1, mode="clip")
    bits[passing] += (PASS_BITS * passes).astype(np.uint16)
    bits[_coded_before(at)] = 0
    return bits


def _coded_before(horizontal: Ints) -> Ints:
    """The elements that the horizontal mode before them has already coded: every second of a streak, and its end.

    `horizontal` are the indices of the elements that could be a1 of a horizontal mode, ascending.
    """
    is_first = np.ones(len(horizontal), np.bool_)
    np.not_equal(horizontal[1:] - horizontal[:-1], 1, out=is_first[1:])
    begins = np.flatnonzero(is_first)
    # Within a streak, the indices that are as odd or even as its first.
    of_streak = np.repeat(horizontal[begins], np.diff(begins, append=len(horizontal)))
    starting: Ints = horizontal[(horizontal ^ of_streak) & 1 == 0]
    return starting + 1
