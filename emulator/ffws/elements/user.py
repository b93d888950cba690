"""`user`, an account (developer guide, pages 11 to 13). Rule: the password is read and never written."""

from emulator.markup import BOOLEAN, CHOICE, INTEGER, LINK, TEXT, Element, leaf
from fax_engine.grades import Grade
from models.vocabulary import Priority, Receipt, ReceiptAttachment


class User(Element, tag="user", grade=Grade.GUIDE, help="an account of the unit"):
    """The same in requests and answers, but for the URL, which the unit decides, and the password."""

    user_url: str | None = leaf(LINK, Grade.GUIDE, asked=False, help="answers only")
    name: str | None = leaf(TEXT, Grade.GUIDE)
    username: str | None = leaf(TEXT, Grade.GUIDE, help="letters and digits")
    password: str | None = leaf(TEXT, Grade.GUIDE, answered=False, help="requests only")
    email_address: str | None = leaf(TEXT, Grade.GUIDE)
    phone_number: str | None = leaf(TEXT, Grade.GUIDE)
    fax_number: str | None = leaf(TEXT, Grade.GUIDE)
    organization: str | None = leaf(TEXT, Grade.GUIDE)
    default_cover_page_enabled: bool | None = leaf(BOOLEAN, Grade.GUIDE)
    default_cover_page_name: str | None = leaf(TEXT, Grade.GUIDE)
    priority: int | None = leaf(INTEGER(Priority.HIGHEST, Priority.LOWEST), Grade.GUIDE, help="0 goes first")
    max_attempts: int | None = leaf(INTEGER(minimum=1), Grade.GUIDE)
    interval: int | None = leaf(INTEGER(minimum=0), Grade.GUIDE, help="seconds between tries")
    receipt: Receipt | None = leaf(CHOICE(Receipt), Grade.GUIDE)
    receipt_attachment: ReceiptAttachment | None = leaf(CHOICE(ReceiptAttachment), Grade.GUIDE)
