"""Receipts that are owed: an entry came to its end, and its sender has not been told yet.

Rule: a row is written in the transaction that ends the entry and goes in the one that keeps the mail, so there is
exactly one mail for each end, whenever power is cut.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, delete, insert, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column

from models.base import Base, Owned, added_id, table_of
from models.fax import FaxEntry
from models.transaction import Repository
from models.vocabulary import FaxState


class ReceiptDue(Owned, Base):
    """What is to be told of an entry, as it stood at its end: it may be on its way again when the mail is made."""

    __tablename__ = "receipt_due"

    entry_id: Mapped[int] = mapped_column(ForeignKey("fax_entry.id", ondelete="CASCADE"), index=True)
    state: Mapped[FaxState]
    message: Mapped[str]
    try_number: Mapped[int]
    ended_at: Mapped[datetime]


_ADD = insert(table_of(ReceiptDue))


class ReceiptsDue(Repository):
    """The receipts that one appliance owes."""

    def owe(self, entry: FaxEntry) -> int:
        """Keep that the sender of this entry, which is final now, is to be told; answers the row."""
        row = {
            "appliance_id": self._appliance_id,
            "entry_id": entry.id,
            "state": entry.state,
            "message": entry.message,
            "try_number": entry.try_number,
            "ended_at": entry.ended_at,
        }
        return added_id(self._connection.execute(_ADD, row))

    def owed(self) -> list[int]:
        """The rows of all that are owed, the oldest first."""
        query = select(ReceiptDue.id).where(ReceiptDue.appliance_id == self._appliance_id).order_by(ReceiptDue.id)
        return list(self._session.scalars(query))

    def find(self, due_id: int) -> tuple[ReceiptDue, FaxEntry] | None:
        """What is owed, and the entry with its fax."""
        query = (
            select(ReceiptDue, FaxEntry)
            .join(FaxEntry, FaxEntry.id == ReceiptDue.entry_id)
            .join(FaxEntry.fax)
            .options(contains_eager(FaxEntry.fax))
            .where(ReceiptDue.appliance_id == self._appliance_id, ReceiptDue.id == due_id)
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else (row[0], row[1])

    def settle(self, due_id: int) -> None:
        """It is not owed any more."""
        self._session.execute(delete(ReceiptDue).where(ReceiptDue.id == due_id))
