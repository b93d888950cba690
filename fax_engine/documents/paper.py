"""What is on paper at the other end of a line, as pages and as pictures; for a worker.

Rule: a sheet is a page as it was sent and what became of it. The libraries behind are loaded where the work is done.
"""

from collections.abc import Sequence

from fax_engine.arrival import Arrival
from fax_engine.documents.drawn_page import StoredPage
from fax_engine.documents.page import PageImage
from fax_engine.documents.preview import DressedPage, to_png

Sheet = tuple[DressedPage, Arrival]


def pages_on_paper(sheets: Sequence[Sheet]) -> list[DressedPage]:
    """The pages of which something can be seen, in order."""
    from fax_engine.documents.on_paper import on_paper

    return [(page, None) for sheet in sheets if (page := on_paper(*sheet)) is not None]


def can_be_seen(sheets: Sequence[Sheet]) -> list[bool]:
    """For each page, whether anything of it can be seen."""
    from fax_engine.documents.on_paper import on_paper

    return [on_paper(*sheet) is not None for sheet in sheets]


def pages_that_came(sent: Sequence[StoredPage], arrivals: Sequence[Arrival]) -> list[PageImage]:
    """What came of these pages, each of which has its arrival, to a machine that keeps them."""
    sheets = [((page.page, page.strip), arrival) for page, arrival in zip(sent, arrivals, strict=True)]
    return [page for page, _ in pages_on_paper(sheets)]


def png_on_paper(sheet: Sheet) -> bytes | None:
    """A page as a PNG; None when nothing of it can be seen."""
    from fax_engine.documents.on_paper import on_paper

    page = on_paper(*sheet)
    return to_png(page) if page is not None else None
