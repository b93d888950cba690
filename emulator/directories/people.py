"""The files of users and of contacts (administrator guide): what their rows say.

Rule: a row says what it is in its first cell. A `Contact` row has columns of its own in both files:
`Contact,Username,Name,Fax,Organization,Phone`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.directories.table import ROWS_AT_ONCE, BadRow, Line, Table, check_width, table_in_slices, write_table
from emulator.slices import Slices
from fax_engine.setup_rules import is_username
from models.contact import ContactCard, ContactRow
from models.user import User

USER = "User"
CONTACT = "Contact"
USERS_HEADER = (
    *("Type", "Username", "Password", "Full Name", "Email", "Phone", "Fax", "Organization"),
    *("Include Cover Page", "Default Cover Page"),
)
CONTACTS_HEADER = ("Type", "Username", "Name", "Fax", "Organization", "Phone")
"""Ours: the guide prints such rows in the file of users alone."""

YES = frozenset({"true", "yes", "on", "1"})
NO = frozenset({"false", "no", "off", "0", ""})
"""What a cell may say to Include Cover Page, in any case; `true` and `false` are written (ours)."""


@dataclass(frozen=True, slots=True)
class UserRow:
    """A `User` row; the fields are called like the store's. An empty password is an unknown one."""

    line: int
    username: str
    password: str
    name: str
    email_address: str
    phone_number: str
    fax_number: str
    organization: str
    default_cover_page_enabled: bool
    default_cover_page_name: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A `Contact` row: whose list it belongs to, and the contact."""

    line: int
    owner: str
    card: ContactCard


@dataclass(frozen=True, slots=True)
class People:
    """What a file says, and what is wrong with it as far as the file alone tells. `has_users`: it is a file of
    users."""

    has_users: bool
    users: tuple[UserRow, ...]
    contacts: tuple[ContactLine, ...]
    bad_rows: tuple[BadRow, ...]


def users_file_in_slices(content: bytes) -> Slices[People]:
    """A file of users, who may have contacts in it. Raises `BadFile` when it is no table."""
    table = yield from table_in_slices(content, USERS_HEADER)
    return (yield from _read(table, has_users=True))


def contacts_file_in_slices(content: bytes) -> Slices[People]:
    """A file of contacts alone. Raises `BadFile` when it is no table."""
    table = yield from table_in_slices(content, CONTACTS_HEADER, USERS_HEADER)
    return (yield from _read(table, has_users=False))


def write_users(users: Iterable[User]) -> bytes:
    """The beginning of a file of users; contacts may follow. Passwords are not known: their column is empty."""
    return write_table([USERS_HEADER, *map(_user_cells, users)])


def begin_contacts() -> bytes:
    """The beginning of a file of contacts alone."""
    return write_table([CONTACTS_HEADER])


def write_contacts(contacts: Iterable[ContactRow]) -> bytes:
    """Rows of either file."""
    return write_table(map(_contact_cells, contacts))


def _read(table: Table, *, has_users: bool) -> Slices[People]:
    users: list[UserRow] = []
    contacts: list[ContactLine] = []
    for place, line in enumerate(table.lines, 1):
        if place % ROWS_AT_ONCE == 0:
            yield
        kind = line.cell(0).lower()
        if kind == CONTACT.lower():
            contacts.append(_contact(line, table))
        elif kind == USER.lower() and has_users:
            users.append(_user(line, table))
        elif kind == USER.lower():
            table.complain(line.number, "a User row in a file of contacts")
        else:
            expected = f"{USER} or {CONTACT}" if has_users else CONTACT
            table.complain(line.number, f"the first cell is {line.cell(0)[:40]!r} and should be {expected}")
    _complain_of_doubled_users(users, table)
    return People(has_users, tuple(users), tuple(contacts), tuple(table.bad_rows))


def _user(line: Line, table: Table) -> UserRow:
    check_width(table, line, len(USERS_HEADER))
    username, answer = line.cell(1), line.cell(8).lower()
    if not is_username(username):
        table.complain(line.number, f"Username: {username[:40]!r} is not alphanumeric")
    if answer not in YES | NO:
        table.complain(line.number, f"Include Cover Page: {line.cell(8)[:40]!r} is not true or false")
    return UserRow(
        line=line.number,
        username=username,
        password=line.cell(2),
        name=line.cell(3),
        email_address=line.cell(4),
        phone_number=line.cell(5),
        fax_number=line.cell(6),
        organization=line.cell(7),
        default_cover_page_enabled=answer in YES,
        default_cover_page_name=line.cell(9),
    )


def _contact(line: Line, table: Table) -> ContactLine:
    check_width(table, line, len(CONTACTS_HEADER))
    if not line.cell(2):
        table.complain(line.number, "Name: required")
    card = ContactCard(name=line.cell(2), fax_number=line.cell(3), organization=line.cell(4), phone_number=line.cell(5))
    return ContactLine(line.number, line.cell(1), card)


def _complain_of_doubled_users(users: Iterable[UserRow], table: Table) -> None:
    first: dict[str, int] = {}
    for row in users:
        if first.setdefault(row.username, row.line) != row.line:
            table.complain(row.line, f"Username: {row.username[:40]!r} stands in line {first[row.username]} already")


def _user_cells(user: User) -> tuple[str, ...]:
    return (
        USER,
        user.username,
        "",
        user.name,
        user.email_address,
        user.phone_number,
        user.fax_number,
        user.organization,
        "true" if user.default_cover_page_enabled else "false",
        user.default_cover_page_name,
    )


def _contact_cells(contact: ContactRow) -> tuple[str, ...]:
    return CONTACT, contact.owner, contact.name, contact.fax_number, contact.organization, contact.phone_number
