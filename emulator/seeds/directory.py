"""The parts of a seed that describe people: users, contacts, groups.

Rule: keys have the names of the wire's elements; what the wire has no name for is ours.
"""

from typing import Annotated

from emulator.ffws import elements
from emulator.markup.scalars import BOOLEAN
from emulator.seeds.parts import Part, Text, like, of_kind
from models.vocabulary import Receipt, ReceiptAttachment


class User(Part):
    """An account; what is left out is as for `POST /users`. `admin` changes the factory's own."""

    username: Annotated[str, like(elements.User, "username")]
    password: Annotated[str | None, like(elements.User, "password")] = None
    is_admin: Annotated[bool | None, of_kind(BOOLEAN)] = None
    name: Annotated[str | None, like(elements.User, "name")] = None
    email_address: Annotated[str | None, like(elements.User, "email_address")] = None
    phone_number: Annotated[str | None, like(elements.User, "phone_number")] = None
    fax_number: Annotated[str | None, like(elements.User, "fax_number")] = None
    organization: Annotated[str | None, like(elements.User, "organization")] = None
    default_cover_page_enabled: Annotated[bool | None, like(elements.User, "default_cover_page_enabled")] = None
    default_cover_page_name: Annotated[str | None, like(elements.User, "default_cover_page_name")] = None
    priority: Annotated[int | None, like(elements.User, "priority")] = None
    max_attempts: Annotated[int | None, like(elements.User, "max_attempts")] = None
    interval: Annotated[int | None, like(elements.User, "interval")] = None
    receipt: Annotated[Receipt | None, like(elements.User, "receipt")] = None
    receipt_attachment: Annotated[ReceiptAttachment | None, like(elements.User, "receipt_attachment")] = None
    needs_approval: Annotated[bool | None, of_kind(BOOLEAN)] = None
    approver: Text = None


class Contact(Part):
    """Somebody in a list."""

    name: Annotated[str, like(elements.Contact, "name")]
    fax_number: Annotated[str | None, like(elements.Contact, "fax_number")] = None
    phone_number: Annotated[str | None, like(elements.Contact, "phone_number")] = None
    organization: Annotated[str | None, like(elements.Contact, "organization")] = None


class Group(Part):
    """Contacts under one name. Members are told by name: of the group's own list, else of the global one."""

    name: Annotated[str, like(elements.ContactGroup, "name")]
    description: Annotated[str | None, like(elements.ContactGroup, "description")] = None
    members: tuple[Text, ...] = ()
