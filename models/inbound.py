"""Received faxes: what came in with a call, for whom, and its pages.

Rule: a fax is kept when its call is over, with every page that arrived whole.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Owned
from models.document import Page
from models.vocabulary import InboundState


class InboundFax(Owned, Base):
    """One received fax. `extension` is empty when no digits chose one; `recipient` is the route's name."""

    __tablename__ = "inbound_fax"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), unique=True)
    state: Mapped[InboundState]
    extension: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(default="")


class InboundPage(Base):
    """One page of a received fax, in its place from 0 on."""

    __tablename__ = "inbound_page"

    inbound_fax_id: Mapped[int] = mapped_column(ForeignKey("inbound_fax.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    appliance_id: Mapped[int] = mapped_column(ForeignKey("appliance.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))


class InboundFaxes:
    """The received faxes of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._session = session
        self._connection = connection
        self._appliance_id = appliance_id

    def add(self, fax: InboundFax, pages: Sequence[Page]) -> InboundFax:
        """Keep a fax and its pages; its call must be kept already."""
        fax.appliance_id = self._appliance_id
        for page in pages:
            page.appliance_id = self._appliance_id
        self._session.add_all([fax, *pages])
        self._session.flush()
        self._session.add_all(
            InboundPage(inbound_fax_id=fax.id, position=position, appliance_id=self._appliance_id, page_id=page.id)
            for position, page in enumerate(pages)
        )
        self._session.flush()
        return fax
