"""The making of a fax's pages: its documents fetched and converted, then a cover page and header lines for each
recipient.

Rule: the real work is done in other processes and takes as long as it takes. Documents are shared by all recipients;
what is each one's own is made for several at a time. Nothing here moves an entry: its batch is told what was made for
it, or why nothing can be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from fax_engine.context import UnitContext
from fax_engine.cover_values import cover_fields
from fax_engine.documents.dressing import Dressed, DressOrder, dress_all
from fax_engine.documents.formats import is_supported, unsupported
from fax_engine.piece_of_work import NotNeeded
from fax_engine.ports import Fetched, Fetcher, FetchFailed
from fax_engine.reasons import Reason, Why, reason, reason_of
from fax_engine.renditions import PageIds, RenditionShelf
from fax_engine.workshop import Workshop
from models.fax import Attachment, Fax, FaxEntry

STRIPS_TOGETHER = 100
COVERS_TOGETHER = 10
"""Pages that get their header lines in one errand, of one entry at least; and of how many entries at most, when each
has a cover page, which takes a hundred times as long."""


@dataclass(eq=False, slots=True)
class Batch:
    """Entries of one fax on their way to pages, on which `made_at` is the moment and `station_id` the line's identity.

    `on_result` hears of each entry as soon as there is a result for it.
    """

    fax: Fax
    waiting: dict[int, FaxEntry]
    made_at: datetime
    station_id: str
    bodies: dict[int, PageIds] = field(default_factory=dict)  # position of the attachment -> its pages
    unfinished: int = 0
    failure: str | None = None
    cover: bytes | None = None
    on_result: Callable[[int], None] | None = None
    results: dict[int, Dressed | str] = field(default_factory=dict)

    def groups(self, together: int) -> list[tuple[int, ...]]:
        """The entries in groups of so many."""
        entry_ids = tuple(self.waiting)
        return [entry_ids[first : first + together] for first in range(0, len(entry_ids), together)]

    def has_results(self, entry_ids: Sequence[int]) -> bool:
        """True when it is known of all of these what was made for them, or that nothing can be."""
        return all(entry_id in self.results for entry_id in entry_ids)

    @property
    def body_pages(self) -> list[int]:
        """The rows of all documents' pages, in the order in which they go out."""
        return [page_id for _, page_ids in sorted(self.bodies.items()) for page_id in page_ids]

    def fail(self, reason: str) -> None:
        """Keep the first failure: it is the one that the sender should mend first."""
        self.failure = self.failure or reason

    def tell(self, entry_id: int, result: Dressed | str) -> None:
        """What was made for this entry, or why nothing could be."""
        self.results[entry_id] = result
        if self.on_result is not None:
            self.on_result(entry_id)


class PageMaking:
    """Makes pages of faxes; those of their documents are found or made on `shelf`."""

    def __init__(self, context: UnitContext, workshop: Workshop, fetcher: Fetcher, shelf: RenditionShelf) -> None:
        self._context = context
        self._workshop = workshop
        self._fetcher = fetcher
        self._shelf = shelf

    def make(self, batch: Batch, attachments: Sequence[Attachment]) -> None:
        """Make the pages of these entries, with all attachments of their fax."""
        if batch.fax.cover_page_enabled:
            with self._context.work() as work:
                batch.cover = work.documents.find_cover_page(batch.fax.cover_page_name)
            if batch.cover is None:
                batch.fail(self._cover_problem(batch.fax, reason(Why.COVER_PAGE_MISSING)))
        batch.unfinished = len(attachments)
        for attachment in attachments:
            self._obtain(batch, attachment)
        if not attachments:
            self._dress_all(batch)

    def _obtain(self, batch: Batch, attachment: Attachment) -> None:
        if attachment.document_id is None:
            self._fetcher.fetch(attachment.url, partial(self._fetched, batch, attachment))
        else:
            self._render(batch, attachment)

    def _fetched(self, batch: Batch, attachment: Attachment, result: Fetched | FetchFailed) -> None:
        if self._context.is_closed or not batch.waiting:
            return
        if isinstance(result, FetchFailed):
            self._attachment_finished(batch, attachment, self._context.texts.because(result.reason))
            return
        attachment.content_type = attachment.content_type or result.content_type
        if not is_supported(attachment.content_type):
            problem = self._context.texts.because(unsupported(attachment.content_type))
            self._attachment_finished(batch, attachment, problem)
            return
        if not self._context.disk.has_taken(len(result.content)):
            self._attachment_finished(batch, attachment, self._context.texts.disk_full)
            return
        try:
            with self._context.work() as work:
                attachment.document_id = work.documents.keep(result.content)
                work.faxes.keep_source(attachment)
        except Exception:
            self._attachment_finished(batch, attachment, self._context.texts.disk_full)
            raise
        self._render(batch, attachment)

    def _render(self, batch: Batch, attachment: Attachment) -> None:
        assert attachment.document_id is not None
        self._shelf.obtain(
            attachment.document_id, attachment.content_type, partial(self._attachment_finished, batch, attachment)
        )

    def _attachment_finished(self, batch: Batch, attachment: Attachment, result: PageIds | str) -> None:
        if isinstance(result, str):
            name = attachment.name or attachment.url
            batch.fail(self._context.texts.unusable_attachment.format(name=name, reason=result))
        else:
            batch.bodies[attachment.position] = result
        batch.unfinished -= 1
        if not batch.unfinished:
            self._dress_all(batch)

    def _dress_all(self, batch: Batch) -> None:
        together = max(1, STRIPS_TOGETHER // (len(batch.body_pages) + 1))
        if batch.cover is not None:
            together = min(COVERS_TOGETHER, together)
        for few in batch.groups(together):
            if batch.failure is not None:
                for entry_id in few:
                    batch.tell(entry_id, batch.failure)
            else:
                entries = [batch.waiting[entry_id] for entry_id in few]
                self._workshop.submit(
                    dress_all, partial(self._dress_arguments, batch, entries), partial(self._dressed, batch, entries)
                )

    def _dress_arguments(self, batch: Batch, entries: Sequence[FaxEntry]) -> tuple[list[DressOrder]]:
        self._context.check_is_needed()
        if not any(entry.id in batch.waiting for entry in entries):
            raise NotNeeded
        return ([self._dress_order(batch, entry) for entry in entries],)

    def _dress_order(self, batch: Batch, entry: FaxEntry) -> DressOrder:
        shown = self._context.shown(batch.made_at)
        return DressOrder(
            template=batch.cover,
            body_pages=len(batch.body_pages),
            resolution=self._context.resolution,
            station_id=batch.station_id,
            fields=cover_fields(batch.fax, entry, shown.astimezone(self._context.time_zone)),
        )

    def _dressed(self, batch: Batch, entries: Sequence[FaxEntry], result: list[Dressed] | Exception) -> None:
        if not isinstance(result, Exception):
            for entry, dressed in zip(entries, result, strict=True):
                batch.tell(entry.id, dressed)
            return
        problem = self._cover_problem(batch.fax, reason_of(result))
        for entry in entries:
            batch.tell(entry.id, problem)

    def _cover_problem(self, fax: Fax, why: Reason) -> str:
        texts = self._context.texts
        return texts.unusable_cover_page.format(name=fax.cover_page_name, reason=texts.because(why))
