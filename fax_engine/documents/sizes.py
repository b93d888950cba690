"""What stored pages take on the line: the errand of a worker process that counts them.

Rule: pages go there as they are stored, and only the numbers come back; the counting itself is `coding`'s.
"""

from collections.abc import Sequence
from typing import NamedTuple

from fax_engine.line_pages import Sizing
from models.vocabulary import Resolution


class Uncounted(NamedTuple):
    """A page or a header strip: its packed rows, compressed, and how many on top are not its own."""

    bits: bytes
    resolution: Resolution
    header_rows: int = 0


def count(pieces: Sequence[Uncounted], sizing: Sizing) -> list[int]:
    """Bits of each on the line, without return to control or end of block."""
    from fax_engine.documents.coding import bits_on_line
    from fax_engine.documents.raster import uncompress

    return [bits_on_line(uncompress(piece.bits)[piece.header_rows :], piece.resolution, sizing) for piece in pieces]
