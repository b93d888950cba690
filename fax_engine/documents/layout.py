"""Where on a fax page the content of a document goes.

Rule: content keeps its aspect ratio, lies below the header area and is centred across. A page is as long as its
content at full width, but at least Letter and at most `LONGEST` inches; what does not fit below the header is made
smaller. A landscape page wider than the paper is turned upright, which makes it bigger.
"""

from dataclasses import dataclass

from fax_engine.documents.page import DOTS_PER_INCH, HEADER_ROWS, LETTER_ROWS, WIDTH
from models.vocabulary import Resolution

LONGEST = 14
"""Inches, which is Legal."""

PAPER_WIDTH = 8.6
"""Inches: Letter and a little tolerance."""

LANDSCAPE = 1.1
"""From this ratio of width to height on, a page is worth turning."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The content's rectangle on the page and the page's length, in pixels and rows."""

    left: int
    top: int
    width: int
    height: int
    page_rows: int


def is_turned(width: float, height: float) -> bool:
    """True for content of this size (inches) that is bigger when it stands upright."""
    return width > PAPER_WIDTH and width > LANDSCAPE * height


def place(width: float, height: float, resolution: Resolution, *, fill_width: bool) -> Placement:
    """Place content of this size (inches, above 0), widened to the paper's width if `fill_width`."""
    across = WIDTH if fill_width else min(width * DOTS_PER_INCH, WIDTH)
    down = across * height / width * resolution.lines_per_inch / DOTS_PER_INCH
    top = HEADER_ROWS[resolution]
    page_rows = round(min(max(down, LETTER_ROWS[resolution]), LONGEST * resolution.lines_per_inch))
    scale = min(1.0, (page_rows - top) / down)
    columns, rows = max(1, round(across * scale)), max(1, round(down * scale))
    return Placement((WIDTH - columns) // 2, top, columns, rows, page_rows)
