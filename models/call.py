"""Telephone calls, both ways: one row for each that ended, which is also its line in the logs.

Rule: a row is written once, when the call is over, and never changed; its number counts up by one for each.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, Index, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.appliance import Appliance
from models.base import Base, Owned, added_id, set_values, table_of
from models.fax import FaxEntry
from models.vocabulary import Coding, Direction, FaxState, Resolution

MOST_VALUES = 10_000
"""Values in one statement; SQLite takes 32,766."""


class Call(Owned, Base):
    """One call. `number` is its id in the logs; `channel` counts from 1 (0: not known any more), `rate` is in bit/s.

    An outbound one is an attempt to send an entry: `entry_id`, `try_number`, the owner's `username`, and the `state` and
    `message` that the entry had after it. `fax_number` is what was dialled, or the number that was called; `caller_id`
    is who called. `connected_at` is None when nobody answered.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_log", "appliance_id", "started_at", "number"),
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


_UNITS = table_of(Appliance)
_ADD = insert(table_of(Call))
_NEXT_NUMBER = (
    update(_UNITS)
    .where(_UNITS.c.id == bindparam("unit"))
    .values(last_call_number=_UNITS.c.last_call_number + 1)
    .returning(_UNITS.c.last_call_number)
)


class Calls:
    """The calls of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._session = session
        self._connection = connection
        self._appliance_id = appliance_id

    def add(self, call: Call) -> Call:
        """Record a call that is over, under the next number."""
        call.number = self._connection.execute(_NEXT_NUMBER, {"unit": self._appliance_id}).scalar_one()
        call.id = self._insert(call)
        return call

    def of_entries(self, entries: Sequence[FaxEntry]) -> dict[int, list[Call]]:
        """The attempts to send these entries by entry id, oldest first."""
        found: dict[int, list[Call]] = {}
        for first in range(0, len(entries), MOST_VALUES):
            ids = [entry.id for entry in entries[first : first + MOST_VALUES]]
            query = select(Call).where(Call.appliance_id == self._appliance_id, Call.entry_id.in_(ids))
            for call in self._session.scalars(query.order_by(Call.id)):
                assert call.entry_id is not None
                found.setdefault(call.entry_id, []).append(call)
        return found

    def _insert(self, call: Call) -> int:
        return added_id(self._connection.execute(_ADD, set_values(call) | {"appliance_id": self._appliance_id}))
