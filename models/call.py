"""Telephone calls, both ways: one row for each that ended, which is also its line in the logs.

Rule: a row is written once, when the call is over, and never changed, but for the name of an owner who was deleted.
Numbers count up by one for each call; one that was taken for a call that left no row, because power was cut in the
middle of it, is missing for good.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Mapped, contains_eager, mapped_column

from models.appliance import Appliance
from models.base import Base, Owned, added_id, blank_row, set_values, table_of
from models.fax import Fax, FaxEntry
from models.listing import in_pieces, like_number
from models.prepared import Prepared
from models.transaction import Repository
from models.user import FORMER
from models.vocabulary import Coding, Direction, FaxState, Resolution

SIGNALLING = "sip"
"""The part of `Call.session` that a call over IP is signalled by."""

NEVER_CALLED = "number_rejected"
"""The outcome of an attempt that no line dialled: it has a row as every attempt has, and there was no call."""

POWER_LOST = "power_lost"
"""That of a call that was cut off by a loss of power."""

DISK_FULL = "disk_full"
"""That of a call that came in, whose pages the unit had no room for."""

OF_THE_UNIT = frozenset({NEVER_CALLED, POWER_LOST, DISK_FULL})
"""Outcomes that are the unit's own, and none of the telephone world's."""


class Call(Owned, Base):
    """One call. `number` is its id in the logs; `channel` counts from 1 (0: not known any more), `rate` is in bit/s.

    An outbound one is an attempt to send an entry: `entry_id`, `try_number`, the owner's `username`, and the `state`
    and `message` that the entry had after it. `fax_number` is what was dialled, or the number that was called;
    `caller_id` is who called. `connected_at` is None when nobody answered. `session` is what the telephone world can
    play the call again from, its fax session and under `SIGNALLING` its messages on IP, None where there was neither;
    it is read when it is asked for.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_log", "appliance_id", "started_at", "number", "outcome"),
        Index("ix_call_direction_log", "appliance_id", "direction", "started_at", "number"),
        Index("ix_call_user_log", "appliance_id", "username", "started_at", "number"),
        Index("ix_call_number", "appliance_id", "number", unique=True),
    )

    number: Mapped[int]
    direction: Mapped[Direction]
    channel: Mapped[int]
    fax_number: Mapped[str] = mapped_column(default="")
    caller_id: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    succeeded: Mapped[bool]
    started_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime]
    rate: Mapped[int | None]
    ecm: Mapped[bool | None]
    coding: Mapped[Coding | None]
    resolution: Mapped[Resolution | None]
    remote_id: Mapped[str] = mapped_column(default="")
    pages: Mapped[int]
    cause: Mapped[int | None]
    sip_status: Mapped[int | None]
    hangup_code: Mapped[str] = mapped_column(default="")
    hangup_message: Mapped[str] = mapped_column(default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("fax_entry.id", ondelete="CASCADE"), index=True)
    try_number: Mapped[int | None]
    username: Mapped[str | None]
    state: Mapped[FaxState | None]
    message: Mapped[str] = mapped_column(default="")
    session: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    @property
    def seconds_connected(self) -> int:
        """Whole seconds from the answer to the end; 0 when nobody answered."""
        return int((self.ended_at - self.connected_at).total_seconds()) if self.connected_at else 0


@dataclass(frozen=True, slots=True)
class LogRange:
    """Which calls a log shows: one way or both, one user's or everybody's, begun from `since` on and before `until`.

    A user has outbound calls only. Outbound ones alone are attempts, whether they were dialled or not; both ways
    together are calls, and what never was one is left out.
    """

    direction: Direction | None = None
    username: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def narrow(self, query: Select[int]) -> Select[int]:
        """The query, for these calls alone. Each kind of range has an index that also knows the calls' order."""
        if self.username is not None:
            query = query.where(Call.username == self.username)
        elif self.direction is not None:
            query = query.where(Call.direction == self.direction)
        else:
            query = query.where(Call.outcome != NEVER_CALLED)
        if self.since is not None:
            query = query.where(Call.started_at >= self.since)
        if self.until is not None:
            query = query.where(Call.started_at < self.until)
        return query


@dataclass(frozen=True, slots=True)
class CallSearch:
    """Which calls are looked for; every part that is given must fit.

    `number` (dialled, or called) and `caller_id` are patterns in which `*` stands for any characters, and what people
    write between digits does not count. `fax_key` and `entry_number`: what they were attempts to send.
    """

    direction: Direction | None = None
    number: str | None = None
    caller_id: str | None = None
    outcome: str | None = None
    fax_key: int | None = None
    entry_number: int | None = None

    def narrow(self, query: Select[int]) -> Select[int]:
        """The query, for these calls alone."""
        if self.direction is not None:
            query = query.where(Call.direction == self.direction)
        if self.number is not None:
            query = query.where(like_number(Call.fax_number, self.number))
        if self.caller_id is not None:
            query = query.where(like_number(Call.caller_id, self.caller_id))
        if self.outcome is not None:
            query = query.where(Call.outcome == self.outcome)
        if self.fax_key is not None:
            query = query.join(FaxEntry, FaxEntry.id == Call.entry_id).join(FaxEntry.fax).where(Fax.key == self.fax_key)
            if self.entry_number is not None:
                query = query.where(FaxEntry.number == self.entry_number)
        return query


_UNITS = table_of(Appliance)
_ADD = insert(table_of(Call))
_BLANK = blank_row(Call)
_RECORD_ATTEMPT = Prepared(
    _ADD.values(
        username=select(Fax.username)
        .join(FaxEntry, FaxEntry.fax_id == Fax.id)
        .where(FaxEntry.id == bindparam("of_entry"))
        .scalar_subquery()
    ),
    tuple(name for name in _BLANK if name != "username"),
)
_ADD_ALL = _ADD.returning(table_of(Call).c.id, sort_by_parameter_order=True)
_TAKE_NUMBERS = (
    update(_UNITS)
    .where(_UNITS.c.id == bindparam("unit"))
    .values(last_call_number=_UNITS.c.last_call_number + bindparam("count"))
    .returning(_UNITS.c.last_call_number)
)
_NEXT_NUMBER = Prepared(
    update(_UNITS)
    .where(_UNITS.c.id == bindparam("unit"))
    .values(last_call_number=_UNITS.c.last_call_number + 1)
    .returning(_UNITS.c.last_call_number)
)


class Calls(Repository):
    """The calls of one appliance."""

    def take_number(self) -> int:
        """The number of a call that begins, for `add` at its end."""
        [(number,)] = _NEXT_NUMBER.rows(self._connection, {"unit": self._appliance_id})
        return int(number)

    def add(self, call: Call, number: int | None = None) -> Call:
        """Record a call that is over, under the number that was taken for it, or the next one."""
        call.number = self.take_number() if number is None else number
        call.id = self._insert(call)
        return call

    def record(self, values: Mapping[str, Any]) -> int:
        """Record an attempt that is over, by column, and answer its number, which is the next; no entity is made of it.

        Whose it is, the store knows best: the owner may have been deleted during the call.
        """
        number = self.take_number()
        known = {"number": number, "appliance_id": self._appliance_id, "of_entry": values["entry_id"]}
        _RECORD_ATTEMPT.run(self._connection, {**_BLANK, **values, **known})
        return number

    def owners_left(self, usernames: Sequence[str]) -> None:
        """These users are deleted; see `Faxes.owners_left`."""
        for piece in in_pieces(usernames):
            was_theirs = Call.appliance_id == self._appliance_id, Call.username.in_(piece)
            self._session.execute(update(Call).where(*was_theirs).values(username=Call.username + FORMER))

    def add_all(self, calls: Sequence[Call]) -> None:
        """Record many calls, as `add` does with each; the same must be set on all of them."""
        if not calls:
            return
        unit = {"appliance_id": self._appliance_id}
        values = {"unit": self._appliance_id, "count": len(calls)}
        first = self._connection.execute(_TAKE_NUMBERS, values).scalar_one() - len(calls) + 1
        for number, call in enumerate(calls, first):
            call.number = number
        ids = self._connection.execute(_ADD_ALL, [set_values(call) | unit for call in calls]).scalars()
        for call, row_id in zip(calls, ids, strict=True):
            call.id = row_id

    def of_entries(self, entries: Sequence[FaxEntry]) -> dict[int, list[Call]]:
        """The attempts to send these entries by entry id, oldest first."""
        found: dict[int, list[Call]] = {}
        for ids in in_pieces([entry.id for entry in entries]):
            query = select(Call).where(Call.appliance_id == self._appliance_id, Call.entry_id.in_(ids))
            for call in self._session.scalars(query.order_by(Call.id)):
                assert call.entry_id is not None
                found.setdefault(call.entry_id, []).append(call)
        return found

    def session_of(self, number: int) -> dict[str, Any] | None:
        """What the fax session of the call with this number can be played again from; None when there is none."""
        kept = self._kept_of(number)
        return {name: value for name, value in kept.items() if name != SIGNALLING} or None

    def signalling_of(self, number: int) -> dict[str, Any] | None:
        """What the messages of the call with this number can be written again from; None on an analog line."""
        return self._kept_of(number).get(SIGNALLING)

    def _kept_of(self, number: int) -> dict[str, Any]:
        query = select(Call.session).where(Call.appliance_id == self._appliance_id, Call.number == number)
        return self._session.scalars(query).one_or_none() or {}

    def find(self, number: int) -> Call | None:
        """The call with this number, once it is over."""
        query = select(Call).where(Call.appliance_id == self._appliance_id, Call.number == number)
        return self._session.scalars(query).one_or_none()

    def was_taken(self, number: int) -> bool:
        """Whether this number was given to a call, that is over or not."""
        query = select(Appliance.last_call_number).where(Appliance.id == self._appliance_id)
        return 0 < number <= self._session.scalars(query).one()

    def search(self, wanted: CallSearch, *, limit: int, offset: int = 0) -> tuple[list[Call], int]:
        """The calls that are looked for by number, the newest first, and how many there are in all."""
        ids = wanted.narrow(select(Call.id).where(Call.appliance_id == self._appliance_id))
        shown = ids.order_by(Call.number.desc()).limit(limit).offset(offset)
        found = self._session.scalars(select(Call).where(Call.id.in_(shown)).order_by(Call.number.desc()))
        count = self._session.scalars(select(func.count()).select_from(ids.subquery())).one()
        return list(found), count

    def log(self, within: LogRange, *, limit: int, offset: int = 0) -> list[Call]:
        """The calls of a range, newest first. What `offset` passes over is read from the index alone."""
        newest_first = Call.started_at.desc(), Call.number.desc()
        ids = within.narrow(select(Call.id).where(Call.appliance_id == self._appliance_id))
        shown = ids.order_by(*newest_first).limit(limit).offset(offset)
        return list(self._session.scalars(select(Call).where(Call.id.in_(shown)).order_by(*newest_first)))

    def count(self, within: LogRange) -> int:
        """How many calls are in a range."""
        query = within.narrow(select(func.count()).select_from(Call).where(Call.appliance_id == self._appliance_id))
        return self._session.scalars(query).one()

    def count_by_outcome(self) -> dict[tuple[Direction, str], int]:
        """How many calls ended in each way, in each direction; what never happened is left out."""
        kinds = Call.direction, Call.outcome
        query = select(*kinds, func.count()).where(Call.appliance_id == self._appliance_id).group_by(*kinds)
        return {
            (direction, outcome): count for direction, outcome, count in self._session.execute(query.order_by(*kinds))
        }

    def entries_of(self, calls: Iterable[Call]) -> dict[int, FaxEntry]:
        """The entries that these calls tried to send, by entry id, each with its fax."""
        ids = list(dict.fromkeys(call.entry_id for call in calls if call.entry_id is not None))
        query = select(FaxEntry).join(FaxEntry.fax).options(contains_eager(FaxEntry.fax))
        found = (
            entry for piece in in_pieces(ids) for entry in self._session.scalars(query.where(FaxEntry.id.in_(piece)))
        )
        return {entry.id: entry for entry in found}

    def _insert(self, call: Call) -> int:
        return added_id(self._connection.execute(_ADD, set_values(call) | {"appliance_id": self._appliance_id}))
