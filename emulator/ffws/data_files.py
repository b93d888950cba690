"""`/data`: the files that answers link to, cover-page templates and previews (URLs: developer guide pages 6 and 7)."""

import re

from emulator.ffws.links import parse_entry_key, parse_fax_key
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import Problem, not_found
from emulator.ffws.request import Request
from fax_engine.documents.page import HEADER_ROWS, PageImage
from fax_engine.documents.preview import preview as make_preview
from fax_engine.grades import Grade
from fax_engine.workshop import WorkerLost
from models.store import Work
from models.vocabulary import Resolution

_PREVIEW_NAME = re.compile(r"([0-9A-Fa-f]{8})-([0-9A-Fa-f]{4})\.pdf")

PDF = b"application/pdf"


@operation("GET", "/data/cover_pages/{name}", title="Viewing Cover Pages", grade=Grade.GUIDE, statuses=(200, 404))
def view_cover_page(request: Request) -> Answer:
    """A template on the unit, as it is."""
    with request.unit.context.work() as work:
        template = work.documents.find_cover_page(request.values["name"])
    if template is None:
        raise not_found("cover page not found")
    return Answer(body=template, content_type=PDF)


@operation("GET", "/data/preview/{name}", title="Viewing Fax Entries", grade=Grade.GUIDE, statuses=(200, 404))
async def view_preview(request: Request) -> Answer:
    """Exactly the pages that go out to one recipient; there are none before they are made."""
    with request.unit.context.work() as work:
        pages = _pages(request, work)
    try:
        body = await request.unit.work_elsewhere(make_preview, pages)
    except (WorkerLost, OSError) as error:  # the fax is as it was, and the next request may have more luck
        raise not_found("preview not available") from error
    return Answer(body=body, content_type=PDF)


OPERATIONS = (view_cover_page, view_preview)


def _pages(request: Request, work: Work) -> list[tuple[PageImage, PageImage]]:
    named = _PREVIEW_NAME.fullmatch(request.values["name"])
    if named is None:
        raise _no_preview()
    fax_key, entry_number = parse_fax_key(named[1]), parse_entry_key(named[2])
    assert fax_key is not None
    assert entry_number is not None
    entry = work.faxes.find_entry(fax_key, entry_number)
    if entry is None or not (request.caller.is_admin or entry.fax.username == request.caller.username):
        raise _no_preview()
    images = work.faxes.page_images(entry.id)
    if not images:
        raise _no_preview()
    return [
        (PageImage(rows, resolution, bits, {}), _strip(resolution, header_bits))
        for rows, resolution, bits, header_bits in images
    ]


def _strip(resolution: Resolution, bits: bytes) -> PageImage:
    return PageImage(HEADER_ROWS[resolution], resolution, bits, {})


def _no_preview() -> Problem:
    return not_found("preview not found")
