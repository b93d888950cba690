"""Received faxes: what came in with a call, for whom, and its pages.

Rule: a call that came in has at most one; it is kept when the call is over, with every page that the unit has
confirmed.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ForeignKey, Index, Select, bindparam, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, table_of
from models.call import Call
from models.document import Page
from models.listing import in_pieces
from models.transaction import Repository
from models.vocabulary import InboundState, Resolution


class InboundFax(Owned, Base):
    """One received fax. `extension` is empty when none was dialled; `recipient` is the name of the route that applied,
    empty when none did. `is_kept`: its pages are in the store; see `models.window`.
    """

    __tablename__ = "inbound_fax"
    __table_args__ = (Index("ix_inbound_fax_kept", "appliance_id", "is_kept", "id"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), unique=True)
    state: Mapped[InboundState]
    extension: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(default="")
    is_kept: Mapped[bool] = mapped_column(default=True)


class CallersPage(Base):
    """One page as the caller sent it, in its place from 0 on, of a fax of which the unit does not keep just that."""

    __tablename__ = "callers_page"

    inbound_fax_id: Mapped[int] = mapped_column(ForeignKey("inbound_fax.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    appliance_id: Mapped[int] = mapped_column(ForeignKey("appliance.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)


class InboundPage(Base):
    """One page of a received fax, in its place from 0 on."""

    __tablename__ = "inbound_page"

    inbound_fax_id: Mapped[int] = mapped_column(ForeignKey("inbound_fax.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    appliance_id: Mapped[int] = mapped_column(ForeignKey("appliance.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)


PageKind = type[InboundPage] | type[CallersPage]

_ADD_PAGES = {kind: insert(table_of(kind)) for kind in (InboundPage, CallersPage)}


def _images(kind: PageKind) -> Select[int, Resolution, bytes]:
    return (
        select(Page.rows, Page.resolution, Page.bits)
        .join(kind, kind.page_id == Page.id)
        .join(InboundFax, InboundFax.id == kind.inbound_fax_id)
        .join(Call, Call.id == InboundFax.call_id)
        .where(Call.appliance_id == bindparam("unit"), Call.number == bindparam("number"))
        .order_by(kind.position)
    )


_PAGE_IMAGES = {kind: _images(kind) for kind in (InboundPage, CallersPage)}


class InboundFaxes(Repository):
    """The received faxes of one appliance."""

    def add(self, fax: InboundFax, pages: Sequence[Page]) -> InboundFax:
        """Keep a fax and its pages, which are new; its call must be kept already."""
        for page in pages:
            page.appliance_id = self._appliance_id
        self._session.add_all(pages)
        self._session.flush()
        return self.add_with_pages_of(fax, [page.id for page in pages])

    def add_with_pages_of(self, fax: InboundFax, page_ids: Sequence[int]) -> InboundFax:
        """Keep a fax that consists of pages which are in the store; its call must be kept already."""
        fax.appliance_id = self._appliance_id
        self._session.add(fax)
        self._session.flush()
        self._add_pages(InboundPage, fax, page_ids)
        return fax

    def keep_as_sent(self, fax: InboundFax, page_ids: Sequence[int]) -> None:
        """Keep beside a fax what its caller sent: pages which are in the store."""
        self._add_pages(CallersPage, fax, page_ids)

    def of_calls(self, calls: Iterable[Call]) -> dict[int, InboundFax]:
        """What came in with these calls, by call id."""
        found: dict[int, InboundFax] = {}
        for ids in in_pieces([call.id for call in calls]):
            query = select(InboundFax).where(InboundFax.call_id.in_(ids))
            found.update({fax.call_id: fax for fax in self._session.scalars(query)})
        return found

    def page_images(self, call_number: int) -> list[tuple[int, Resolution, bytes]]:
        """What arrived with the call of this number: rows, resolution and bits of each page, in order."""
        return self._images(InboundPage, call_number)

    def images_as_sent(self, call_number: int) -> list[tuple[int, Resolution, bytes]]:
        """The same of what was sent; none where that is kept for nobody."""
        return self._images(CallersPage, call_number)

    def stored_bytes(self, page_ids: Sequence[int]) -> int:
        """What these pages take in the store."""
        query = select(func.sum(func.length(Page.bits))).where(Page.appliance_id == self._appliance_id)
        found = (self._session.scalar(query.where(Page.id.in_(ids))) for ids in in_pieces(page_ids))
        return sum(size or 0 for size in found)

    def page_sizes(self, page_ids: Sequence[int]) -> list[tuple[int, Resolution, dict[str, int]]]:
        """What pages in the store are on the line: rows, resolution and coded bits, in the order of the ids."""
        found: dict[int, tuple[int, Resolution, dict[str, int]]] = {}
        for ids in in_pieces(page_ids):
            query = select(Page.id, Page.rows, Page.resolution, Page.coded_bits).where(
                Page.appliance_id == self._appliance_id, Page.id.in_(ids)
            )
            found.update({row[0]: (row[1], row[2], row[3]) for row in self._session.execute(query)})
        return [found[page_id] for page_id in page_ids]

    def _add_pages(self, kind: PageKind, fax: InboundFax, page_ids: Sequence[int]) -> None:
        place = {"inbound_fax_id": fax.id, "appliance_id": self._appliance_id}
        rows = [place | {"position": position, "page_id": page_id} for position, page_id in enumerate(page_ids)]
        if rows:
            self._connection.execute(_ADD_PAGES[kind], rows)

    def _images(self, kind: PageKind, call_number: int) -> list[tuple[int, Resolution, bytes]]:
        values = {"unit": self._appliance_id, "number": call_number}
        return [(*row,) for row in self._session.execute(_PAGE_IMAGES[kind], values)]
