"""What can be read on the pages of outbound faxes: the text layers of their documents, and the fields of their cover
pages.

Rule: it is read from the very documents that the pages are made of, in a worker and only when somebody asks; a document
is read once for each asker. Header lines are pixels alone, and no part of it. A cover page's date is that of the order.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from emulator.appliance import Appliance
from fax_engine.cover_values import cover_fields
from fax_engine.documents.cover import texts as texts_of_cover
from fax_engine.documents.formats import texts as texts_of_document
from fax_engine.documents.page import DocumentError, Limits
from fax_engine.piece_of_work import WorkerLost
from models.fax import Attachment, Fax, FaxEntry
from models.summaries import EntrySummary

PageTexts = list[str | None]
"""The text of each page in order, None where there is no text layer."""


class TextLayers:
    """The texts of one unit's faxes, for one asker."""

    def __init__(self, unit: Appliance) -> None:
        self._unit = unit
        self._context = unit.context
        self._known: dict[tuple[int, str], PageTexts | None] = {}

    async def of(self, summary: EntrySummary) -> PageTexts | None:
        """The texts of an entry's pages; None when it has no pages, when a document of it cannot be read, after a
        reset."""
        if self._context.is_closed:
            return None
        with self._context.work() as work:
            entry = work.faxes.find_entry(summary.fax_key, summary.entry_number)
            if entry is None or not entry.pages:
                return None
            fax = entry.fax
            attachments = work.faxes.attachments(fax.id)
            cover = work.documents.find_cover_page(fax.cover_page_name) if fax.cover_page_enabled else None
        pages: PageTexts = []
        if cover is not None:
            of_cover = await self._of_cover(cover, fax, entry)
            if of_cover is None:
                return None
            pages += of_cover
        for attachment in attachments:
            of_document = await self._of_document(attachment)
            if of_document is None:
                return None
            pages += of_document
        return pages

    async def _of_cover(self, template: bytes, fax: Fax, entry: FaxEntry) -> PageTexts | None:
        fields = cover_fields(fax, entry, self._context.shown(fax.created_at).astimezone(self._context.time_zone))
        return await self._read(texts_of_cover, template, replace(fields, pages=str(entry.pages)), Limits())

    async def _of_document(self, attachment: Attachment) -> PageTexts | None:
        if attachment.document_id is None or self._context.is_closed:
            return None
        key = attachment.document_id, attachment.content_type
        if key not in self._known:
            with self._context.work() as work:
                content = work.documents.find_content(attachment.document_id)
            if content is None:  # let go of meanwhile
                return None
            self._known[key] = await self._read(texts_of_document, content, attachment.content_type, Limits())
        return self._known[key]

    async def _read(self, function: Callable[..., Any], *arguments: Any) -> PageTexts | None:
        try:
            found: PageTexts = await self._unit.work_elsewhere(function, *arguments)
        except (DocumentError, WorkerLost):
            return None
        return found
