"""What is on paper at the other end of a line: pages coded, damaged as the line damaged them, and read again.

Rule: every pixel comes out of the octets that arrived. A damaged row is one of which a bit was turned, such that a
receiver cannot read it and its end stays where it was; octets that were lost are left out; what came before a page
broke off is read up to the last row that is whole.
"""

import numpy as np
import numpy.typing as npt

from fax_engine.arrival import Arrival
from fax_engine.documents.coding import END_OF_LINE_BITS, TAG_BITS, bits_of_rows
from fax_engine.documents.damaged_coding import ROW_END, RowReader, changes_of, read
from fax_engine.documents.line_coding import decode, encode
from fax_engine.documents.line_rows import on_line
from fax_engine.documents.page import ROW_BYTES, PageImage
from fax_engine.documents.preview import DressedPage, compose
from fax_engine.documents.raster import compress
from fax_engine.documents.run_lengths import Ints, Rows, row_bits
from models.vocabulary import Coding

BitArray = npt.NDArray[np.uint8]
"""An item a bit, in the order of the line."""


def on_paper(sent: DressedPage, arrival: Arrival) -> PageImage | None:
    """A page as it came out of the machine; None when no row of it could be read."""
    page, strip = sent
    rows = np.frombuffer(compose(page, strip), np.uint8).reshape(-1, ROW_BYTES)
    printed = as_printed(on_line(rows, page.resolution, arrival.resolution, arrival.shrunk_to), arrival)
    return PageImage(len(printed), arrival.resolution, compress(printed), {}) if len(printed) else None


def as_printed(rows: Rows, arrival: Arrival) -> Rows:
    """Packed rows of a whole page, at the resolution on the line, as the other end prints them."""
    octets = encode(rows, arrival.coding, arrival.resolution)
    if arrival.is_whole:
        return decode(octets, arrival.coding, len(rows))
    bits = np.unpackbits(np.frombuffer(octets, np.uint8))
    if arrival.lost:
        return read(_text(_without(bits, arrival)), arrival.coding)
    sizes = bits_of_rows(row_bits(rows), arrival.resolution)[arrival.coding]
    for row in sorted(arrival.bad_rows):
        _spoil(bits, rows, row, sizes, arrival.coding)
    if arrival.broken_off_after is not None:
        bits = bits[: _bits_before(arrival.broken_off_after, sizes, arrival.least_row_bits)]
    return read(_text(bits), arrival.coding)


def _text(bits: BitArray) -> str:
    return (bits + ord("0")).tobytes().decode()


def _without(bits: BitArray, arrival: Arrival) -> BitArray:
    """What is left when octets never came; in MMR nothing after the first of them means anything."""
    if arrival.coding is Coding.MMR:
        return bits[: 8 * min(first for first, _ in arrival.lost)]
    came = np.ones(len(bits), np.bool_)
    for first, behind in arrival.lost:
        came[8 * first : 8 * behind] = False
    return bits[came]


def _bits_before(line_bits: float, sizes: Ints, least: float) -> int:
    """How many bits of the coded page came, when so many came with the fill between its rows."""
    on_the_line = np.maximum(sizes, least).cumsum()
    whole = int(np.searchsorted(on_the_line, line_bits, "right"))
    begun = line_bits - (on_the_line[whole - 1] if whole else 0)
    return int(sizes[:whole].sum() + (min(begun, sizes[whole]) if whole < len(sizes) else begun))


def _spoil(bits: BitArray, rows: Rows, row: int, sizes: Ints, coding: Coding) -> None:
    """Turn one bit of a row, as near to its middle as makes it unreadable and leaves every end of line in its place."""
    begin = int(sizes[:row].sum())
    end = begin + int(sizes[row])
    window = slice(begin, end + END_OF_LINE_BITS)
    ends = _ends_of_lines(bits[window])
    content = begin + END_OF_LINE_BITS + (TAG_BITS if coding is Coding.MR else 0)
    is_plain = coding is Coding.MH or bits[content - 1] == 1
    above = changes_of(rows[row - 1]) if row else []
    reader = RowReader()
    for place in sorted(range(content, end), key=lambda place: abs(2 * place - content - end)):
        bits[place] ^= 1
        came = _text(bits[content : window.stop - 1])
        is_read = reader.one_dimensional(came) if is_plain else reader.against(came, above)
        if is_read is None and _ends_of_lines(bits[window]) == ends and (not is_plain or "1" in came):
            return
        bits[place] ^= 1


def _ends_of_lines(bits: BitArray) -> list[int]:
    return [found.end() for found in ROW_END.finditer(_text(bits))]
