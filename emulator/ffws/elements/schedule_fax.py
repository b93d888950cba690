"""`schedule_fax`, what a client posts to have faxes sent (developer guide, pages 6 and 7).

Rule: formats of values are judged here; whether together they make a fax is the fax operations' business.
"""

from datetime import datetime
from enum import StrEnum

from emulator.markup import (
    BASE64,
    BOOLEAN,
    CHOICE,
    INTEGER,
    LINK,
    MULTILINE,
    TEXT,
    UTC_TIME,
    Element,
    child,
    children,
    leaf,
)
from fax_engine.grades import Grade
from models.vocabulary import Location, Priority, Receipt, ReceiptAttachment


class TransferEncoding(StrEnum):
    """How an inline document is made text; the guide knows one way."""

    BASE64 = "base64"


class CoverPage(Element, tag="cover_page", grade=Grade.GUIDE, help="the page sent before the documents"):
    """The same in requests and answers; the order of its children is the dialect's."""

    url: str | None = leaf(LINK, Grade.GUIDE, help="a cover page on the unit, matched by file name")
    enabled: bool | None = leaf(BOOLEAN, Grade.GUIDE, help="true unless said otherwise")
    subject: str | None = leaf(TEXT, Grade.GUIDE)
    comments: str | None = leaf(MULTILINE, Grade.GUIDE)


class Sender(Element, tag="sender", grade=Grade.GUIDE, help="who sends, as the cover page shows it"):
    """The same in requests and answers, but for the user name."""

    username: str | None = leaf(TEXT, Grade.GUIDE, asked=False, help="the authenticated user; answers only")
    name: str | None = leaf(TEXT, Grade.GUIDE)
    organization: str | None = leaf(TEXT, Grade.GUIDE)
    phone_number: str | None = leaf(TEXT, Grade.GUIDE)
    fax_number: str | None = leaf(TEXT, Grade.GUIDE)
    email_address: str | None = leaf(TEXT, Grade.GUIDE, help="where receipts go")


class Recipient(Element, tag="recipient", grade=Grade.GUIDE, help="one entry of the fax"):
    """The same in requests and answers."""

    name: str | None = leaf(TEXT, Grade.GUIDE)
    organization: str | None = leaf(TEXT, Grade.GUIDE)
    fax_number: str | None = leaf(TEXT, Grade.GUIDE, help="digits and dialing characters; required")
    phone_number: str | None = leaf(TEXT, Grade.GUIDE)


class Attachment(Element, tag="attachment", grade=Grade.GUIDE, help="one document, sent in the order given"):
    """A document that comes with the request, or says where the unit fetches it."""

    location: Location | None = leaf(CHOICE(Location), Grade.GUIDE, help="inline unless said otherwise")
    name: str | None = leaf(TEXT, Grade.GUIDE, help="required inline; named in error answers")
    content_type: str | None = leaf(TEXT, Grade.GUIDE, help="required inline; the unit never guesses it")
    content_transfer_encoding: TransferEncoding | None = leaf(CHOICE(TransferEncoding, any_case=True), Grade.GUIDE)
    content: bytes | None = leaf(BASE64, Grade.GUIDE, help="the document, inline")
    url: str | None = leaf(LINK, Grade.OBSERVED, help="where the document is, external")


class ScheduleFax(Element, tag="schedule_fax", grade=Grade.GUIDE, help="an order to send documents to recipients"):
    """Nearly everything may be left out; defaults are the authenticated user's."""

    cover_page: CoverPage | None = child(CoverPage)
    sender: Sender | None = child(Sender)
    recipients: tuple[Recipient, ...] = children(Recipient)
    attachments: tuple[Attachment, ...] = children(Attachment)
    max_tries: int | None = leaf(INTEGER(minimum=1), Grade.INFERRED)
    priority: int | None = leaf(INTEGER(Priority.HIGHEST, Priority.LOWEST), Grade.MANUAL, help="0 goes first")
    try_interval: int | None = leaf(INTEGER(minimum=0), Grade.OBSERVED, help="seconds between tries")
    receipt: Receipt | None = leaf(CHOICE(Receipt), Grade.MANUAL)
    receipt_attachment: ReceiptAttachment | None = leaf(
        CHOICE(ReceiptAttachment), Grade.GUIDE, help="tiff is this project's addition"
    )
    schedule_all_at: datetime | None = leaf(UTC_TIME, Grade.OBSERVED, help="now when left out or past")
