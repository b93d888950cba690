"""Directories: contacts, in one list for each user and a global one.

Rule: numbers count up by one for the whole unit, and none is used twice. A contact whose number is higher than the
unit's newest is not there yet: many that are to appear at once are brought in bit by bit, and shown by one change of
that number. Lists are read as plain rows, without the session: one may hold a hundred thousand contacts.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Index, String, bindparam, cast, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.appliance import Appliance
from models.base import Base, Owned, table_of
from models.listing import Listing, in_pieces
from models.transaction import Repository

GLOBAL_LIST = "global_contact_list"
"""The owner of the global list, as the wire names it."""

Place = tuple[str, int]
"""Where a contact or a group is: its list's owner and its number."""


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


class ContactCard(NamedTuple):
    """What is known of somebody; the fields have the names of the columns."""

    name: str = ""
    fax_number: str = ""
    phone_number: str = ""
    organization: str = ""


class ContactRow(NamedTuple):
    """A contact as a list holds it."""

    owner: str
    number: int
    name: str
    fax_number: str
    phone_number: str
    organization: str

    @property
    def card(self) -> ContactCard:
        """What is known, without where it stands."""
        return ContactCard(*self[2:])


_UNITS = table_of(Appliance)
_CONTACTS = table_of(Contact)
_C = _CONTACTS.c
_NEWEST = select(_UNITS.c.last_contact_number).where(_UNITS.c.id == bindparam("unit")).scalar_subquery()
# A sum is no column: SQLite must not go through a whole list for this condition where numbers are asked for.
_IS_THERE = (_C.appliance_id == bindparam("unit")) & (_C.number + 0 <= _NEWEST)
_ROWS = select(*(_C[name] for name in ContactRow._fields)).where(_IS_THERE)
_ROWS_OF_LIST = _ROWS.where(_C.owner == bindparam("owner"))
_NUMBERS_OF_LIST = select(_C.number).where(_IS_THERE, _C.owner == bindparam("owner"))
_FIND = _ROWS_OF_LIST.where(_C.number == bindparam("number"))
# In one text: a row for each of a hundred thousand numbers takes three times as long.
_NUMBERS = select(func.aggregate_strings(cast(_C.number, String), ",")).where(_IS_THERE, _C.owner == bindparam("owner"))
_ADD = insert(_CONTACTS)
_CHANGE = (
    update(_CONTACTS)
    .where(_C.appliance_id == bindparam("unit"), _C.number == bindparam("place"))
    .values({name: bindparam(f"new_{name}") for name in ContactCard._fields})
)
_TAKE_NUMBERS = (
    update(_UNITS)
    .where(_UNITS.c.id == bindparam("unit"))
    .values(last_contact_number=_UNITS.c.last_contact_number + bindparam("count"))
    .returning(_UNITS.c.last_contact_number)
)


class Contacts(Repository):
    """The contacts of one appliance. `owner` is a user name or `GLOBAL_LIST` everywhere."""

    def find(self, owner: str, number: int) -> ContactRow | None:
        """The contact of that number in that list."""
        values = {"unit": self._appliance_id, "owner": owner, "number": number}
        row = self._connection.execute(_FIND, values).one_or_none()
        return None if row is None else ContactRow(*row)

    def following(self, number: int, most: int, owner: str | None = None) -> list[ContactRow]:
        """The contacts after a number, by number, so many at most; of one list or of all."""
        query = _ROWS if owner is None else _ROWS_OF_LIST
        query = query.where(_C.number > bindparam("after")).order_by(_C.number).limit(most)
        rows = self._connection.execute(query, {"unit": self._appliance_id, "owner": owner, "after": number})
        return [ContactRow(*row) for row in rows]

    def listed(self, owner: str, listing: Listing) -> list[int]:
        """The numbers of the part of a list that is asked for, in its order."""
        query = listing.apply(_NUMBERS_OF_LIST, _CONTACTS)
        return list(self._connection.execute(query, {"unit": self._appliance_id, "owner": owner}).scalars())

    def at(self, owner: str, numbers: Sequence[int]) -> list[ContactRow]:
        """The contacts of a list with these numbers, at most `MOST_VALUES`, in that order; what is gone is left out."""
        query = _ROWS_OF_LIST.where(_C.number.in_(numbers))
        rows = self._connection.execute(query, {"unit": self._appliance_id, "owner": owner})
        found = {row.number: row for row in map(ContactRow._make, rows)}
        return [found[number] for number in numbers if number in found]

    def numbers(self, owner: str) -> list[int]:
        """The numbers in a list, ascending."""
        listed = self._connection.execute(_NUMBERS, {"unit": self._appliance_id, "owner": owner}).scalar_one()
        return sorted(map(int, listed.split(","))) if listed else []

    def ids(self, places: Collection[Place]) -> dict[Place, int]:
        """The rows' ids of the contacts at these places; one that is not there is left out."""
        found: dict[Place, int] = {}
        for piece in in_pieces([number for _, number in places]):
            query = select(_C.owner, _C.number, _C.id).where(_IS_THERE, _C.number.in_(piece))
            rows = self._connection.execute(query, {"unit": self._appliance_id})
            found.update({(owner, number): row_id for owner, number, row_id in rows})
        return {place: found[place] for place in places if place in found}

    def add(self, owner: str, card: ContactCard) -> ContactRow:
        """Take a new contact in, under the next number."""
        (row,) = self.add_all([(owner, card)])
        return row

    def add_all(self, cards: Sequence[tuple[str, ContactCard]]) -> list[ContactRow]:
        """Take new contacts in, each into its owner's list, under the next numbers."""
        if not cards:
            return []
        values = {"unit": self._appliance_id, "count": len(cards)}
        first = self._connection.execute(_TAKE_NUMBERS, values).scalar_one() - len(cards) + 1
        return self._insert(cards, first)

    def bring_in(self, cards: Sequence[tuple[str, ContactCard]], after: int) -> None:
        """Take new contacts in that are not to be seen yet; `after` are there already. None may be added meanwhile."""
        newest = self._connection.execute(select(_NEWEST), {"unit": self._appliance_id}).scalar_one()
        self._insert(cards, newest + after + 1)

    def show(self, count: int) -> None:
        """Have so many contacts that were brought in be there from now on."""
        self._connection.execute(_TAKE_NUMBERS, {"unit": self._appliance_id, "count": count})

    def turn_away(self) -> None:
        """Delete the contacts that were brought in and are not shown."""
        unseen = (_C.appliance_id == bindparam("unit")) & (_C.number > _NEWEST)  # which an index knows at once
        self._connection.execute(delete(_CONTACTS).where(unseen), {"unit": self._appliance_id})

    def change_all(self, cards: Mapping[int, ContactCard]) -> None:
        """Make the contacts of these numbers what is said here."""
        if cards:
            self._connection.execute(
                _CHANGE,
                [
                    {"unit": self._appliance_id, "place": number}
                    | {f"new_{name}": value for name, value in card._asdict().items()}
                    for number, card in cards.items()
                ],
            )

    def remove(self, numbers: Sequence[int]) -> None:
        """Delete the contacts of these numbers, out of their groups too."""
        for piece in in_pieces(numbers):
            self._connection.execute(
                delete(_CONTACTS).where(_C.appliance_id == self._appliance_id, _C.number.in_(piece))
            )

    def remove_lists(self, owners: Sequence[str]) -> None:
        """Delete every contact of these owners, out of all groups too."""
        for piece in in_pieces(owners):
            self._connection.execute(
                delete(_CONTACTS).where(_IS_THERE, _C.owner.in_(piece)), {"unit": self._appliance_id}
            )

    def _insert(self, cards: Sequence[tuple[str, ContactCard]], first: int) -> list[ContactRow]:
        rows = [ContactRow(owner, number, *card) for number, (owner, card) in enumerate(cards, first)]
        unit = {"appliance_id": self._appliance_id}
        self._connection.execute(_ADD, [unit | row._asdict() for row in rows])
        return rows
