"""A fax page: a bi-level image 1728 pixels wide, and the header line that goes on top of it.

Rule: the first `HEADER_ROWS` of every page are left white for the header line, and a header strip ends in two white
rows. So a page and its header are coded apart, and their coded bits add up exactly: the coder starts the page's first
row from a white reference line either way (ITU-T T.4 section 4.2, T.6 section 2.2), also where only every other row is
sent. A page's count therefore leaves out its header area: what the line carries is the strip's bits and the page's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fax_engine.reasons import Reasoned
from models.vocabulary import Coding, Resolution

WIDTH = 1728
"""Pixels in a scan line (ITU-T T.4, 215 mm)."""

ROW_BYTES = WIDTH // 8

DOTS_PER_INCH = 204
"""Across; down it is the resolution's `lines_per_inch`."""

HEADER_ROWS = {Resolution.STANDARD: 20, Resolution.FINE: 40}
"""Rows kept for the header line; multiples of T.4's parameter K (2 and 4), so that MR restarts at the page's first."""

LETTER_ROWS = {Resolution.STANDARD: 1078, Resolution.FINE: 2156}


@dataclass(frozen=True, slots=True)
class PageImage:
    """Rows of 216 bytes, most significant bit leftmost, 1 = black, compressed with zlib. `rows` counts the header area.

    Also used for a header strip, which is `HEADER_ROWS` high; no page is as short. `coded_bits` are a strip's as it was
    made, in each coding at its own resolution; a page is counted when a call asks (`fax_engine.counting`).
    """

    rows: int
    resolution: Resolution
    bits: bytes
    coded_bits: Mapping[Coding, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: pages, and pixels of one picture before it is scaled."""

    pages: int = 2_000
    pixels: int = 200_000_000


class DocumentError(Reasoned):
    """A document cannot become fax pages."""
