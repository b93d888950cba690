"""Outbound faxes: what was ordered, one entry for each recipient, and the pages of each.

Rule: an entry's `state` is written by `fax_engine.lifecycle` alone.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Owned
from models.vocabulary import Agent, FaxState, Location, Receipt, ReceiptAttachment


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
    """One document of a fax. `document_id` is None while an external one was not fetched yet, and when it was let
    go."""

    __tablename__ = "attachment"

    fax_id: Mapped[int] = mapped_column(ForeignKey("fax.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    content_type: Mapped[str]
    location: Mapped[Location]
    url: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)


class FaxEntry(Owned, Base):
    """One recipient's fax. `number` counts from 0; `pages` is 0 until the pages are made, the cover page counted.

    `is_kept`: its pages and documents are in the store, or may still come; false for good once newer completed faxes
    have pushed it out of the window (`models.window`).
    """

    __tablename__ = "fax_entry"
    __table_args__ = (
        UniqueConstraint("fax_id", "number"),
        Index("ix_fax_entry_queue", "appliance_id", "state", "priority", "id"),
        Index("ix_fax_entry_ended", "appliance_id", "is_kept", "ended_at", "id"),
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
    is_kept: Mapped[bool] = mapped_column(default=True)

    fax: Mapped[Fax] = relationship(back_populates="entries", lazy="raise")

    @property
    def stime(self) -> datetime:
        """When it will be tried, when sending began, or when it ended, by state (developer guide, Fax Entry)."""
        if self.state is FaxState.SENDING and self.started_at:
            return self.started_at
        if self.state.is_final and self.ended_at:
            return self.ended_at
        return self.due_at


class EntryPage(Base):
    """One page that goes out to one recipient: a page image, and the header strip laid over its top.

    `header_coded_bits`: what was counted of the strip, as `Page.coded_bits` keeps it.
    """

    __tablename__ = "entry_page"

    entry_id: Mapped[int] = mapped_column(ForeignKey("fax_entry.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    appliance_id: Mapped[int] = mapped_column(ForeignKey("appliance.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    header_bits: Mapped[bytes] = mapped_column(LargeBinary)
    header_coded_bits: Mapped[dict[str, int]] = mapped_column(JSON)


def keys(fax_key: int, entry_number: int) -> str:
    """`FAXKEY/ENTRYKEY`, as in the entry's URL."""
    return f"{fax_key:08X}/{entry_number:04X}"
