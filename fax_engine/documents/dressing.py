"""What makes one recipient's pages their own: the filled-in cover page, and a header line for every page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from fax_engine.documents.cover import CoverFields, render
from fax_engine.documents.page import Limits, PageImage
from models.vocabulary import Resolution


@dataclass(frozen=True, slots=True)
class DressOrder:
    """All that stands on the cover page and in the header lines. `template` None: no cover page.

    `body_pages` is how many pages of documents follow the cover page; `fields.pages` is filled in here. `station_id`
    is the line's own identity and stands in the header lines; empty: the sender's name, or else fax number, does.
    """

    template: bytes | None
    body_pages: int
    resolution: Resolution
    fields: CoverFields
    station_id: str = ""


@dataclass(frozen=True, slots=True)
class Dressed:
    """The cover pages (none, one, or more with long comments), and a header strip for every page that goes out."""

    cover_pages: tuple[PageImage, ...]
    strips: tuple[PageImage, ...]


def dress_all(orders: Sequence[DressOrder]) -> list[Dressed]:
    """Make them for recipients of one fax, one at least, which have the resolution in common.

    Raises `DocumentError` for a template that cannot be used.
    """
    from fax_engine.documents.header_line import strips

    covers = [_covers(order) for order in orders]
    lines = [_header_lines(order, len(own)) for order, own in zip(orders, covers, strict=True)]
    # Many strips that are drawn together take hardly longer than one.
    drawn = iter(strips([line for own in lines for line in own], orders[0].resolution))
    return [
        Dressed(tuple(own), tuple(islice(drawn, len(own_lines)))) for own, own_lines in zip(covers, lines, strict=True)
    ]


def _header_lines(order: DressOrder, covers: int) -> list[str]:
    from fax_engine.documents.header_line import header_text

    total, fields = covers + order.body_pages, order.fields
    sender = order.station_id or fields.sender_name or fields.sender_fax
    return [header_text(fields.date, sender, fields.recipient_fax, page, total) for page in range(1, total + 1)]


def _covers(order: DressOrder) -> list[PageImage]:
    """The cover says how many pages there are, itself included: it is made again when it came out longer."""
    if order.template is None:
        return []
    pages = 1
    while True:
        fields = replace(order.fields, pages=str(pages + order.body_pages))
        covers = render(order.template, fields, order.resolution, Limits())
        if len(covers) == pages:
            return covers
        pages = len(covers)
