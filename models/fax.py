"""Outbound faxes: what was ordered, one entry for each recipient, the pages of each, and every attempt to send it.

Rule: an entry's `state` is written by `fax_engine.lifecycle` alone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Select, UniqueConstraint, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from models.appliance import Appliance
from models.base import Base, Owned
from models.document import Page
from models.vocabulary import (
    FINAL_STATES,
    Agent,
    Coding,
    FaxState,
    Location,
    Receipt,
    ReceiptAttachment,
    Resolution,
)


class Fax(Owned, Base):
    """One accepted order: everything that its recipients share. `key` counts up by one for each fax of the unit."""

    __tablename__ = "fax"
    __table_args__ = (UniqueConstraint("appliance_id", "key"),)

    key: Mapped[int]
    username: Mapped[str] = mapped_column(index=True)
    agent: Mapped[Agent]
    created_at: Mapped[datetime]
    cover_page_name: Mapped[str] = mapped_column(default="")
    cover_page_enabled: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str] = mapped_column(default="")
    comments: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str] = mapped_column(default="")
    sender_organization: Mapped[str] = mapped_column(default="")
    sender_phone_number: Mapped[str] = mapped_column(default="")
    sender_fax_number: Mapped[str] = mapped_column(default="")
    sender_email_address: Mapped[str] = mapped_column(default="")
    max_tries: Mapped[int]
    try_interval: Mapped[int]
    priority: Mapped[int]
    receipt: Mapped[Receipt]
    receipt_attachment: Mapped[ReceiptAttachment]

    entries: Mapped[list["FaxEntry"]] = relationship(
        back_populates="fax", lazy="raise", order_by="FaxEntry.number", passive_deletes=True
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        lazy="raise", order_by="Attachment.position", passive_deletes=True
    )


class Attachment(Owned, Base):
    """One document of a fax. `document_id` is None while an external one was not fetched yet."""

    __tablename__ = "attachment"

    fax_id: Mapped[int] = mapped_column(ForeignKey("fax.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    content_type: Mapped[str]
    location: Mapped[Location]
    url: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class FaxEntry(Owned, Base):
    """One recipient's fax. `number` counts from 0; `pages` is 0 until the pages are made, the cover page counted."""

    __tablename__ = "fax_entry"
    __table_args__ = (
        UniqueConstraint("fax_id", "number"),
        Index("ix_fax_entry_queue", "appliance_id", "state", "priority", "id"),
        Index("ix_fax_entry_ended", "appliance_id", "ended_at", "id"),
    )

    fax_id: Mapped[int] = mapped_column(ForeignKey("fax.id", ondelete="CASCADE"))
    number: Mapped[int]
    recipient_name: Mapped[str] = mapped_column(default="")
    recipient_organization: Mapped[str] = mapped_column(default="")
    recipient_fax_number: Mapped[str]
    recipient_phone_number: Mapped[str] = mapped_column(default="")
    state: Mapped[FaxState]
    message: Mapped[str]
    priority: Mapped[int]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    try_number: Mapped[int] = mapped_column(default=1)
    pages: Mapped[int] = mapped_column(default=0)
    approver: Mapped[str] = mapped_column(default="")
    approval_at: Mapped[datetime | None]

    fax: Mapped[Fax] = relationship(back_populates="entries", lazy="raise")
    attempts: Mapped[list["Attempt"]] = relationship(lazy="raise", order_by="Attempt.id", passive_deletes=True)

    @property
    def stime(self) -> datetime:
        """When it will be tried, when sending began, or when it ended, by state (developer guide, Fax Entry)."""
        if self.state is FaxState.SENDING and self.started_at:
            return self.started_at
        if self.state.is_final and self.ended_at:
            return self.ended_at
        return self.due_at


class EntryPage(Base):
    """One page that goes out to one recipient: a page image, and the header strip laid over its top."""

    __tablename__ = "entry_page"

    entry_id: Mapped[int] = mapped_column(ForeignKey("fax_entry.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    appliance_id: Mapped[int] = mapped_column(ForeignKey("appliance.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    header_bits: Mapped[bytes] = mapped_column(LargeBinary)
    header_coded_bits: Mapped[dict[str, int]] = mapped_column(JSON)


class Attempt(Owned, Base):
    """One try to send one entry: what the call came to. `channel` counts from 1, `rate` is in bit/s."""

    __tablename__ = "attempt"

    entry_id: Mapped[int] = mapped_column(ForeignKey("fax_entry.id", ondelete="CASCADE"), index=True)
    try_number: Mapped[int]
    channel: Mapped[int]
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
    hangup_code: Mapped[str] = mapped_column(default="")
    hangup_message: Mapped[str] = mapped_column(default="")


class Faxes:
    """The outbound faxes of one appliance."""

    def __init__(self, session: Session, appliance_id: int) -> None:
        self._session = session
        self._appliance_id = appliance_id

    def add(self, fax: Fax) -> Fax:
        """Take a fax in under the next key, with its entries and attachments."""
        appliance = self._session.get_one(Appliance, self._appliance_id)
        appliance.last_fax_key += 1
        fax.key = appliance.last_fax_key
        fax.appliance_id = self._appliance_id
        rows: list[Owned] = [*fax.entries, *fax.attachments]
        for row in rows:
            row.appliance_id = self._appliance_id
        self._session.add(fax)
        self._session.flush()
        return fax

    def find(self, key: int) -> Fax | None:
        """A fax with its entries."""
        query = (
            select(Fax)
            .where(Fax.appliance_id == self._appliance_id, Fax.key == key)
            .options(selectinload(Fax.entries))
        )
        fax = self._session.scalars(query).one_or_none()
        for entry in fax.entries if fax else ():
            set_committed_value(entry, "fax", fax)
        return fax

    def find_entry(self, key: int, number: int) -> FaxEntry | None:
        """One entry, with its fax."""
        query = self._entries().where(Fax.key == key, FaxEntry.number == number)
        return self._session.scalars(query).one_or_none()

    def entry(self, entry_id: int) -> FaxEntry:
        """One entry by its row, with its fax."""
        return self._session.scalars(self._entries().where(FaxEntry.id == entry_id)).one()

    def list_entries(
        self,
        states: Collection[FaxState],
        *,
        username: str | None = None,
        limit: int | None = None,
        newest_ended_first: bool = False,
    ) -> list[FaxEntry]:
        """Entries in these states, oldest fax first, or the most recently completed first; of one user or of all."""
        query = self._entries().where(FaxEntry.state.in_(states))
        if username is not None:
            query = query.where(Fax.username == username)
        if newest_ended_first:
            query = query.order_by(FaxEntry.ended_at.desc(), FaxEntry.id.desc())
        else:
            query = query.order_by(FaxEntry.id)
        return list(self._session.scalars(query.limit(limit)))

    def load_attempts(self, entries: Sequence[FaxEntry]) -> dict[int, list[Attempt]]:
        """The attempts of these entries by entry id, oldest first."""
        found: dict[int, list[Attempt]] = {}
        query = (
            select(Attempt)
            .where(Attempt.appliance_id == self._appliance_id, Attempt.entry_id.in_([entry.id for entry in entries]))
            .order_by(Attempt.id)
        )
        for attempt in self._session.scalars(query):
            found.setdefault(attempt.entry_id, []).append(attempt)
        return found

    def next_due(self, now: datetime) -> FaxEntry | None:
        """The pending entry that goes next: due, then priority 0 first, then age."""
        query = (
            self._entries()
            .where(FaxEntry.state == FaxState.PENDING, FaxEntry.due_at <= now)
            .order_by(FaxEntry.priority, FaxEntry.id)
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()

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
        """Store the pages that go out to this recipient, in place of any before; answers how many."""
        rows = [
            {
                "entry_id": entry.id,
                "position": position,
                "appliance_id": self._appliance_id,
                "page_id": page.page_id,
                "header_bits": page.header_bits,
                "header_coded_bits": page.header_coded_bits,
            }
            for position, page in enumerate(pages)
        ]
        self._session.execute(insert(EntryPage), rows)
        return len(rows)

    def page_sizes(self, entry_id: int) -> list[tuple[int, Resolution, dict[str, int], dict[str, int]]]:
        """What goes on the line: rows, resolution, coded bits of the page and of its header strip, in order."""
        query = (
            select(Page.rows, Page.resolution, Page.coded_bits, EntryPage.header_coded_bits)
            .join(EntryPage, EntryPage.page_id == Page.id)
            .where(EntryPage.entry_id == entry_id)
            .order_by(EntryPage.position)
        )
        return [(*row,) for row in self._session.execute(query)]

    def page_images(self, entry_id: int) -> list[tuple[int, Resolution, bytes, bytes]]:
        """What the paper shows: rows, resolution, bits of the page and of its header strip, in order."""
        query = (
            select(Page.rows, Page.resolution, Page.bits, EntryPage.header_bits)
            .join(EntryPage, EntryPage.page_id == Page.id)
            .where(EntryPage.entry_id == entry_id)
            .order_by(EntryPage.position)
        )
        return [(*row,) for row in self._session.execute(query)]

    def add_attempt(self, attempt: Attempt) -> None:
        """Record how a try went."""
        attempt.appliance_id = self._appliance_id
        self._session.add(attempt)

    def pending_due_times(self) -> list[datetime]:
        """The distinct moments at which pending entries fall due: what timers are re-armed from."""
        query = (
            select(FaxEntry.due_at)
            .where(FaxEntry.appliance_id == self._appliance_id, FaxEntry.state == FaxState.PENDING)
            .distinct()
        )
        return list(self._session.scalars(query))

    def count_by_state(self) -> dict[FaxState, int]:
        """How many entries are in each state; states without entries are left out."""
        query = (
            select(FaxEntry.state, func.count())
            .where(FaxEntry.appliance_id == self._appliance_id)
            .group_by(FaxEntry.state)
        )
        return dict(row.tuple() for row in self._session.execute(query))

    def unfinished(self) -> list[FaxEntry]:
        """Every entry that is not final, with its fax, oldest first."""
        return self.list_entries([state for state in FaxState if state not in FINAL_STATES])

    def _entries(self) -> Select[FaxEntry]:
        return (
            select(FaxEntry)
            .join(FaxEntry.fax)
            .options(contains_eager(FaxEntry.fax))
            .where(FaxEntry.appliance_id == self._appliance_id)
        )
