"""Groups of contacts: named, in one list for each user and a global one.

Rule: numbers count up by one for the whole unit, and none is used twice. A contact that is deleted leaves its groups.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.appliance import Appliance
from models.base import Base, Owned, added_id, table_of
from models.contact import Contact, Place
from models.listing import Listing, in_pieces
from models.transaction import Repository


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


class GroupRow(NamedTuple):
    """A group as a list holds it, with the places of its members in order."""

    owner: str
    number: int
    name: str
    description: str
    members: tuple[Place, ...]


class _Head(NamedTuple):
    """A group's own row; the names are the columns'."""

    id: int
    owner: str
    number: int
    name: str
    description: str


_UNITS = table_of(Appliance)
_GROUPS = table_of(ContactGroup)
_G = _GROUPS.c
_MEMBERS = table_of(GroupMember)
_M = _MEMBERS.c
_C = table_of(Contact).c
_OF_LIST = select(*(_G[name] for name in _Head._fields)).where(
    _G.appliance_id == bindparam("unit"), _G.owner == bindparam("owner")
)
_FIND = _OF_LIST.where(_G.number == bindparam("number"))
_NUMBERS = (
    select(_G.number).where(_G.appliance_id == bindparam("unit"), _G.owner == bindparam("owner")).order_by(_G.number)
)
_ADD = insert(_GROUPS)
_ADD_MEMBERS = insert(_MEMBERS)
_TAKE_NUMBER = (
    update(_UNITS)
    .where(_UNITS.c.id == bindparam("unit"))
    .values(last_group_number=_UNITS.c.last_group_number + 1)
    .returning(_UNITS.c.last_group_number)
)


class Groups(Repository):
    """The contact groups of one appliance. `owner` is a user name or `GLOBAL_LIST` everywhere."""

    def find(self, owner: str, number: int) -> GroupRow | None:
        """The group of that number in that list."""
        values = {"unit": self._appliance_id, "owner": owner, "number": number}
        found = self._with_members([_Head(*row) for row in self._connection.execute(_FIND, values)])
        return found[0] if found else None

    def of_list(self, owner: str, listing: Listing | None = None) -> list[GroupRow]:
        """A list, or the part of it that is asked for."""
        query = (listing or Listing()).apply(_OF_LIST, _GROUPS)
        rows = self._connection.execute(query, {"unit": self._appliance_id, "owner": owner})
        return self._with_members([_Head(*row) for row in rows])

    def numbers(self, owner: str) -> list[int]:
        """The numbers in a list, ascending."""
        return list(self._connection.scalars(_NUMBERS, {"unit": self._appliance_id, "owner": owner}))

    def add(self, owner: str, name: str, description: str, contact_ids: Sequence[int]) -> GroupRow:
        """Take a new group in, under the next number; its members are rows' ids, each once, in order."""
        number = self._connection.execute(_TAKE_NUMBER, {"unit": self._appliance_id}).scalar_one()
        row = {
            "appliance_id": self._appliance_id,
            "number": number,
            "owner": owner,
            "name": name,
            "description": description,
        }
        group_id = added_id(self._connection.execute(_ADD, row))
        self._add_members(group_id, contact_ids)
        (made,) = self._with_members([_Head(group_id, owner, number, name, description)])
        return made

    def change(self, number: int, name: str, description: str, contact_ids: Sequence[int]) -> None:
        """Make the group of that number what is said here; there must be one."""
        is_it = (_G.appliance_id == self._appliance_id) & (_G.number == number)
        group_id = self._connection.execute(select(_G.id).where(is_it)).scalar_one()
        self._connection.execute(update(_GROUPS).where(is_it).values(name=name, description=description))
        self._connection.execute(delete(_MEMBERS).where(_M.group_id == group_id))
        self._add_members(group_id, contact_ids)

    def remove(self, number: int) -> None:
        """Delete the group of that number; its contacts stay."""
        self._connection.execute(delete(_GROUPS).where(_G.appliance_id == self._appliance_id, _G.number == number))

    def remove_lists(self, owners: Sequence[str]) -> None:
        """Delete every group of these owners."""
        for piece in in_pieces(owners):
            self._connection.execute(delete(_GROUPS).where(_G.appliance_id == self._appliance_id, _G.owner.in_(piece)))

    def _add_members(self, group_id: int, contact_ids: Sequence[int]) -> None:
        if contact_ids:
            self._connection.execute(
                _ADD_MEMBERS,
                [
                    {
                        "group_id": group_id,
                        "contact_id": contact_id,
                        "appliance_id": self._appliance_id,
                        "position": position,
                    }
                    for position, contact_id in enumerate(contact_ids)
                ],
            )

    def _with_members(self, heads: Sequence[_Head]) -> list[GroupRow]:
        members: dict[int, list[Place]] = {head.id: [] for head in heads}
        for piece in in_pieces(list(members)):
            query = (
                select(_M.group_id, _C.owner, _C.number)
                .join_from(_MEMBERS, table_of(Contact))
                .where(_M.group_id.in_(piece))
                .order_by(_M.group_id, _M.position)
            )
            for group_id, owner, number in self._connection.execute(query):
                members[group_id].append((owner, number))
        return [GroupRow(*head[1:], members=tuple(members[head.id])) for head in heads]
