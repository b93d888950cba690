"""Preparation: an accepted fax becomes pages, entry by entry.

Rule: the real work is done in other processes and takes as long as it takes, but an entry leaves `preprocessing` at a
moment that follows from the order alone (`SECONDS_PER_FAX`), so runs with a frozen clock are the same every time.
The documents are shared by all recipients; the cover page and the header lines are made for each.

A document that cannot be fetched or converted makes the fax's entries `dead`, with the attachment and the reason in
their message, and harms nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from fax_engine.context import UnitContext
from fax_engine.dispatch import Dispatch
from fax_engine.documents.cover import CoverFields
from fax_engine.documents.dressing import Dressed, DressOrder, dress
from fax_engine.documents.formats import is_supported
from fax_engine.documents.page import DocumentError
from fax_engine.lifecycle import FaxEvent
from fax_engine.ports import Fetched, Fetcher, FetchFailed
from fax_engine.renditions import PageIds, RenditionShelf, page_row, stored_sizes
from fax_engine.workshop import WorkerLost, Workshop
from models.fax import Attachment, EntryPage, Fax, FaxEntry
from models.store import Work
from models.vocabulary import FaxState

SECONDS_PER_FAX = 1.0
SECONDS_PER_ATTACHMENT = 1.0
"""How long the appliance takes over a fax and over each document of it, in line time (ours)."""


@dataclass(eq=False, slots=True)
class _Batch:
    """Entries of one fax on their way to pages."""

    fax: Fax
    waiting: dict[int, FaxEntry]
    made_at: datetime
    bodies: dict[int, PageIds] = field(default_factory=dict)  # position of the attachment -> its pages
    unfinished: int = 0
    failure: str | None = None
    cover: bytes | None = None
    results: dict[int, Dressed | str] = field(default_factory=dict)

    @property
    def body_pages(self) -> list[int]:
        """The rows of all documents' pages, in the order in which they go out."""
        return [page_id for _, page_ids in sorted(self.bodies.items()) for page_id in page_ids]

    def fail(self, reason: str) -> None:
        """Keep the first failure: it is the one that the sender should mend first."""
        self.failure = self.failure or reason


class Preparation:
    """Makes pages of faxes."""

    def __init__(self, context: UnitContext, workshop: Workshop, fetcher: Fetcher, dispatch: Dispatch) -> None:
        self._context = context
        self._workshop = workshop
        self._fetcher = fetcher
        self._dispatch = dispatch
        self._shelf = RenditionShelf(context, workshop)
        self._current: dict[int, _Batch] = {}

    def begin(self, fax: Fax, entries: Sequence[FaxEntry], attachments: Sequence[Attachment]) -> None:
        """Start making pages for these entries of the fax, which are in `preprocessing`, with all its attachments."""
        batch = _Batch(fax, {entry.id: entry for entry in entries}, self._context.now)
        if fax.cover_page_enabled:
            with self._context.work() as work:
                batch.cover = work.documents.find_cover_page(fax.cover_page_name)
            if batch.cover is None:
                batch.fail(self._cover_problem(fax, "not found"))
        seconds = (SECONDS_PER_FAX + SECONDS_PER_ATTACHMENT * len(attachments)) * self._context.line_scale()
        for entry_id in batch.waiting:
            self._current[entry_id] = batch
            self._context.timeline.call_in(
                seconds, partial(self._settle, batch, entry_id), partial(batch.results.__contains__, entry_id)
            )
        batch.unfinished = len(attachments)
        for attachment in attachments:
            self._obtain(batch, attachment)
        if not attachments:
            self._dress_all(batch)

    def give_up(self, entry_id: int) -> None:
        """Nobody needs this entry's pages any more: time does not wait for what is still being made."""
        batch = self._current.pop(entry_id, None)
        if batch is not None:
            del batch.waiting[entry_id]
            batch.results[entry_id] = ""
            self._context.wake()

    def _obtain(self, batch: _Batch, attachment: Attachment) -> None:
        if attachment.document_id is None:
            self._fetcher.fetch(attachment.url, partial(self._fetched, batch, attachment))
        else:
            self._render(batch, attachment)

    def _fetched(self, batch: _Batch, attachment: Attachment, result: Fetched | FetchFailed) -> None:
        if self._context.is_closed:
            return
        if isinstance(result, FetchFailed):
            self._attachment_finished(batch, attachment, result.reason)
            return
        attachment.content_type = attachment.content_type or result.content_type
        if not is_supported(attachment.content_type):
            self._attachment_finished(
                batch, attachment, f"unsupported content_type: {attachment.content_type or 'none given'}"
            )
            return
        with self._context.work() as work:
            attachment.document_id = work.documents.keep(result.content)
            work.faxes.keep_source(attachment)
        self._render(batch, attachment)

    def _render(self, batch: _Batch, attachment: Attachment) -> None:
        assert attachment.document_id is not None
        self._shelf.obtain(
            attachment.document_id, attachment.content_type, partial(self._attachment_finished, batch, attachment)
        )

    def _attachment_finished(self, batch: _Batch, attachment: Attachment, result: PageIds | str) -> None:
        if isinstance(result, str):
            name = attachment.name or attachment.url
            batch.fail(self._context.texts.unusable_attachment.format(name=name, reason=result))
        else:
            batch.bodies[attachment.position] = result
        batch.unfinished -= 1
        if not batch.unfinished:
            self._dress_all(batch)

    def _dress_all(self, batch: _Batch) -> None:
        for entry_id, entry in batch.waiting.items():
            if batch.failure is not None:
                batch.results[entry_id] = batch.failure
            else:
                self._workshop.submit(
                    dress, partial(self._dress_arguments, batch, entry), partial(self._dressed, batch, entry_id)
                )

    def _dress_arguments(self, batch: _Batch, entry: FaxEntry) -> tuple[DressOrder]:
        """Raises `DocumentError` when nobody needs it any more: it would only keep others waiting."""
        if self._context.is_closed or entry.id not in batch.waiting:
            raise DocumentError("not needed any more")
        fax = batch.fax
        local = batch.made_at.astimezone(self._context.time_zone)
        return (
            DressOrder(
                template=batch.cover,
                body_pages=len(batch.body_pages),
                resolution=self._context.resolution,
                fields=CoverFields(
                    sender_name=fax.sender_name,
                    sender_organization=fax.sender_organization,
                    sender_phone=fax.sender_phone_number,
                    sender_fax=fax.sender_fax_number,
                    sender_email=fax.sender_email_address,
                    recipient_name=entry.recipient_name,
                    recipient_organization=entry.recipient_organization,
                    recipient_fax=entry.recipient_fax_number,
                    recipient_phone=entry.recipient_phone_number,
                    subject=fax.subject,
                    comments=fax.comments,
                    date=f"{local:%Y-%m-%d %H:%M}",
                ),
            ),
        )

    def _dressed(self, batch: _Batch, entry_id: int, result: Dressed | Exception) -> None:
        if isinstance(result, DocumentError | WorkerLost):
            batch.results[entry_id] = self._cover_problem(batch.fax, str(result))
        elif isinstance(result, Exception):
            batch.results[entry_id] = self._cover_problem(batch.fax, "the converter failed on it")
        else:
            batch.results[entry_id] = result

    def _settle(self, batch: _Batch, entry_id: int) -> None:
        if self._context.is_closed or self._current.get(entry_id) is not batch:
            return
        del self._current[entry_id]
        result = batch.results.pop(entry_id)
        entry = batch.waiting[entry_id]
        with self._context.work() as work:
            work.faxes.refresh(entry)
            if entry.state is not FaxState.PREPROCESSING:
                return  # aborted meanwhile
            if isinstance(result, str):
                self._context.move(work, entry, FaxEvent.PREPARATION_FAILED, result)
                return
            entry.pages = work.faxes.keep_pages(entry, self._pages(work, batch, result))
            self._release(work, entry)

    def _pages(self, work: Work, batch: _Batch, dressed: Dressed) -> list[EntryPage]:
        covers = [
            work.documents.add_page(page_row(page, position)).id for position, page in enumerate(dressed.cover_pages)
        ]
        page_ids = covers + batch.body_pages
        return [
            EntryPage(page_id=page_id, header_bits=strip.bits, header_coded_bits=stored_sizes(strip))
            for page_id, strip in zip(page_ids, dressed.strips, strict=True)
        ]

    def _release(self, work: Work, entry: FaxEntry) -> None:
        approver = work.users.required_approver(entry.fax.username)
        if approver is not None:
            message = self._context.texts.approval_pending.format(approver=approver)
            self._context.move(work, entry, FaxEvent.APPROVAL_NEEDED, message)
            return
        self._context.move(work, entry, FaxEvent.PREPARED, self._context.texts.pending)
        work.after_commit(partial(self._dispatch.arm, entry.id, entry.due_at))

    def _cover_problem(self, fax: Fax, reason: str) -> str:
        return self._context.texts.unusable_cover_page.format(name=fax.cover_page_name, reason=reason)
