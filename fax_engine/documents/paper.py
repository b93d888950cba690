"""What is on paper at the other end of a line, as files that people open; for a worker.

Rule: a sheet is a page as it was sent and what became of it. The libraries behind are loaded where the work is done.
"""

from collections.abc import Sequence

from fax_engine.arrival import Arrival
from fax_engine.documents.preview import DressedPage, to_png, to_tiff

Sheet = tuple[DressedPage, Arrival]


def tiff_on_paper(sheets: Sequence[Sheet]) -> bytes | None:
    """The pages of which something can be seen, as a TIFF; None when there are none."""
    from fax_engine.documents.on_paper import on_paper

    found = [page for sheet in sheets if (page := on_paper(*sheet)) is not None]
    return to_tiff([(page, None) for page in found]) if found else None


def png_on_paper(sheets: Sequence[Sheet]) -> bytes | None:
    """The first of these pages as a PNG; None when nothing of it can be seen."""
    from fax_engine.documents.on_paper import on_paper

    page = on_paper(*sheets[0])
    return to_png(page) if page is not None else None
