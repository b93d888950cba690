"""Files of users and contacts into the unit. Rule: everything is checked first, and one bad row is enough for nothing
to happen.

Replace: users who are not in a file of users go, with their lists, but for the factory administrator; and every list
that a file names becomes exactly its rows. What of several lists the file does not name stays as it is.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields

from emulator.directories.merging import Counts, ListPlan, Mode, plan_in_slices
from emulator.directories.people import People, UserRow
from emulator.directories.table import BadFile, BadRow
from emulator.factory_state import ADMINISTRATOR
from emulator.slices import Slices
from fax_engine.context import UnitContext
from models.contact import GLOBAL_LIST, ContactCard, ContactRow
from models.store import Work
from models.user import User

_SAME_FIELDS = tuple(entry.name for entry in fields(UserRow) if entry.name not in ("line", "username", "password"))
"""What row and user call the same and keep the same."""


AT_ONCE = 100
"""Contacts that are read or written before others have their turn: two milliseconds."""


class CutOff(Exception):
    """The unit was reset in the middle."""


@dataclass(frozen=True, slots=True)
class Import:
    """A file, and what it is to do. `only_list`: the one list that a file of contacts may name."""

    people: People
    mode: Mode
    only_list: str | None = None

    def check(self, work: Work) -> None:
        """Raises `BadFile` with everything that is wrong."""
        bad_rows = [*self.people.bad_rows, *self._bad_users(work), *self._bad_owners(work)]
        if bad_rows:
            raise BadFile(bad_rows)

    def passwords(self, work: Work) -> dict[str, tuple[str, str]]:
        """By user name: the password that the file gives, and the digest of the one before, empty for a new user."""
        stored = {user.username: user.password_digest for user in work.users.all()}
        return {row.username: (row.password, stored.get(row.username, "")) for row in self.people.users if row.password}

    def apply(self, context: UnitContext, digests: Mapping[str, str]) -> Slices[Counts]:
        """Do it, bit by bit, so that all of it is seen at once; `digests` has one for each of `passwords`.

        Nobody else may change contacts meanwhile. Raises `BadFile`, and `CutOff` after a reset, and then nothing is
        done.
        """
        plans = yield from self._plans(context)
        added = [(owner, card) for owner, plan in plans.items() for card in plan.added]
        try:
            yield from _bring_in(context, added)
            with work_unless_cut_off(context) as work:
                self.check(work)
                counts = self._apply_users(work, digests) if self.people.has_users else Counts()
                for plan in plans.values():
                    work.contacts.remove(plan.removed)
                    work.contacts.change_all(plan.changed)
                    counts += plan.counts
                work.contacts.show(len(added))
        except BaseException:
            _turn_away(context)
            raise
        return counts

    def _plans(self, context: UnitContext) -> Slices[dict[str, ListPlan]]:
        """What is to be done to each list, by owner."""
        cards: dict[str, list[ContactCard]] = {} if self.only_list is None else {self.only_list: []}
        for row in self.people.contacts:
            cards.setdefault(row.owner, []).append(row.card)
        plans = {}
        for owner, listed in cards.items():
            existing = yield from _list_in_slices(context, owner)
            plans[owner] = yield from plan_in_slices(existing, listed, self.mode)
        return plans

    def _bad_users(self, work: Work) -> list[BadRow]:
        known = {user.username for user in work.users.all()}
        return [
            BadRow(row.line, f"Password: required for {row.username!r}, who is new")
            for row in self.people.users
            if not row.password and row.username not in known
        ]

    def _bad_owners(self, work: Work) -> list[BadRow]:
        owners = self._owners(work)
        return [BadRow(row.line, self._complaint(row.owner)) for row in self.people.contacts if row.owner not in owners]

    def _owners(self, work: Work) -> set[str]:
        """Whose lists there are once the file is in, of those that it may name."""
        if self.only_list is not None:
            return {self.only_list}
        named = {row.username for row in self.people.users}
        return named | {GLOBAL_LIST} | {user.username for user in work.users.all() if self._stays(user)}

    def _complaint(self, owner: str) -> str:
        if self.only_list is not None:
            return f"Username: {owner[:40]!r} is not {self.only_list!r}, the only list asked for"
        return f"Username: there is no user {owner[:40]!r}" + (
            " in the file" if self.people.has_users and self.mode is Mode.REPLACE else ""
        )

    def _stays(self, user: User) -> bool:
        """True for a user who stays even if the file does not name him."""
        return self.mode is Mode.MERGE or not self.people.has_users or user.username == ADMINISTRATOR

    def _apply_users(self, work: Work, digests: Mapping[str, str]) -> Counts:
        existing = {user.username: user for user in work.users.all()}
        counts = Counts()
        for row in self.people.users:
            user = existing.pop(row.username, None)
            if user is None:
                work.users.add(_changed(User(username=row.username), row, digests[row.username]))
                counts.added += 1
            elif _is_changed(user, row, digests.get(row.username)):
                _changed(user, row, digests.get(row.username, user.password_digest))
                counts.changed += 1
        leaving = [user.username for user in existing.values() if not self._stays(user)]
        counts.removed += _remove_users(work, leaving)
        return counts


def work_unless_cut_off(context: UnitContext) -> AbstractContextManager[Work]:
    """One transaction of the unit as it was when its work began. Raises `CutOff`."""
    if context.is_closed:
        raise CutOff
    return context.work()


def _list_in_slices(context: UnitContext, owner: str) -> Slices[list[ContactRow]]:
    """A whole list, by number."""
    with work_unless_cut_off(context) as work:
        numbers = work.contacts.numbers(owner)
    rows: list[ContactRow] = []
    for first in range(0, len(numbers), AT_ONCE):
        with work_unless_cut_off(context) as work:
            rows += work.contacts.at(owner, numbers[first : first + AT_ONCE])
        yield
    return rows


def _bring_in(context: UnitContext, added: Sequence[tuple[str, ContactCard]]) -> Slices[None]:
    for first in range(0, len(added), AT_ONCE):
        with work_unless_cut_off(context) as work:
            work.contacts.bring_in(added[first : first + AT_ONCE], first)
        yield


def _turn_away(context: UnitContext) -> None:
    """Delete what was brought in for nothing; after a reset it is gone already."""
    if not context.is_closed:
        with context.work() as work:
            work.contacts.turn_away()


def _remove_users(work: Work, usernames: list[str]) -> int:
    """Delete users with their lists; answers how many things went. Their faxes stay, for administrators to see."""
    contacts = sum(len(work.contacts.numbers(username)) for username in usernames)
    work.contacts.remove_lists(usernames)
    work.groups.remove_lists(usernames)
    work.users.remove(usernames)
    work.faxes.owners_left(usernames)
    work.calls.owners_left(usernames)
    return len(usernames) + contacts


def _is_changed(user: User, row: UserRow, password_digest: str | None) -> bool:
    return password_digest not in (None, user.password_digest) or any(
        getattr(user, name) != getattr(row, name) for name in _SAME_FIELDS
    )


def _changed(user: User, row: UserRow, password_digest: str) -> User:
    user.password_digest = password_digest
    for name in _SAME_FIELDS:
        setattr(user, name, getattr(row, name))
    return user
