"""The chain of a TIFF's pages, read from its directories alone, before anything is decoded.

Rule: every page's image data must lie within the file, and the chain must end: libraries repair or cut short what
does not, and pages would be missing silently. Source: TIFF 6.0, section 2; BigTIFF differs in the width of its fields.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from fax_engine.documents.page import DocumentError
from fax_engine.reasons import Why

KIND = "TIFF"

BYTE_ORDERS = {b"II": "<", b"MM": ">"}
CLASSIC, BIG = 42, 43

TYPE_CODES = {3: "H", 4: "L", 16: "Q"}
"""SHORT, LONG and LONG8, the types that an offset or a byte count may have."""

DATA_TAGS = ((273, 279), (324, 325))
"""Offsets and byte counts of strips, and of tiles."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """The struct codes of one kind of TIFF: an offset, the number of entries, and an entry's tag, type and count."""

    offset: str
    entries: str
    entry: str
    first: int


SHAPES = {CLASSIC: _Shape("L", "H", "HHL", 4), BIG: _Shape("Q", "Q", "HHQ", 8)}
"""`first` is where the offset of the first directory stands."""


def count_pages(content: bytes, limit: int) -> int:
    """How many pages the TIFF has, at least 1; raises `DocumentError` for a broken chain or more than `limit`."""
    seen: set[int] = set()
    try:
        for offset in _directories(content):
            if offset in seen:
                raise DocumentError(Why.PAGES_IN_CIRCLES, kind=KIND)
            seen.add(offset)
            if len(seen) > limit:
                raise DocumentError(Why.TOO_MANY_PAGES, kind=KIND, most=limit)
    except (struct.error, OverflowError) as error:
        raise DocumentError(Why.CUT_OFF_OR_BROKEN, kind=KIND) from error
    if not seen:
        raise DocumentError(Why.NO_PAGES, kind=KIND)
    return len(seen)


def _directories(content: bytes) -> Iterator[int]:
    """The offset of each directory, its data checked; endless when the chain goes in circles."""
    order = BYTE_ORDERS.get(content[:2])
    shape = SHAPES.get(struct.unpack_from(f"{order}H", content, 2)[0]) if order else None
    if order is None or shape is None:
        raise DocumentError(Why.NONE_SUCH, kind=KIND)
    offset = _number(content, order + shape.offset, shape.first)
    while offset:
        yield offset
        offset = _read(content, order, shape, offset)


def _read(content: bytes, order: str, shape: _Shape, offset: int) -> int:
    """Check a directory and answer the offset of the next, 0 after the last."""
    values: dict[int, tuple[int, ...]] = {}
    size = struct.calcsize(order + shape.entry + shape.offset)
    count = _number(content, order + shape.entries, offset)
    start = offset + struct.calcsize(order + shape.entries)
    for entry in range(start, start + count * size, size):
        tag, kind, number = struct.unpack_from(order + shape.entry, content, entry)
        if kind in TYPE_CODES and any(tag in pair for pair in DATA_TAGS):
            values[tag] = _values(content, order, shape, entry, f"{order}{number}{TYPE_CODES[kind]}")
    for offsets, counts in DATA_TAGS:
        for begin, length in zip(values.get(offsets, ()), values.get(counts, ()), strict=False):
            if begin + length > len(content):
                raise DocumentError(Why.CUT_OFF, kind=KIND)
    return _number(content, order + shape.offset, start + count * size)


def _values(content: bytes, order: str, shape: _Shape, entry: int, code: str) -> tuple[int, ...]:
    """An entry's values, which stand in the entry where they fit and elsewhere where they do not."""
    field = entry + struct.calcsize(order + shape.entry)
    if struct.calcsize(code) > struct.calcsize(order + shape.offset):
        field = _number(content, order + shape.offset, field)
    return struct.unpack_from(code, content, field)


def _number(content: bytes, code: str, offset: int) -> int:
    (number,) = struct.unpack_from(code, content, offset)
    assert isinstance(number, int)
    return number
