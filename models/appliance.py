"""The unit itself: its name, and the counters that must never run backwards."""

from sqlalchemy import ColumnElement, Connection, String, Update, bindparam, cast, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, added_id, table_of
from models.vocabulary import DocumentFormat

ASIDE = "/"
"""In the names of rows that are nobody's unit: what is on its way to be one, or waits to be deleted. No unit has it."""

GONE = f"gone{ASIDE}"
"""How the names of units begin that wait to be deleted."""


class Appliance(Base):
    """One emulated unit, and its options.

    `last_fax_key` is the key of the newest accepted fax, the other counters are the newest id of their kind; all are 0
    before the first. `add_global_contacts`: users other than administrators may add to the global contact list.
    `inbound_format` is what received faxes are handed over as, `email_size_limit` how large a mail with one may be, in
    kilobytes (0: as large as it comes), and `email_fax_details`: such a mail tells more than who sent how many pages.
    """

    __tablename__ = "appliance"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    last_fax_key: Mapped[int] = mapped_column(default=0)
    last_call_number: Mapped[int] = mapped_column(default=0)
    last_contact_number: Mapped[int] = mapped_column(default=0)
    last_group_number: Mapped[int] = mapped_column(default=0)
    last_mail_number: Mapped[int] = mapped_column(default=0)
    add_global_contacts: Mapped[bool] = mapped_column(default=False)
    inbound_format: Mapped[DocumentFormat] = mapped_column(default=DocumentFormat.PDF)
    email_size_limit: Mapped[int] = mapped_column(default=0)
    email_fax_details: Mapped[bool] = mapped_column(default=True)


_UNITS = table_of(Appliance)


def _letting_go(which: ColumnElement[bool]) -> Update:
    """These units are gone; their rows are deleted when there is time."""
    return update(_UNITS).where(which).values(name=GONE + cast(_UNITS.c.id, String))


_ADD = insert(_UNITS)
_FIND = select(_UNITS.c.id).where(_UNITS.c.name == bindparam("known_as"))
_FIND_GONE = select(_UNITS.c.id).where(_UNITS.c.name.startswith(GONE)).limit(1)
_LET_GO = _letting_go(_UNITS.c.name == bindparam("known_as"))
_TAKE_NAME = update(_UNITS).where(_UNITS.c.id == bindparam("unit")).values(name=bindparam("known_as"))


def add_appliance(connection: Connection, name: str) -> int:
    """A new unit of that name, with nothing in it; answers its id."""
    return added_id(connection.execute(_ADD, {"name": name}))


def find_appliance(connection: Connection, name: str) -> int | None:
    """The id of the unit of that name."""
    found: int | None = connection.execute(_FIND, {"known_as": name}).scalar()
    return found


def aside(name: str) -> str:
    """The name of something aside for the unit of this name."""
    return f"{ASIDE}{name}"


def take_name(connection: Connection, appliance_id: int, name: str) -> None:
    """Give the unit that name; whichever had it is gone."""
    let_go_of(connection, name)
    connection.execute(_TAKE_NAME, {"unit": appliance_id, "known_as": name})


def let_go_of(connection: Connection, name: str) -> None:
    """The unit of that name is gone."""
    connection.execute(_LET_GO, {"known_as": name})


def let_go_of_all_aside(connection: Connection) -> None:
    """Whatever is nobody's unit is gone: an emulator that has ended left it."""
    connection.execute(_letting_go(_UNITS.c.name.contains(ASIDE, autoescape=True)))


def find_gone(connection: Connection) -> int | None:
    """One that waits to be deleted."""
    found: int | None = connection.execute(_FIND_GONE).scalar()
    return found
