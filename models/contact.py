"""Directories: contacts and groups of them, one list for each user and a global one.

Rule: numbers of contacts and of groups count up by one for the whole unit, and none is used twice.
"""

from sqlalchemy import Connection, ForeignKey, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Owned

GLOBAL_LIST = "global_contact_list"
"""The owner of the global list, as the wire names it."""


class Contact(Owned, Base):
    """Somebody to send faxes to. `number` is its ID on the wire, `owner` a user name or `GLOBAL_LIST`."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_number", "appliance_id", "number", unique=True),
        Index("ix_contact_owner", "appliance_id", "owner", "number"),
        Index("ix_contact_owner_name", "appliance_id", "owner", "name", "number"),
    )

    number: Mapped[int]
    owner: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    fax_number: Mapped[str] = mapped_column(default="")
    phone_number: Mapped[str] = mapped_column(default="")
    organization: Mapped[str] = mapped_column(default="")


class ContactGroup(Owned, Base):
    """A named set of contacts, own and global ones mixed. `number` is its ID on the wire."""

    __tablename__ = "contact_group"
    __table_args__ = (
        Index("ix_contact_group_number", "appliance_id", "number", unique=True),
        Index("ix_contact_group_owner", "appliance_id", "owner", "number"),
    )

    number: Mapped[int]
    owner: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")


class GroupMember(Base):
    """A contact in a group, in its place from 0 on."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("contact_group.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, index=True)
    appliance_id: Mapped[int] = mapped_column(ForeignKey("appliance.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]


class Contacts:
    """The contacts of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._session = session
        self._connection = connection
        self._appliance_id = appliance_id


class Groups:
    """The contact groups of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._session = session
        self._connection = connection
        self._appliance_id = appliance_id
