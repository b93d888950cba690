"""Coded sizes: how many bits a page takes on the line in each coding.

Rule: the sum of a header strip's bits and its page's bits is exactly what the composed page takes. A page's count
therefore begins under the header area, and neither counts what closes the page: whoever sends adds one return to
control a page (MH: 6 x 12 bits, MR: 6 x 13, T.4 sections 4.1.4 and 4.2.4) or one EOFB (MMR: 24 bits, T.6 section 2.4).

MH: an end of line (12 bits) before every row, no fill bits. MR: an end of line and a tag bit before every row, every
second row (standard) or fourth row (fine) one-dimensional. MMR: every row against the one above, no ends of line.
Counting a dense page takes about as long as rendering it, so `formats.convert` leaves it to `measure`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fax_engine.documents.page import HEADER_ROWS, PageImage
from models.vocabulary import Coding, Resolution

if TYPE_CHECKING:
    from fax_engine.documents.run_lengths import Ints, RowBits, Rows

PARAMETER_K = {Resolution.STANDARD: 2, Resolution.FINE: 4}
"""One row in this many is coded one-dimensionally in MR (T.4 section 4.2.2)."""

END_OF_LINE_BITS = 12
TAG_BITS = 1


def coded_bits(packed: "Rows | bytes", resolution: Resolution) -> dict[Coding, int]:
    """Bits of packed rows (216 bytes each) in every coding, from a white reference row, without return to control."""
    return coded_bits_of_pieces(packed, resolution, 1)[0]


def coded_bits_of_pieces(packed: "Rows | bytes", resolution: Resolution, pieces: int) -> list[dict[Coding, int]]:
    """The same for `pieces` strips of equal height on top of each other; every one must end in a white row.

    The height of a strip must be a multiple of parameter K.
    """
    from fax_engine.documents.raster import as_rows
    from fax_engine.documents.run_lengths import row_bits

    rows = as_rows(packed)
    if not len(rows):
        return [dict.fromkeys(Coding, 0) for _ in range(pieces)]
    of_rows = _bits_of_rows(row_bits(rows), resolution)
    sums = {coding: bits.reshape(pieces, -1).sum(axis=1).tolist() for coding, bits in of_rows.items()}
    return [{coding: sums[coding][piece] for coding in Coding} for piece in range(pieces)]


def _bits_of_rows(bits: "RowBits", resolution: Resolution) -> "dict[Coding, Ints]":
    mixed = bits.two_dimensional.copy()
    mixed[:: PARAMETER_K[resolution]] = bits.one_dimensional[:: PARAMETER_K[resolution]]
    return {
        Coding.MH: bits.one_dimensional + END_OF_LINE_BITS,
        Coding.MR: mixed + (END_OF_LINE_BITS + TAG_BITS),
        Coding.MMR: bits.two_dimensional,
    }


def measure(pages: Sequence[PageImage]) -> list[PageImage]:
    """The same pages with `coded_bits` counted: a header strip's whole, a page's from under its header area on.

    What was measured before stays as it is.
    """
    return [page if page.coded_bits else replace(page, coded_bits=_counted(page)) for page in pages]


def _counted(page: PageImage) -> dict[Coding, int]:
    from fax_engine.documents.raster import unpack

    rows, header_rows = unpack(page), HEADER_ROWS[page.resolution]
    return coded_bits(rows if len(rows) == header_rows else rows[header_rows:], page.resolution)
