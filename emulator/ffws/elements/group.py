"""`contact_group`, a named set of contacts, and `oids`, a list of IDs (developer guide, pages 16 to 21)."""

from emulator.markup import INTEGERS, LINK, TEXT, Element, leaf, leaves, text
from fax_engine.grades import Grade


class ContactGroup(Element, tag="contact_group", grade=Grade.GUIDE, help="contacts under one name"):
    """The same in requests and answers, but for the URL. Members are told by the URLs of their contacts."""

    contact_group_url: str | None = leaf(LINK, Grade.GUIDE, asked=False, help="answers only; ends in the group's ID")
    name: str | None = leaf(TEXT, Grade.GUIDE)
    description: str | None = leaf(TEXT, Grade.GUIDE)
    contacts: tuple[str, ...] = leaves(LINK, Grade.GUIDE, name="contact", help="a member's contact_url")


class Oids(Element, tag="oids", grade=Grade.GUIDE, help="the IDs in a list of contacts or groups, ascending"):
    """Empty for a list without entries."""

    numbers: tuple[int, ...] | None = text(INTEGERS, Grade.GUIDE)
