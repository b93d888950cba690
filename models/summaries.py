"""Every fax, received fax and mail at a glance: what somebody who looks for one compares.

Rule: a summary is read in one statement and is a value; nobody changes a row through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from models.call import Call
from models.fax import Fax, FaxEntry
from models.inbound import InboundFax
from models.mail import Mail
from models.transaction import Repository
from models.vocabulary import FaxState, InboundState


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
    .where(FaxEntry.appliance_id == bindparam("unit"))
    .order_by(FaxEntry.id)
)
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
    .where(InboundFax.appliance_id == bindparam("unit"))
    .order_by(Call.number)
)
_MAILS: Select[*tuple[Any, ...]] = (
    select(Mail.number, Mail.created_at, Mail.recipient, Mail.subject)
    .where(Mail.appliance_id == bindparam("unit"))
    .order_by(Mail.number)
)


class Summaries(Repository):
    """What one appliance has of each kind, the oldest first."""

    def entries(self, fax_key: int | None = None) -> list[EntrySummary]:
        """The outbound faxes, one for each recipient: all, or those of one fax."""
        query = _ENTRIES
        if fax_key is not None:
            query = query.where(Fax.key == fax_key)
        return [EntrySummary(*row) for row in self._rows(query)]

    def newest_entries(self, *, limit: int, offset: int = 0) -> tuple[list[EntrySummary], int]:
        """A part of all outbound faxes, the newest first, and how many there are in all."""
        query = _ENTRIES.order_by(None).order_by(FaxEntry.id.desc()).limit(limit).offset(offset)
        count = select(func.count()).select_from(FaxEntry).where(FaxEntry.appliance_id == self._appliance_id)
        return [EntrySummary(*row) for row in self._rows(query)], self._session.scalars(count).one()

    def received(self) -> list[ReceivedSummary]:
        """The faxes that came in."""
        return [ReceivedSummary(*row) for row in self._rows(_RECEIVED)]

    def mails(self) -> list[MailSummary]:
        """The mails that are kept."""
        return [MailSummary(*row) for row in self._rows(_MAILS)]

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        return self._session.execute(query, {"unit": self._appliance_id}).all()
