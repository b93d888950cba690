"""The outbound faxes of a unit: how they are found and kept.

Rule: what every fax runs through on its way is one statement of this module, built when it is imported, and its rows
are written without the session's bookkeeping. Entries live in memory while their pages are made and their calls go on;
the store has the last word (`refresh`), and `keep_move` writes what became of them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import contains_eager, object_session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from models.appliance import Appliance
from models.base import Base, set_values, table_of
from models.document import Page
from models.fax import Attachment, EntryPage, Fax, FaxEntry
from models.listing import in_pieces
from models.prepared import Additions, Entities, Prepared, Row
from models.transaction import Repository
from models.user import FORMER
from models.vocabulary import FINAL_STATES, FaxClass, FaxState, Resolution

_UNITS = table_of(Appliance)
_ENTRIES = table_of(FaxEntry)

_TAKE_KEYS = Prepared(
    update(_UNITS)
    .where(_UNITS.c.id == bindparam("unit"))
    .values(last_fax_key=_UNITS.c.last_fax_key + bindparam("count"))
    .returning(_UNITS.c.last_fax_key)
)
_ADD_FAX, _ADD_ENTRY, _ADD_ATTACHMENT = Additions(Fax), Additions(FaxEntry), Additions(Attachment)
_ADD_ENTRY_PAGES = Additions(EntryPage)

_CHANGING = (
    "state",
    "message",
    "due_at",
    "started_at",
    "ended_at",
    "try_number",
    "pages",
    "approver",
    "approval_at",
)
"""The columns of an entry that change in its life."""

_READ_CHANGING = Prepared(select(*(_ENTRIES.c[name] for name in _CHANGING)).where(_ENTRIES.c.id == bindparam("entry")))
_KEEP_MOVE = Prepared(update(_ENTRIES).where(_ENTRIES.c.id == bindparam("entry")), _CHANGING)

_ENTRIES_WITH_FAX = (
    select(FaxEntry)
    .join(FaxEntry.fax)
    .options(contains_eager(FaxEntry.fax))
    .where(FaxEntry.appliance_id == bindparam("unit"))
)
_MADE, _MADE_FAX = Entities(FaxEntry), Entities(Fax)
_WITH_FAX = (
    select(*_MADE.columns, *_MADE_FAX.columns)
    .join_from(_ENTRIES, table_of(Fax))
    .where(_ENTRIES.c.appliance_id == bindparam("unit"))
)
_NEXT_DUE = Prepared(
    _WITH_FAX.where(_ENTRIES.c.state == FaxState.PENDING, _ENTRIES.c.due_at <= bindparam("now"))
    .order_by(_ENTRIES.c.priority, _ENTRIES.c.id)
    .limit(1)
)
_ENTRY = Prepared(_WITH_FAX.where(_ENTRIES.c.id == bindparam("entry")))
_DUE_NUMBERS = (
    select(FaxEntry.id, FaxEntry.recipient_fax_number)
    .where(
        FaxEntry.appliance_id == bindparam("unit"),
        FaxEntry.state == FaxState.PENDING,
        FaxEntry.due_at <= bindparam("now"),
    )
    .order_by(FaxEntry.priority, FaxEntry.id)
)
_NUMBER = Prepared(select(FaxEntry.recipient_fax_number).where(FaxEntry.id == bindparam("entry")))
_FIND_ENTRY = _ENTRIES_WITH_FAX.where(Fax.key == bindparam("key"), FaxEntry.number == bindparam("number"))
_FIRST_PAGE = Prepared(select(EntryPage.page_id).where(EntryPage.entry_id == bindparam("entry")).limit(1))
_PAGE_SIZES = Prepared(
    select(Page.id, Page.rows, Page.resolution, Page.coded_bits, EntryPage.header_coded_bits)
    .join(EntryPage, EntryPage.page_id == Page.id)
    .where(EntryPage.entry_id == bindparam("entry"))
    .order_by(EntryPage.position)
)
_KEEP_HEADER_SIZES = Prepared(
    update(table_of(EntryPage))
    .where(table_of(EntryPage).c.entry_id == bindparam("entry"), table_of(EntryPage).c.position == bindparam("place"))
    .values(header_coded_bits=bindparam("sizes"))
)


class Faxes(Repository):
    """The outbound faxes of one appliance."""

    def add(self, fax: Fax) -> Fax:
        """Take a fax in under the next key, with its entries and attachments; they get their row ids.

        What is not set on them is in the store as the column's default, but not here: set what is read again.
        """
        self.add_all([fax])
        return fax

    def add_all(self, faxes: Sequence[Fax]) -> None:
        """Take many faxes in, as `add` does with each."""
        [(last,)] = _TAKE_KEYS.rows(self._connection, {"unit": self._appliance_id, "count": len(faxes)})
        for key, fax in enumerate(faxes, last - len(faxes) + 1):
            fax.key = key
            fax.id = self._add(_ADD_FAX, fax)
            for entry in fax.entries:
                entry.fax_id = fax.id
                entry.id = self._add(_ADD_ENTRY, entry)
            for attachment in fax.attachments:
                attachment.fax_id = fax.id
                attachment.id = self._add(_ADD_ATTACHMENT, attachment)

    def owners_left(self, usernames: Sequence[str]) -> None:
        """These users are deleted: what was theirs belongs to nobody who may log in, and to no later user of that
        name."""
        for piece in in_pieces(usernames):
            was_theirs = Fax.appliance_id == self._appliance_id, Fax.username.in_(piece)
            self._session.execute(update(Fax).where(*was_theirs).values(username=Fax.username + FORMER))

    def find(self, key: int) -> Fax | None:
        """A fax with its entries."""
        query = (
            select(Fax).where(Fax.appliance_id == self._appliance_id, Fax.key == key).options(selectinload(Fax.entries))
        )
        fax = self._session.scalars(query).one_or_none()
        for entry in fax.entries if fax else ():
            set_committed_value(entry, "fax", fax)
        return fax

    def find_entry(self, key: int, number: int) -> FaxEntry | None:
        """One entry, with its fax."""
        values = {"unit": self._appliance_id, "key": key, "number": number}
        return self._session.scalars(_FIND_ENTRY, values).one_or_none()

    def refresh(self, *entries: FaxEntry) -> None:
        """Bring entries that were read in an earlier transaction up to date; their faxes never change."""
        for entry in entries:
            for row in _READ_CHANGING.rows(self._connection, {"entry": entry.id}):
                for name, value in zip(_CHANGING, row, strict=True):
                    set_committed_value(entry, name, value)

    def keep_move(self, entry: FaxEntry) -> None:
        """Write what became of an entry; from now on it is no longer followed by this transaction."""
        session = object_session(entry)
        if session is not None:
            session.expunge(entry)
        _KEEP_MOVE.run(self._connection, {"entry": entry.id, **{name: getattr(entry, name) for name in _CHANGING}})

    def list_entries(
        self,
        states: Collection[FaxState],
        *,
        username: str | None = None,
        limit: int | None = None,
        after: int = 0,
        newest_ended_first: bool = False,
    ) -> list[FaxEntry]:
        """Entries in these states, oldest fax first, or the most recently completed first; of one user or of all.

        Oldest first, they may be read a few at a time: those that follow the row `after`.
        The most recently completed are those of the window: what is not kept any more is not among them.
        """
        query: Select[FaxEntry] = _ENTRIES_WITH_FAX.where(FaxEntry.state.in_(states))
        if username is not None:
            query = query.where(Fax.username == username)
        if newest_ended_first:
            query = query.where(FaxEntry.is_kept.is_(True))
            query = query.order_by(FaxEntry.ended_at.desc(), FaxEntry.id.desc())
        else:
            # SQLite would go through all faxes there ever were for the sake of this order, instead of the few in the
            # queue.
            query = query.where(FaxEntry.id + 0 > after).order_by(FaxEntry.id + 0)
        return list(self._session.scalars(query.limit(limit), {"unit": self._appliance_id}))

    def next_due(self, now: datetime) -> FaxEntry | None:
        """The pending entry that goes next: due, then priority 0 first, then age. No session follows it."""
        found = _NEXT_DUE.rows(self._connection, {"unit": self._appliance_id, "now": now})
        return _made(found[0]) if found else None

    def due_numbers(self, now: datetime) -> Iterator[tuple[int, str]]:
        """The pending entries that are due, by row and number to dial, in the order in which they go."""
        rows = self._connection.execute(_DUE_NUMBERS, {"unit": self._appliance_id, "now": now})
        return ((entry_id, number) for entry_id, number in rows)

    def entry(self, entry_id: int) -> FaxEntry:
        """The entry of that row, with its fax. No session follows it."""
        [row] = _ENTRY.rows(self._connection, {"unit": self._appliance_id, "entry": entry_id})
        return _made(row)

    def number_of(self, entry_id: int) -> str:
        """The number that the entry of that row goes to."""
        [(number,)] = _NUMBER.rows(self._connection, {"entry": entry_id})
        return str(number)

    def attachments(self, fax_id: int) -> list[Attachment]:
        """The attachments of a fax, in order."""
        query = select(Attachment).where(Attachment.fax_id == fax_id).order_by(Attachment.position)
        return list(self._session.scalars(query))

    def keep_source(self, attachment: Attachment) -> None:
        """Record what an external attachment turned out to be."""
        self._session.execute(
            update(Attachment)
            .where(Attachment.id == attachment.id)
            .values(document_id=attachment.document_id, content_type=attachment.content_type)
        )

    def keep_pages(self, entry: FaxEntry, pages: Sequence[EntryPage]) -> int:
        """Store the pages that go out to this recipient, which has none yet; answers how many."""
        rows = [self._row(page) | {"entry_id": entry.id, "position": position} for position, page in enumerate(pages)]
        _ADD_ENTRY_PAGES.add_each(self._connection, rows)
        return len(rows)

    def has_pages(self, entry_id: int) -> bool:
        """True when the pages that go out to this recipient are there; one with a past may have been given none yet."""
        return bool(_FIRST_PAGE.rows(self._connection, {"entry": entry_id}))

    def page_sizes(self, entry_id: int) -> list[tuple[int, int, Resolution, dict[str, int], dict[str, int]]]:
        """What goes on the line: page id, rows, resolution, coded bits of the page and of its header strip, in
        order."""
        return [(*row,) for row in _PAGE_SIZES.rows(self._connection, {"entry": entry_id})]

    def header_images(self, entry_id: int, positions: Sequence[int]) -> list[tuple[Resolution, bytes]]:
        """The resolution and the bits of these pages' header strips, by their places from 0, in that order."""
        query = (
            select(EntryPage.position, Page.resolution, EntryPage.header_bits)
            .join(Page, EntryPage.page_id == Page.id)
            .where(EntryPage.entry_id == entry_id, EntryPage.position.in_(positions))
        )
        found = {position: (resolution, bits) for position, resolution, bits in self._session.execute(query)}
        return [found[position] for position in positions]

    def keep_header_sizes(self, entry_id: int, counted: Mapping[int, dict[str, int]]) -> None:
        """Add what was counted of header strips, by their places from 0, as far as they are still there."""
        strips = table_of(EntryPage)
        here = strips.c.entry_id == entry_id, strips.c.position.in_(list(counted))
        found = self._connection.execute(select(strips.c.position, strips.c.header_coded_bits).where(*here))
        rows = [{"entry": entry_id, "place": position, "sizes": known | counted[position]} for position, known in found]
        _KEEP_HEADER_SIZES.run_each(self._connection, rows)

    def page_images(self, entry_id: int) -> list[tuple[int, Resolution, bytes, bytes]]:
        """What the paper shows: rows, resolution, bits of the page and of its header strip, in order."""
        query = (
            select(Page.rows, Page.resolution, Page.bits, EntryPage.header_bits)
            .join(EntryPage, EntryPage.page_id == Page.id)
            .where(EntryPage.entry_id == entry_id)
            .order_by(EntryPage.position)
        )
        return [(*row,) for row in self._session.execute(query)]

    def fall_due_again(self, before: datetime, now: datetime) -> None:
        """The unit's clock was set back from `before`: what waits and had fallen due by then is due now."""
        self._session.execute(
            update(FaxEntry)
            .where(
                FaxEntry.appliance_id == self._appliance_id,
                FaxEntry.state.in_(FaxClass.PENDING.states),
                FaxEntry.due_at > now,
                FaxEntry.due_at <= before,
            )
            .values(due_at=now)
        )

    def pending(self) -> list[tuple[int, datetime, str]]:
        """The pending entries by row, when they fall due, and what they say: what timers are set from."""
        query = select(FaxEntry.id, FaxEntry.due_at, FaxEntry.message).where(
            FaxEntry.appliance_id == self._appliance_id, FaxEntry.state == FaxState.PENDING
        )
        return [(*row,) for row in self._session.execute(query)]

    def count_by_state(self) -> dict[FaxState, int]:
        """How many entries are in each state; states without entries are left out."""
        query = (
            select(FaxEntry.state, func.count())
            .where(FaxEntry.appliance_id == self._appliance_id)
            .group_by(FaxEntry.state)
        )
        return dict((*row,) for row in self._session.execute(query))

    def unfinished(self) -> list[FaxEntry]:
        """Every entry that is not final, with its fax, oldest first."""
        return self.list_entries([state for state in FaxState if state not in FINAL_STATES])

    def _add(self, additions: Additions, instance: Base) -> int:
        return additions.add(self._connection, self._row(instance))

    def _row(self, instance: Base) -> dict[str, Any]:
        return set_values(instance) | {"appliance_id": self._appliance_id}


def _made(row: Row) -> FaxEntry:
    """An entry with its fax, of a row of both."""
    width = len(_MADE.columns)
    entry = _MADE.make(row[:width])
    set_committed_value(entry, "fax", _MADE_FAX.make(row[width:]))
    return entry
