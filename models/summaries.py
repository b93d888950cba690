"""Every fax, received fax and mail at a glance: what somebody who looks for one compares.

Rule: a summary is a value; nobody changes a row through it. However many there are, one statement reads a few: a slice,
and where the next begins.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from models.call import Call
from models.fax import Fax, FaxEntry
from models.inbound import InboundFax
from models.listing import like_text, with_signs_between
from models.mail import Mail
from models.transaction import Repository
from models.vocabulary import FaxState, InboundState

ROWS_AT_ONCE = 400
"""Rows of a slice: less than ten milliseconds."""

KEYS_AT_ONCE = 2_000
"""Faxes that are looked through for a slice, most of which may not be among those that are looked for: likewise."""

LAST_NUMBER = 2**31
"""More than any entry of a fax has, or key, or number of a call or a mail."""


@dataclass(frozen=True, slots=True)
class EntrySearch:
    """Which entries may be meant; every part that is given must fit. In patterns `*` stands for any characters.

    Every entry that is meant is found, and some that are not: here patterns know neither case nor, in numbers, whatever
    stands between the characters. Who needs to know compares what was found.
    """

    fax_key: int | None = None
    entry_number: int | None = None
    fax_number: str | None = None
    username: str | None = None
    recipient_name: str | None = None
    subject: str | None = None
    states: Collection[FaxState] | None = None
    pages: int | None = None

    def condition(self) -> ColumnElement[bool]:
        """For a query of faxes and their entries."""
        return and_(true(), *self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        exactly = {Fax.key: self.fax_key, FaxEntry.number: self.entry_number, FaxEntry.pages: self.pages}
        yield from (column == value for column, value in exactly.items() if value is not None)
        texts = {Fax.username: self.username, FaxEntry.recipient_name: self.recipient_name, Fax.subject: self.subject}
        yield from (like_text(column, pattern) for column, pattern in texts.items() if pattern is not None)
        if self.fax_number is not None:
            yield like_text(FaxEntry.recipient_fax_number, with_signs_between(self.fax_number))
        if self.states is not None:
            yield FaxEntry.state.in_(self.states)


class EntryPlace(NamedTuple):
    """Where a slice ended: the next begins beyond this entry, there or not."""

    fax_key: int
    entry_number: int


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """One recipient's fax. `tries` counts the calls for it that are over, `pages` is 0 until they are made.

    `subject` is that of the cover page.
    """

    entry_id: int
    fax_id: int
    fax_key: int
    entry_number: int
    fax_number: str
    recipient_name: str
    username: str
    subject: str
    state: FaxState
    message: str
    try_number: int
    tries: int
    pages: int
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceivedSummary:
    """One fax that came in, with the call of this number; `at` is when that was over."""

    call: int
    at: datetime
    state: InboundState
    caller_id: str
    extension: str
    recipient: str
    pages: int


@dataclass(frozen=True, slots=True)
class MailSummary:
    """One mail that is kept."""

    number: int
    at: datetime
    recipient: str
    subject: str


_TRIES = select(func.count()).where(Call.entry_id == FaxEntry.id).scalar_subquery()
_ENTRIES: Select[*tuple[Any, ...]] = (
    select(
        FaxEntry.id,
        Fax.id,
        Fax.key,
        FaxEntry.number,
        FaxEntry.recipient_fax_number,
        FaxEntry.recipient_name,
        Fax.username,
        Fax.subject,
        FaxEntry.state,
        FaxEntry.message,
        FaxEntry.try_number,
        _TRIES,
        FaxEntry.pages,
        Fax.created_at,
        FaxEntry.due_at,
        FaxEntry.ended_at,
    )
    .join(FaxEntry.fax)
    .where(Fax.appliance_id == bindparam("unit"))
)
_OLDEST_FIRST, _NEWEST_FIRST = (Fax.key, FaxEntry.number), (Fax.key.desc(), FaxEntry.number.desc())
_RECEIVED: Select[*tuple[Any, ...]] = (
    select(
        Call.number,
        Call.ended_at,
        InboundFax.state,
        Call.caller_id,
        InboundFax.extension,
        InboundFax.recipient,
        Call.pages,
    )
    .join(Call, Call.id == InboundFax.call_id)
    .where(InboundFax.appliance_id == bindparam("unit"), Call.appliance_id == bindparam("unit"))
)
_MAILS: Select[*tuple[Any, ...]] = select(Mail.number, Mail.created_at, Mail.recipient, Mail.subject).where(
    Mail.appliance_id == bindparam("unit")
)


class Summaries(Repository):
    """What one appliance has of each kind."""

    def entries(
        self, searches: Sequence[EntrySearch], after: EntryPlace | None, *, newest_first: bool
    ) -> tuple[list[EntrySummary], EntryPlace | None]:
        """A slice of the outbound faxes, one for each recipient, that any of the searches finds; and where it ended,
        None when there are no more. `after`: where the slice before ended, None for the first."""
        ends = self._first_and_last_key(searches)
        if ends is None:
            return [], None
        first, last = ends
        if newest_first:
            begin = after or EntryPlace(last, LAST_NUMBER)
            low, high = max(first, begin.fax_key - KEYS_AT_ONCE), begin.fax_key
            end = EntryPlace(low, 0) if low > first else None
            beyond = or_(Fax.key < begin.fax_key, FaxEntry.number < begin.entry_number)
        else:
            begin = after or EntryPlace(first, -1)
            low, high = begin.fax_key, min(last, begin.fax_key + KEYS_AT_ONCE)
            end = EntryPlace(high, LAST_NUMBER) if high < last else None
            beyond = or_(Fax.key > begin.fax_key, FaxEntry.number > begin.entry_number)
        query = _ENTRIES.where(Fax.key.between(low, high), beyond, or_(*(one.condition() for one in searches)))
        query = query.order_by(*(_NEWEST_FIRST if newest_first else _OLDEST_FIRST)).limit(ROWS_AT_ONCE)
        found = [EntrySummary(*row) for row in self._rows(query)]
        if len(found) == ROWS_AT_ONCE:
            end = EntryPlace(found[-1].fax_key, found[-1].entry_number)
        return found, end

    def newest_entries(self, *, limit: int, offset: int = 0) -> tuple[list[EntrySummary], int]:
        """A part of all outbound faxes, the newest first, and how many there are in all."""
        query = _ENTRIES.order_by(*_NEWEST_FIRST).limit(limit).offset(offset)
        count = select(func.count()).select_from(FaxEntry).where(FaxEntry.appliance_id == self._appliance_id)
        return [EntrySummary(*row) for row in self._rows(query)], self._connection.scalars(count).one()

    def count_of_fax(self, fax_key: int) -> int:
        """How many recipients the fax of this key has; 0: there is none."""
        query = select(func.count()).select_from(FaxEntry).join(FaxEntry.fax)
        return self._connection.scalars(query.where(Fax.appliance_id == self._appliance_id, Fax.key == fax_key)).one()

    def received(self, after: int | None, *, newest_first: bool) -> list[ReceivedSummary]:
        """A slice of the faxes that came in: those beyond the call of this number; none when there are no more."""
        return [ReceivedSummary(*row) for row in self._rows(_slice(_RECEIVED, Call.number, after, newest_first))]

    def mails(self, after: int | None, *, newest_first: bool) -> list[MailSummary]:
        """A slice of the mails that are kept, those beyond this number; none when there are no more."""
        return [MailSummary(*row) for row in self._rows(_slice(_MAILS, Mail.number, after, newest_first))]

    def _first_and_last_key(self, searches: Sequence[EntrySearch]) -> tuple[int, int] | None:
        """Of the faxes that may be found; None when there are none."""
        wanted = [one.fax_key for one in searches]
        known = [key for key in wanted if key is not None]
        if wanted and len(known) == len(wanted):
            return min(known), max(known)
        ours = Fax.appliance_id == self._appliance_id
        least, most = (select(end(Fax.key)).where(ours).scalar_subquery() for end in (func.min, func.max))
        first, last = self._connection.execute(select(least, most)).one()
        return None if first is None else (first, last)

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        return self._connection.execute(query, {"unit": self._appliance_id}).all()


def _slice(
    query: Select[*tuple[Any, ...]], number: InstrumentedAttribute[int], after: int | None, newest_first: bool
) -> Select[*tuple[Any, ...]]:
    beyond = [] if after is None else [number < after if newest_first else number > after]
    return query.where(*beyond).order_by(number.desc() if newest_first else number).limit(ROWS_AT_ONCE)
