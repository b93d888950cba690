"""`contact`, somebody to send faxes to (developer guide, pages 14 to 16). Rule: the URL, which holds the ID, is the
unit's."""

from emulator.markup import LINK, TEXT, Element, leaf
from fax_engine.grades import Grade


class Contact(Element, tag="contact", grade=Grade.GUIDE, help="an entry of a directory"):
    """The same in requests and answers, but for the URL."""

    contact_url: str | None = leaf(LINK, Grade.GUIDE, asked=False, help="answers only; ends in the contact's ID")
    name: str | None = leaf(TEXT, Grade.GUIDE)
    fax_number: str | None = leaf(TEXT, Grade.GUIDE)
    phone_number: str | None = leaf(TEXT, Grade.GUIDE)
    organization: str | None = leaf(TEXT, Grade.GUIDE)
