"""What makes one recipient's pages their own: the filled-in cover page, and a header line for every page."""

from dataclasses import dataclass

from fax_engine.documents.page import Limits, PageImage
from models.vocabulary import Resolution


@dataclass(frozen=True, slots=True)
class DressOrder:
    """All that stands on the cover page and in the header lines. `template` None: no cover page.

    `body_pages` is how many pages of documents follow the cover page.
    """

    template: bytes | None
    body_pages: int
    resolution: Resolution
    date: str
    sender_name: str = ""
    sender_organization: str = ""
    sender_phone: str = ""
    sender_fax: str = ""
    sender_email: str = ""
    recipient_name: str = ""
    recipient_organization: str = ""
    recipient_fax: str = ""
    recipient_phone: str = ""
    subject: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class Dressed:
    """The cover pages (none, one, or more with long comments), and a header strip for every page that goes out."""

    cover_pages: tuple[PageImage, ...]
    strips: tuple[PageImage, ...]


def dress(order: DressOrder) -> Dressed:
    """Make them. Raises `DocumentError` for a template that cannot be used."""
    from fax_engine.documents.header_line import header_text, strips

    covers = _covers(order)
    total = len(covers) + order.body_pages
    sender = order.sender_name or order.sender_fax
    receiver = order.recipient_fax
    lines = [header_text(order.date, sender, receiver, page, total) for page in range(1, total + 1)]
    return Dressed(tuple(covers), tuple(strips(lines, order.resolution)))


def _covers(order: DressOrder) -> list[PageImage]:
    if order.template is None:
        return []
    pages = 1
    while True:
        covers = _render(order, pages + order.body_pages)
        if len(covers) == pages:
            return covers
        pages = len(covers)


def _render(order: DressOrder, total: int) -> list[PageImage]:
    from fax_engine.documents.cover import CoverFields, render

    assert order.template is not None
    fields = CoverFields(
        sender_name=order.sender_name,
        sender_organization=order.sender_organization,
        sender_phone=order.sender_phone,
        sender_fax=order.sender_fax,
        sender_email=order.sender_email,
        recipient_name=order.recipient_name,
        recipient_organization=order.recipient_organization,
        recipient_fax=order.recipient_fax,
        recipient_phone=order.recipient_phone,
        subject=order.subject,
        comments=order.comments,
        date=order.date,
        pages=str(total),
    )
    return render(order.template, fields, order.resolution, Limits())
