"""Pages as the octets that go over the line, and back: T.4 one- and two-dimensional coding (MH, MR) and T.6 (MMR).

Rule: what is written is exactly what `coding` counted: an end of line before every row (not in MMR), no fill bits, one
return to control or end of block after the last row, then zeros to the next octet. The first bit sent is the highest
of the first octet. libtiff does the coding; a directory around the data tells it everything (TIFF 6.0, section 11).
Only whole pages are read: of a damaged one libtiff makes what it likes, and says so on the standard error stream.
"""

from io import BytesIO
from struct import pack
from typing import TYPE_CHECKING

import numpy as np

from fax_engine.documents.coding import END_OF_LINE_BITS, TAG_BITS, bits_of_rows
from fax_engine.documents.page import DOTS_PER_INCH, WIDTH
from fax_engine.documents.run_lengths import Rows, row_bits
from models.vocabulary import Coding, Resolution

if TYPE_CHECKING:
    from PIL import Image

END_OF_LINE = "0" * 11 + "1"

ENDINGS = {Coding.MH: END_OF_LINE * 6, Coding.MR: (END_OF_LINE + "1") * 6, Coding.MMR: END_OF_LINE * 2}
"""Return to control (T.4 sections 4.1.4 and 4.2.4), and the end of a facsimile block (T.6 section 2.4)."""

COMPRESSIONS = {Coding.MH: (3, 0), Coding.MR: (3, 1), Coding.MMR: (4, 0)}
"""TIFF's Compression and T4Options (TIFF 6.0, section 11): 3 is T.4 with the two-dimensional bit, 4 is T.6."""

LIBRARY_NAMES = {Coding.MH: "group3", Coding.MR: "group3", Coding.MMR: "group4"}

LONGEST_PAGE = 20_000
"""Rows that are looked for in MMR, which has no row ends: more than a metre of paper at the finest resolution."""

ROWS_PER_STRIP, PHOTOMETRIC, T4_OPTIONS, STRIP_OFFSETS, STRIP_BYTES = 278, 262, 292, 273, 279
WHITE_IS_ZERO = 0

SHORT, LONG = 3, 4


def encode(rows: Rows, coding: Coding, resolution: Resolution) -> bytes:
    """The octets of a whole page of packed rows (at least one), its ending included."""
    bits = int(bits_of_rows(row_bits(rows), resolution)[coding].sum())
    octets = np.frombuffer(_by_library(rows, coding, resolution), np.uint8)
    whole = np.unpackbits(octets)[:bits]
    ending = np.frombuffer(_as_octets(ENDINGS[coding]), np.uint8)
    return np.packbits(np.concatenate((whole, ending))).tobytes()


def decode(octets: bytes, coding: Coding, most_rows: int = LONGEST_PAGE) -> Rows:
    """The packed rows of a whole page, fill bits or not. Raises `ValueError` for what holds no row.

    `most_rows` spares looking for more in MMR, which takes its time.
    """
    if coding is not Coding.MMR:
        return _rows_of(octets, coding, _rows_between_ends(octets, coding))
    bits = np.unpackbits(np.frombuffer(octets, np.uint8)).tobytes()
    coded = bits.find(_as_octets(ENDINGS[coding]))
    if coded <= 0:
        raise ValueError("a page without rows or without an end")
    # No row takes less than a bit.
    rows = _rows_of(octets, coding, min(coded, most_rows))
    taken = bits_of_rows(row_bits(rows), Resolution.FINE)[coding].cumsum()
    return rows[: int(np.searchsorted(taken, coded)) + 1]


def _as_octets(bits: str) -> bytes:
    """An octet for each bit, as `unpackbits` makes them."""
    return bits.encode().translate(bytes.maketrans(b"01", b"\0\1"))


def _rows_between_ends(octets: bytes, coding: Coding) -> int:
    """How many ends of line have a row behind them; those behind a return to control are no rows."""
    bits = np.unpackbits(np.frombuffer(octets, np.uint8))
    ones = np.flatnonzero(bits)
    ends = np.flatnonzero(np.diff(ones, prepend=-1) >= END_OF_LINE_BITS)
    behind = np.diff(ends, append=len(ones)) - 1
    if coding is Coding.MR:
        behind -= bits.take(ones[ends] + TAG_BITS, mode="clip")
    is_row = behind > 0
    page_end = np.flatnonzero(~is_row[:-1] & ~is_row[1:])[:1]
    return int(np.count_nonzero(is_row[: page_end[0] if len(page_end) else None]))


def _rows_of(octets: bytes, coding: Coding, rows: int) -> Rows:
    from PIL import Image, UnidentifiedImageError

    if not rows:
        raise ValueError("a page without rows")
    try:
        with Image.open(BytesIO(_with_directory(octets, coding, rows))) as picture:
            picture.load()
            return np.packbits(~np.asarray(picture, np.bool_), axis=1)
    except (OSError, UnidentifiedImageError) as fault:
        raise ValueError("a page that cannot be read") from fault


def _by_library(rows: Rows, coding: Coding, resolution: Resolution) -> bytes:
    from PIL import Image

    # Told that white is zero, Pillow would turn every pixel by itself, which takes a second a page; the code is the
    # same.
    picture = Image.frombytes("1", (WIDTH, len(rows)), rows.tobytes(), "raw", "1")
    information = {ROWS_PER_STRIP: len(rows), T4_OPTIONS: COMPRESSIONS[coding][1]}
    if coding is Coding.MMR:
        del information[T4_OPTIONS]
    file = BytesIO()
    # The resolution makes the library choose parameter K: 2 up to 150 lines/inch, then 4, as T.4 has it.
    dots = DOTS_PER_INCH, resolution.lines_per_inch
    picture.save(file, "TIFF", compression=LIBRARY_NAMES[coding], tiffinfo=information, dpi=dots)
    with Image.open(file) as written:
        start, length = _strip(written)
    return file.getvalue()[start : start + length]


def _strip(written: "Image.Image") -> tuple[int, int]:
    """Where the one strip of a TIFF lies."""
    tags = written.tag_v2  # type: ignore[attr-defined]
    (start,), (length,) = tags[STRIP_OFFSETS], tags[STRIP_BYTES]
    return start, length


def _with_directory(octets: bytes, coding: Coding, rows: int) -> bytes:
    """A TIFF of one strip around the octets."""
    compression, options = COMPRESSIONS[coding]
    entries = [
        (256, LONG, WIDTH),
        (257, LONG, rows),
        (258, SHORT, 1),
        (259, SHORT, compression),
        (PHOTOMETRIC, SHORT, WHITE_IS_ZERO),
        (STRIP_OFFSETS, LONG, 8),
        (277, SHORT, 1),
        (ROWS_PER_STRIP, LONG, rows),
        (STRIP_BYTES, LONG, len(octets)),
        *([(T4_OPTIONS, LONG, options)] if coding is not Coding.MMR else []),
    ]
    data = octets + b"\0" * (len(octets) % 2)
    directory = b"".join(pack("<HHLL", tag, kind, 1, value) for tag, kind, value in entries)
    return pack("<2sHL", b"II", 42, 8 + len(data)) + data + pack("<H", len(entries)) + directory + pack("<L", 0)
