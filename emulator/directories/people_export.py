"""Users and contacts of a unit as files. Rule: long lists are read and written a few at a time, by number."""

from emulator.directories.people import begin_contacts, write_contacts, write_users
from emulator.directories.people_import import work_unless_cut_off
from emulator.slices import Slices
from fax_engine.context import UnitContext
from models.contact import GLOBAL_LIST

AT_ONCE = 500
"""Contacts that are read and written before others have their turn: five milliseconds."""


def users_file(context: UnitContext) -> Slices[bytes]:
    """Every user, and the contacts in the users' own lists. Raises `CutOff` after a reset."""
    with work_unless_cut_off(context) as work:
        users = write_users(work.users.all())
    return users + (yield from _contacts(context, has_global=False))


def contacts_file(context: UnitContext, only_list: str | None = None) -> Slices[bytes]:
    """The contacts of one list, or of all, the global one included. Raises `CutOff` after a reset."""
    return begin_contacts() + (yield from _contacts(context, only_list))


def _contacts(context: UnitContext, only_list: str | None = None, *, has_global: bool = True) -> Slices[bytes]:
    written = bytearray()
    number = 0
    while True:
        with work_unless_cut_off(context) as work:
            rows = work.contacts.following(number, AT_ONCE, only_list)
        written += write_contacts(row for row in rows if has_global or row.owner != GLOBAL_LIST)
        if len(rows) < AT_ONCE:
            return bytes(written)
        number = rows[-1].number
        yield
