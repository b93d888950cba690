"""What nothing in the store needs any more: pages and documents of faxes that fell out of the window, and stray ones.

Rule: a document is needed by an attachment, by a cover page, and by whoever has a page of it: an entry, a received fax, or
somebody who works on it at this moment and says so. What is deleted leaves room in the store that new rows take.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.base import table_of
from models.document import CoverPage, Document, Page, Rendition
from models.fax import Attachment, EntryPage, FaxEntry
from models.inbound import InboundFax, InboundPage
from models.listing import in_pieces

_PAGES = table_of(Page)
_DOCUMENTS = table_of(Document)
_ATTACHMENTS = table_of(Attachment)
_ENTRY_PAGES = table_of(EntryPage)
_INBOUND_PAGES = table_of(InboundPage)

_OTHER_ENTRY = aliased(FaxEntry)
_FAX_IS_KEPT = exists().where(_OTHER_ENTRY.fax_id == FaxEntry.fax_id, _OTHER_ENTRY.is_kept.is_(True))
_PAGE_IS_ON_PAPER = or_(
    exists().where(_ENTRY_PAGES.c.page_id == _PAGES.c.id), exists().where(_INBOUND_PAGES.c.page_id == _PAGES.c.id)
)
_DOCUMENT_IS_NAMED = or_(
    exists().where(Attachment.document_id == _DOCUMENTS.c.id), exists().where(CoverPage.document_id == _DOCUMENTS.c.id)
)


class Leavings(NamedTuple):
    """Rows that may hold something for nobody: entries and received faxes out of the window, documents, single pages."""

    entries: list[int]
    received: list[int]
    documents: list[int]
    pages: list[int]


class Leftovers:
    """The leftovers of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._connection = connection
        self._appliance_id = appliance_id

    def find(self) -> Leavings:
        """All that there are, as long as nobody works on anything: what was in progress when power was lost, too."""
        unit = self._appliance_id
        is_closed = FaxEntry.is_kept.is_(False)
        with_pages = select(EntryPage.entry_id).join(FaxEntry, FaxEntry.id == EntryPage.entry_id)
        with_documents = (  # from the documents on, which are fewer than all faxes there ever were
            select(FaxEntry.id)
            .select_from(Document)
            .join(Attachment, Attachment.document_id == Document.id)
            .join(FaxEntry, FaxEntry.fax_id == Attachment.fax_id)
            .where(Document.appliance_id == unit, is_closed, ~_FAX_IS_KEPT)
        )
        received = select(InboundPage.inbound_fax_id).join(InboundFax, InboundFax.id == InboundPage.inbound_fax_id)
        single = _PAGES.c.rendition_id.is_(None) & (_PAGES.c.appliance_id == unit)
        return Leavings(
            entries=self._ids(with_pages.where(EntryPage.appliance_id == unit, is_closed).union(with_documents)),
            received=self._ids(
                received.where(InboundPage.appliance_id == unit, InboundFax.is_kept.is_(False)).distinct()
            ),
            documents=self._ids(select(_DOCUMENTS.c.id).where(_DOCUMENTS.c.appliance_id == unit, ~_DOCUMENT_IS_NAMED)),
            pages=self._ids(select(_PAGES.c.id).where(single, ~_PAGE_IS_ON_PAPER)),
        )

    def strip_entries(self, entry_ids: Sequence[int]) -> set[int]:
        """Take the pages from these entries, and the documents from faxes of which no entry is kept.

        Answers the documents that may be needed by nobody now.
        """
        faxes = self._ids(select(FaxEntry.fax_id).where(FaxEntry.id.in_(entry_ids), ~_FAX_IS_KEPT).distinct())
        of_faxes = _ATTACHMENTS.c.fax_id.in_(faxes) & _ATTACHMENTS.c.document_id.is_not(None)
        documents = set(self._ids(select(_ATTACHMENTS.c.document_id).where(of_faxes).distinct()))
        self._connection.execute(update(_ATTACHMENTS).where(of_faxes).values(document_id=None))
        gone = delete(_ENTRY_PAGES).where(_ENTRY_PAGES.c.entry_id.in_(entry_ids)).returning(_ENTRY_PAGES.c.page_id)
        self.remove_pages(self._connection.execute(gone).scalars().all())
        return documents

    def strip_received(self, fax_ids: Sequence[int]) -> set[int]:
        """Take the pages from these received faxes; answers the documents that may be needed by nobody now."""
        of_faxes = _INBOUND_PAGES.c.inbound_fax_id.in_(fax_ids)
        gone = delete(_INBOUND_PAGES).where(of_faxes).returning(_INBOUND_PAGES.c.page_id)
        page_ids = self._connection.execute(gone).scalars().all()
        self.remove_pages(page_ids)
        return self.documents_of(page_ids)

    def remove_pages(self, page_ids: Sequence[int]) -> None:
        """Delete those of these pages that belong to no document and are on nobody's paper."""
        for ids in in_pieces(page_ids):
            is_single = _PAGES.c.id.in_(ids) & _PAGES.c.rendition_id.is_(None)
            self._connection.execute(delete(_PAGES).where(is_single, ~_PAGE_IS_ON_PAPER))

    def documents_of(self, page_ids: Collection[int]) -> set[int]:
        """The documents that these pages were made of."""
        found: set[int] = set()
        for ids in in_pieces(list(page_ids)):
            query = select(Rendition.document_id).join(Page, Page.rendition_id == Rendition.id).where(Page.id.in_(ids))
            found.update(self._connection.execute(query).scalars())
        return found

    def remove_documents(self, document_ids: Collection[int]) -> None:
        """Delete those of these documents that the store needs for nothing, with their pages."""
        self._connection.execute(
            delete(_DOCUMENTS).where(_DOCUMENTS.c.id.in_(document_ids), ~_DOCUMENT_IS_NAMED, ~_has_pages_on_paper())
        )

    def _ids(self, query: Select[int] | CompoundSelect[int]) -> list[int]:
        return list(self._connection.execute(query).scalars())


def _has_pages_on_paper() -> ColumnElement[bool]:
    """True for a document of which some page is on paper that is kept."""
    made = select(_PAGES.c.id).join(Rendition, Rendition.id == _PAGES.c.rendition_id)
    return made.where(Rendition.document_id == _DOCUMENTS.c.id, _PAGE_IS_ON_PAPER).exists()
