"""Packed rows become pages, and pages are counted: how many bits they take on the line.

Rule: the sum of a header strip's bits and its page's bits is exactly what the composed page takes. A page's count
therefore begins under the header area, and neither counts what closes the page: whoever sends adds one return to
control a page (MH: 6 x 12 bits, MR: 6 x 13, T.4 sections 4.1.4 and 4.2.4) or one EOFB (MMR: 24 bits, T.6 section 2.4).

MH: an end of line (12 bits) before every row. MR: an end of line and a tag bit before every row, every second row
(standard) or fourth row (fine) one-dimensional. MMR: every row against the one above, no ends of line. Which rows are
sent is `line_rows`' to say. Fill bits make every row that is shorter as long as is asked for, its end of line included
(T.4 section 4.1.2).
"""

import numpy as np

from fax_engine.documents.line_rows import piece_on_line
from fax_engine.documents.page import HEADER_ROWS, PageImage
from fax_engine.documents.raster import Black, compress
from fax_engine.documents.run_lengths import Ints, RowBits, Rows, row_bits
from fax_engine.line_pages import Sizing
from models.vocabulary import Coding, Resolution

PARAMETER_K = {Resolution.STANDARD: 2, Resolution.FINE: 4}
"""One row in this many is coded one-dimensionally in MR (T.4 section 4.2.2)."""

END_OF_LINE_BITS = 12
TAG_BITS = 1


def page_of(rows: Rows, resolution: Resolution) -> PageImage:
    """A page of packed rows, header area included; raises `ValueError` when it is no longer than that."""
    if len(rows) <= HEADER_ROWS[resolution]:
        raise ValueError("a page is longer than its header area")
    return PageImage(len(rows), resolution, compress(rows))


def page_of_black(black: Black, resolution: Resolution) -> PageImage:
    """A page of 1728 pixels a row."""
    return page_of(np.packbits(black, axis=1), resolution)


def header_strips(rows: Rows, resolution: Resolution) -> list[PageImage]:
    """Strips of `HEADER_ROWS` packed rows, given on top of each other; every one must end in two white rows.

    They are counted as they are made, without fill bits: all of a fax cost what one errand more would.
    """
    height = HEADER_ROWS[resolution]
    counted = coded_bits_of_pieces(rows, resolution, len(rows) // height)
    return [
        PageImage(height, resolution, compress(rows[number * height : (number + 1) * height]), bits)
        for number, bits in enumerate(counted)
    ]


def coded_bits(rows: Rows, resolution: Resolution) -> dict[Coding, int]:
    """Bits of packed rows (at least one) in every coding, from a white reference row, without return to control."""
    return coded_bits_of_pieces(rows, resolution, 1)[0]


def coded_bits_of_pieces(rows: Rows, resolution: Resolution, pieces: int) -> list[dict[Coding, int]]:
    """The same for `pieces` strips of equal height on top of each other; every one must end in a white row.

    The height of a strip must be a multiple of parameter K.
    """
    of_rows = bits_of_rows(row_bits(rows), resolution)
    sums = {coding: bits.reshape(pieces, -1).sum(axis=1).tolist() for coding, bits in of_rows.items()}
    return [{coding: sums[coding][piece] for coding in Coding} for piece in range(pieces)]


def bits_of_rows(bits: RowBits, resolution: Resolution) -> dict[Coding, Ints]:
    """Bits of each row in every coding, its end of line in front included; `bits` are those of the rows alone."""
    mixed = bits.two_dimensional.copy()
    mixed[:: PARAMETER_K[resolution]] = bits.one_dimensional[:: PARAMETER_K[resolution]]
    return {
        Coding.MH: bits.one_dimensional + END_OF_LINE_BITS,
        Coding.MR: mixed + (END_OF_LINE_BITS + TAG_BITS),
        Coding.MMR: bits.two_dimensional,
    }


def bits_on_line(rows: Rows, own: Resolution, sizing: Sizing) -> int:
    """Bits of packed rows (at least one) of resolution `own`, a header strip's or those of a page without its header
    area, as `coded_bits` counts them, with fill bits if there are."""
    sent = piece_on_line(rows, own, sizing.resolution, sizing.most_rows)
    bits = bits_of_rows(row_bits(sent), sizing.resolution)[sizing.coding]
    return int(np.maximum(bits, sizing.least_bits).sum())
