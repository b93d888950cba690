"""ITU-T T.4 and T.6: how many bits each row of a page takes, counted without writing them.

Rule: every changing element of every row is judged at once. Whether an element can be coded in vertical mode depends
only on its own row and the one above, never on the codes before it; only *that it is coded at all* does: horizontal
mode takes two elements. After a vertical element the next one is always coded, so within a streak of horizontal ones
every second is. That makes the count exact and a matter of array arithmetic.

Sources: T.4 tables 2 and 3 (run-length codes) and section 4.2 (two-dimensional coding), T.6 section 2.2.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fax_engine.documents.page import WIDTH

Ints = npt.NDArray[np.intp]
Rows = npt.NDArray[np.uint8]
"""Packed rows: shape (rows, 216), most significant bit leftmost, 1 = black."""

STRIDE = WIDTH + 8
"""Places in a row: an octet with the imaginary changing element after the last pixel closes every row."""

ROW_OCTETS = STRIDE // 8
ROW_END = 0x80

BLOCK_ROWS = 256

LEFT_OF = np.array([0x00, 0x80, 0xC0, 0xE0, 0xF0, 0xF8, 0xFC, 0xFE], np.uint8)
"""The bits of an octet left of the n-th."""

PASS_BITS = 4
HORIZONTAL_BITS = 3
VERTICAL_REACH = 3
VERTICAL_BITS = np.array([1, 3, 6, 7])
"""By the distance between a1 and b1, either way."""

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


RUN_BITS = np.concatenate((_run_bits(WHITE_TERMINATING, WHITE_MAKE_UP), _run_bits(BLACK_TERMINATING, BLACK_MAKE_UP)))
"""White runs at `run`, black ones at `STRIDE + run`."""


class RowBits(NamedTuple):
    """Bits of each row without row ends: coded one-dimensionally, and against the row above (white above the first)."""

    one_dimensional: Ints
    two_dimensional: Ints


class _Changes(NamedTuple):
    """The changing elements of a block of rows under the row above it, row after row.

    `octets` has a bit for each place, set where an element is; the others have one item an element: `place` is
    row * STRIDE + column, `first` the index of its row's first element, `colour` is 0 where the run that ends in it
    is white and STRIDE where it is black, `run` that run's length. `rows` is the index of each row's first, without
    the row above.
    """

    octets: Rows
    place: Ints
    first: Ints
    colour: Ints
    run: Ints
    rows: Ints


def row_bits_one_dimensional(rows: Rows) -> Ints:
    """Bits of each row in T.4's one-dimensional coding, without end of line; `rows` must hold at least one."""
    return np.concatenate([_add_up(_one_dimensional(changes), changes) for changes in _blocks(rows)])


def row_bits(rows: Rows) -> RowBits:
    """Bits of each row in both codings; `rows` must hold at least one."""
    counted = [
        (_add_up(_one_dimensional(changes), changes), _add_up(_two_dimensional(changes), changes))
        for changes in _blocks(rows)
    ]
    one_dimensional, two_dimensional = zip(*counted, strict=True)
    return RowBits(np.concatenate(one_dimensional), np.concatenate(two_dimensional))


def _add_up(bits: Ints, changes: _Changes) -> Ints:
    return np.add.reduceat(bits, changes.rows)


def _blocks(rows: Rows) -> Iterator[_Changes]:
    """A page in pieces that the processor's cache holds, which halves the time."""
    above = np.zeros(rows.shape[1], np.uint8)
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS]
        yield _changes(np.vstack((above, block)))
        above = block[-1]


def _changes(rows: Rows) -> _Changes:
    """Where a pixel differs from the one to its left; a row begins from white."""
    octets = np.empty((len(rows), ROW_OCTETS), np.uint8)
    octets[:, :-1] = rows ^ rows >> 1
    octets[:, 1:-1] ^= rows[:, :-1] << 7
    octets[:, -1] = ROW_END
    count = np.bitwise_count(octets).sum(axis=1, dtype=np.intp)
    flat: Rows = octets.ravel()
    used = np.flatnonzero(flat != 0)
    found = np.flatnonzero(np.unpackbits(flat[used]).view(np.bool_))
    place = used.take(found >> 3) * 8 + (found & 7)
    starts = np.cumsum(count) - count
    first = np.repeat(starts, count)
    colour = (np.arange(len(place)) - first & 1) * STRIDE
    run = np.diff(place, prepend=0)
    run[starts] = place[starts] % STRIDE
    return _Changes(flat, place, first, colour, run, starts[1:])


def _one_dimensional(changes: _Changes) -> Ints:
    return RUN_BITS.take(changes.run + changes.colour)


def _two_dimensional(changes: _Changes) -> Ints:
    """Bits spent with each element as a1: passes, then vertical or horizontal mode; 0 where no code starts."""
    place, first, colour = changes.place, changes.first, changes.colour
    above = np.maximum(place - STRIDE, 0)
    before_a1 = _elements_before(changes.octets, above)
    # Up to and including a0, which is the element before a1; a row starts left of its first pixel.
    b1 = np.empty_like(before_a1)
    b1[1:] = before_a1[:-1] + (place.take(before_a1[:-1]) == above[:-1])
    b1[changes.rows] = np.append(0, changes.rows[:-1])
    b1[0] = 0
    # b1 changes to the same colour as a1.
    b1 += colour.take(b1) != colour
    passes = np.maximum(before_a1 - b1, 0) >> 1
    b1 += 2 * passes
    distance = np.abs(above - place.take(np.minimum(b1, np.maximum(first - 1, 0))))
    horizontal = distance > VERTICAL_REACH

    run = changes.run.copy()
    passed = np.flatnonzero(passes)
    run[passed] = above[passed] - place[b1[passed] - 1]
    bits = VERTICAL_BITS.take(distance, mode="clip")
    at = np.flatnonzero(horizontal)
    bits[at] = HORIZONTAL_BITS + RUN_BITS.take(run[at] + colour[at]) + _following_run(changes, at)
    bits += PASS_BITS * passes
    bits[_coded_as_a2(at, first)] = 0
    return bits


def _elements_before(octets: Rows, places: Ints) -> Ints:
    """How many elements there are at lower places: whole octets by running count, then the bits left in the last."""
    count = np.bitwise_count(octets)
    octet = places >> 3
    left = octets.take(octet) & LEFT_OF.take(places & 7)
    before: Ints = (np.cumsum(count, dtype=np.intp) - count).take(octet) + np.bitwise_count(left)
    return before


def _following_run(changes: _Changes, at: Ints) -> Ints:
    """Bits of the run after each element, empty after a row's last one."""
    following = np.append(changes.run, 0)
    following[changes.rows] = 0
    return RUN_BITS.take(following[at + 1] + STRIDE - changes.colour[at])


def _coded_as_a2(horizontal: Ints, first: Ints) -> Ints:
    """The elements that the horizontal mode before them has already coded: every second of a streak, and its end.

    `horizontal` are the indices of the elements that could be a1 of a horizontal mode, ascending.
    """
    index = np.arange(len(horizontal))
    begins = np.append(True, (np.diff(horizontal) != 1) | (first[horizontal[1:]] == horizontal[1:]))[: len(horizontal)]
    since = index - np.maximum.accumulate(np.where(begins, index, 0))
    starting = horizontal[(since & 1) == 0]
    following = starting + 1
    following = following[following < len(first)]
    skipped: Ints = following[first[following] != following]
    return skipped
