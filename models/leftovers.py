"""What nothing in the store needs any more: pages and documents of faxes that fell out of the window, and stray ones.

Rule: a document is needed by an attachment, by a cover page, and by whoever has a page of it, an entry or a received
fax. Who works on one that no row speaks of must see to it that nobody asks here (`fax_engine.cleaning`). What is
deleted leaves room in the store that new rows take.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Executable,
    Select,
    bindparam,
    delete,
    exists,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.orm import aliased

from models.base import table_of
from models.document import CoverPage, Document, Page, Rendition
from models.fax import Attachment, EntryPage, FaxEntry
from models.inbound import CallersPage, InboundFax, InboundPage
from models.listing import in_pieces
from models.transaction import Repository

_PAGES = table_of(Page)
_DOCUMENTS = table_of(Document)
_ATTACHMENTS = table_of(Attachment)
_ENTRY_PAGES = table_of(EntryPage)
_INBOUND_PAGES = table_of(InboundPage)
_CALLERS_PAGES = table_of(CallersPage)

_IDS: BindParameter[int] = bindparam("ids", expanding=True)

_OTHER_ENTRY = aliased(FaxEntry)
_FAX_IS_KEPT = exists().where(_OTHER_ENTRY.fax_id == FaxEntry.fax_id, _OTHER_ENTRY.is_kept.is_(True))
_PAGE_IS_ON_PAPER = or_(
    *(exists().where(pages.c.page_id == _PAGES.c.id) for pages in (_ENTRY_PAGES, _INBOUND_PAGES, _CALLERS_PAGES))
)
_DOCUMENT_IS_NAMED = or_(
    exists().where(Attachment.document_id == _DOCUMENTS.c.id), exists().where(CoverPage.document_id == _DOCUMENTS.c.id)
)
_DOCUMENT_IS_ON_PAPER = (
    select(_PAGES.c.id)
    .join(Rendition, Rendition.id == _PAGES.c.rendition_id)
    .where(Rendition.document_id == _DOCUMENTS.c.id, _PAGE_IS_ON_PAPER)
    .exists()
)

_FAXES_OF_NOBODY = select(FaxEntry.fax_id).where(FaxEntry.id.in_(_IDS), ~_FAX_IS_KEPT).distinct()
_OF_THESE_FAXES = _ATTACHMENTS.c.fax_id.in_(_IDS) & _ATTACHMENTS.c.document_id.is_not(None)
_DOCUMENTS_OF_FAXES = select(_ATTACHMENTS.c.document_id).where(_OF_THESE_FAXES).distinct()
_STRIP_FAXES = update(_ATTACHMENTS).where(_OF_THESE_FAXES).values(document_id=None)
_STRIP_ENTRIES = delete(_ENTRY_PAGES).where(_ENTRY_PAGES.c.entry_id.in_(_IDS)).returning(_ENTRY_PAGES.c.page_id)
_STRIP_RECEIVED = tuple(
    delete(pages).where(pages.c.inbound_fax_id.in_(_IDS)).returning(pages.c.page_id)
    for pages in (_INBOUND_PAGES, _CALLERS_PAGES)
)
_DOCUMENTS_OF_PAGES = (
    select(Rendition.document_id).join(Page, Page.rendition_id == Rendition.id).where(Page.id.in_(_IDS)).distinct()
)
_REMOVE_PAGES = delete(_PAGES).where(_PAGES.c.id.in_(_IDS), _PAGES.c.rendition_id.is_(None), ~_PAGE_IS_ON_PAPER)
_REMOVE_DOCUMENTS = delete(_DOCUMENTS).where(_DOCUMENTS.c.id.in_(_IDS), ~_DOCUMENT_IS_NAMED, ~_DOCUMENT_IS_ON_PAPER)


class Leavings(NamedTuple):
    """Rows that may hold something for nobody: entries and received faxes out of the window, documents, single
    pages."""

    entries: list[int]
    received: list[int]
    documents: list[int]
    pages: list[int]


class Leftovers(Repository):
    """The leftovers of one appliance."""

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
        received = union(
            *(
                select(kind.inbound_fax_id)
                .join(InboundFax, InboundFax.id == kind.inbound_fax_id)
                .where(kind.appliance_id == unit, InboundFax.is_kept.is_(False))
                for kind in (InboundPage, CallersPage)
            )
        )
        single = _PAGES.c.rendition_id.is_(None) & (_PAGES.c.appliance_id == unit)
        return Leavings(
            entries=self._ids(with_pages.where(EntryPage.appliance_id == unit, is_closed).union(with_documents)),
            received=self._ids(received),
            documents=self._ids(select(_DOCUMENTS.c.id).where(_DOCUMENTS.c.appliance_id == unit, ~_DOCUMENT_IS_NAMED)),
            pages=self._ids(select(_PAGES.c.id).where(single, ~_PAGE_IS_ON_PAPER)),
        )

    def strip_entries(self, entry_ids: Sequence[int]) -> set[int]:
        """Take the pages from these entries, and the documents from faxes of which no entry is kept.

        Answers the documents that may be needed by nobody now.
        """
        faxes = self._all(_FAXES_OF_NOBODY, entry_ids)
        documents = self._all(_DOCUMENTS_OF_FAXES, faxes)
        for ids in in_pieces(faxes):
            self._connection.execute(_STRIP_FAXES, {"ids": ids})
        self.remove_pages(self._all(_STRIP_ENTRIES, entry_ids))
        return set(documents)

    def strip_received(self, fax_ids: Sequence[int]) -> set[int]:
        """Take the pages from these received faxes; answers the documents that may be needed by nobody now."""
        pages = [page_id for strip in _STRIP_RECEIVED for page_id in self._all(strip, fax_ids)]
        self.remove_pages(pages)
        return self.documents_of(pages)

    def remove_pages(self, page_ids: Sequence[int]) -> None:
        """Delete those of these pages that belong to no document and are on nobody's paper."""
        for ids in in_pieces(page_ids):
            self._connection.execute(_REMOVE_PAGES, {"ids": ids})

    def documents_of(self, page_ids: Collection[int]) -> set[int]:
        """The documents that these pages were made of."""
        return set(self._all(_DOCUMENTS_OF_PAGES, list(page_ids)))

    def remove_documents(self, document_ids: Sequence[int]) -> None:
        """Delete those of these documents that the store needs for nothing, with their pages."""
        for ids in in_pieces(document_ids):
            self._connection.execute(_REMOVE_DOCUMENTS, {"ids": ids})

    def _ids(self, query: Select[int] | CompoundSelect[int]) -> list[int]:
        return list(self._connection.execute(query).scalars())

    def _all(self, statement: Executable, ids: Sequence[int]) -> list[int]:
        """What a statement answers for all of these."""
        return [
            one for piece in in_pieces(ids) for one in self._connection.execute(statement, {"ids": piece}).scalars()
        ]
