"""`/data`: the files that answers link to: cover-page templates, previews (URLs: guide pages 6 and 7), received
faxes."""

import re

from emulator.ffws.links import INBOUND_FAX, parse_entry_key, parse_fax_key, parse_id
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import forbidden, not_found
from emulator.ffws.request import Request
from fax_engine.documents.preview import preview as make_preview
from fax_engine.documents.preview import to_tiff
from fax_engine.grades import Grade
from fax_engine.kept_pages import received_pages, sent_pages
from fax_engine.piece_of_work import WorkerLost
from models.fax import FaxEntry
from models.store import Work

_PREVIEW_NAME = re.compile(r"([0-9A-Fa-f]{8})-([0-9A-Fa-f]{4})\.pdf")

_INBOUND_NAME = re.compile(r"([0-9]{1,18})\.(pdf|tiff)")

PDF = b"application/pdf"
TIFF = b"image/tiff"


@operation("GET", "/data/cover_pages/{name}", title="Viewing Cover Pages", grade=Grade.GUIDE, statuses=(200, 404))
def view_cover_page(request: Request) -> Answer:
    """A template on the unit, as it is."""
    with request.unit.context.work() as work:
        template = work.documents.find_cover_page(request.values["name"])
    if template is None:
        raise not_found(request.texts.cover_page_not_found)
    return Answer(body=template, content_type=PDF)


@operation("GET", "/data/preview/{name}", title="Viewing Fax Entries", grade=Grade.GUIDE, statuses=(200, 404))
async def view_preview(request: Request) -> Answer:
    """Exactly the pages that go out to one recipient; there are none before they are made."""
    with request.unit.context.work() as work:
        entry = _own_entry(request, work)
        is_complete = not entry.pages or work.faxes.has_pages(entry.id)
    if not is_complete:
        await request.unit.complete(entry)
    with request.unit.context.work() as work:
        pages = sent_pages(work, _own_entry(request, work).id)
    if not pages:
        raise not_found(request.texts.preview_not_found)
    try:
        body = await request.unit.work_elsewhere(make_preview, pages)
    except (WorkerLost, OSError) as error:  # the fax is as it was, and the next request may have more luck
        raise not_found(request.texts.preview_not_available) from error
    return Answer(body=body, content_type=PDF)


@operation(
    "GET",
    INBOUND_FAX,
    title="Viewing Inbound Fax Logs",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403, 404),
)
async def view_inbound_fax(request: Request) -> Answer:
    """The confirmed pages of a received fax as they arrived, as a PDF or a TIFF; for administrators."""
    if not request.caller.is_admin:
        raise forbidden()
    named = _INBOUND_NAME.fullmatch(request.values["name"])
    number = parse_id(named[1]) if named else None
    if named is None or number is None:
        raise not_found(request.texts.inbound_fax_not_found)
    with request.unit.context.work() as work:
        pages = received_pages(work, number)
    if not pages:
        raise not_found(request.texts.inbound_fax_not_found)
    is_pdf = named[2] == "pdf"
    try:
        body = await request.unit.work_elsewhere(make_preview if is_pdf else to_tiff, pages)
    except (WorkerLost, OSError) as error:
        raise not_found(request.texts.inbound_fax_not_available) from error
    return Answer(body=body, content_type=PDF if is_pdf else TIFF)


OPERATIONS = (view_cover_page, view_preview, view_inbound_fax)


def _own_entry(request: Request, work: Work) -> FaxEntry:
    named = _PREVIEW_NAME.fullmatch(request.values["name"])
    if named is None:
        raise not_found(request.texts.preview_not_found)
    fax_key, entry_number = parse_fax_key(named[1]), parse_entry_key(named[2])
    assert fax_key is not None
    assert entry_number is not None
    entry = work.faxes.find_entry(fax_key, entry_number)
    if entry is None or not (request.caller.is_admin or entry.fax.username == request.caller.username):
        raise not_found(request.texts.preview_not_found)
    if not entry.is_kept:
        raise not_found(request.texts.preview_not_kept)
    return entry
