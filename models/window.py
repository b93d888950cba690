"""The window of faxes that are over: only the newest keep their pages and documents (administrator guide).

Rule: whoever falls out of it is marked, and stays marked. The rows stay for the logs; what they needed is deleted later
(`models.leftovers`). Nobody falls out who still owes something: a receipt to its sender, or a delivery.
"""

from sqlalchemy import BindParameter, bindparam, select, update

from models.base import table_of
from models.delivery import Delivery
from models.fax import FaxEntry
from models.inbound import InboundFax
from models.listing import in_pieces
from models.receipt import ReceiptDue
from models.transaction import Repository
from models.vocabulary import DeliveryState

_ENTRIES = table_of(FaxEntry)
_RECEIVED = table_of(InboundFax)
_OLDER_ENTRIES = (
    select(FaxEntry.id)
    .where(
        FaxEntry.appliance_id == bindparam("unit"),
        FaxEntry.is_kept.is_(True),
        FaxEntry.ended_at.is_not(None),
        ~select(ReceiptDue.id).where(ReceiptDue.entry_id == FaxEntry.id).exists(),
    )
    .order_by(FaxEntry.ended_at.desc(), FaxEntry.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("size"))
)
_OLDER_RECEIVED = (
    select(InboundFax.id)
    .where(
        InboundFax.appliance_id == bindparam("unit"),
        InboundFax.is_kept.is_(True),
        ~select(Delivery.id)
        .where(Delivery.inbound_fax_id == InboundFax.id, Delivery.state == DeliveryState.PENDING)
        .exists(),
    )
    .order_by(InboundFax.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("size"))
)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_CLOSE_ENTRIES = update(_ENTRIES).where(_ENTRIES.c.id.in_(_IDS)).values(is_kept=False)
_CLOSE_RECEIVED = update(_RECEIVED).where(_RECEIVED.c.id.in_(_IDS)).values(is_kept=False)
_IS_KEPT = select(_ENTRIES.c.is_kept).where(_ENTRIES.c.id == bindparam("entry"))


class Window(Repository):
    """The window of one appliance."""

    def close_completed(self, size: int, most: int) -> list[int]:
        """Let the completed entries fall out that are older than the newest `size`, `most` at once; answers which."""
        values = {"unit": self._appliance_id, "size": size, "most": most}
        older = list(self._connection.execute(_OLDER_ENTRIES, values).scalars())
        for ids in in_pieces(older):
            self._connection.execute(_CLOSE_ENTRIES, {"ids": ids})
        return older

    def close_received(self, size: int, most: int) -> list[int]:
        """The same with received faxes."""
        values = {"unit": self._appliance_id, "size": size, "most": most}
        older = list(self._connection.execute(_OLDER_RECEIVED, values).scalars())
        for ids in in_pieces(older):
            self._connection.execute(_CLOSE_RECEIVED, {"ids": ids})
        return older

    def is_kept(self, entry_id: int) -> bool:
        """True for an entry that is in the window, or not over yet."""
        kept: bool = self._connection.execute(_IS_KEPT, {"entry": entry_id}).scalar_one()
        return kept
