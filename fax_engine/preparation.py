"""Preparation: an accepted fax becomes pages, entry by entry.

Rule: the real work is done in other processes and takes as long as it takes, but an entry leaves `preprocessing` at a
moment that follows from the order alone (`SECONDS_PER_FAX`), so runs with a frozen clock are the same every time.
The documents are shared by all recipients; the cover page and the header lines are made for each.

A document that cannot be fetched or converted makes the fax's entries `dead`, with the attachment and the reason in
their message, and harms nobody else. So does a number that the dialing rules of every line reject, for its own entry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from fax_engine.clock import Due
from fax_engine.context import UnitContext
from fax_engine.cover_values import cover_fields
from fax_engine.dialing import explain
from fax_engine.dispatch import Dispatch
from fax_engine.documents.dressing import Dressed, DressOrder, dress_all
from fax_engine.documents.formats import is_supported, unsupported
from fax_engine.lifecycle import FaxEvent
from fax_engine.lines import Lines
from fax_engine.piece_of_work import NotNeeded
from fax_engine.ports import Fetched, Fetcher, FetchFailed
from fax_engine.reasons import Reason, Why, reason, reason_of
from fax_engine.renditions import PageIds, RenditionShelf, page_row
from fax_engine.workshop import Workshop
from models.fax import Attachment, EntryPage, Fax, FaxEntry
from models.store import Work
from models.vocabulary import FaxState

SECONDS_PER_FAX = 1.0
SECONDS_PER_ATTACHMENT = 1.0
"""How long the appliance takes over a fax and over each document of it, in line time (ours)."""


TOGETHER = 10
"""Entries of a fax that leave `preprocessing` in one transaction."""

STRIPS_TOGETHER = 100
COVERS_TOGETHER = 10
"""Pages that get their header lines in one errand, of one entry at least; and of how many entries at most, when each has
a cover page, which takes a hundred times as long."""


@dataclass(eq=False, slots=True)
class _Batch:
    """Entries of one fax on their way to pages."""

    fax: Fax
    waiting: dict[int, FaxEntry]
    made_at: datetime
    station_id: str = ""
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


class Preparation:
    """Makes pages of faxes."""

    def __init__(
        self, context: UnitContext, workshop: Workshop, fetcher: Fetcher, dispatch: Dispatch, lines: Lines
    ) -> None:
        self._context = context
        self._workshop = workshop
        self._fetcher = fetcher
        self._dispatch = dispatch
        self._lines = lines
        self.shelf = RenditionShelf(context, workshop)
        self._current: dict[int, _Batch] = {}
        self._supplying: dict[int, list[Callable[[], None]]] = {}

    def begin(
        self, fax: Fax, entries: Sequence[FaxEntry], attachments: Sequence[Attachment], *, at_once: bool = False
    ) -> None:
        """Start making pages for these entries of the fax, which are in `preprocessing`, with all its attachments.

        `at_once`: the time that it takes is past already, since the fax was accepted.
        """
        made_at = fax.created_at if at_once else self._context.now
        batch = _Batch(fax, {entry.id: entry for entry in entries}, made_at)
        seconds = (SECONDS_PER_FAX + SECONDS_PER_ATTACHMENT * len(attachments)) * self._context.line_scale()
        if at_once:
            seconds = 0.0
        for few in batch.groups(TOGETHER):
            self._current.update(dict.fromkeys(few, batch))
            self._context.carry_out_in(
                seconds, partial(self._settle, batch, few), Due.PAGES, few[0], partial(batch.has_results, few)
            )
        self._make(batch, attachments)

    def supply(self, entry: FaxEntry, attachments: Sequence[Attachment], done: Callable[[], None]) -> None:
        """Make the pages of a final entry that came into the store without them, as they were when it was accepted.

        Its state stays as it is. `done` is called when its pages are there, or when none can be made.
        """
        waiting = self._supplying.setdefault(entry.id, [])
        waiting.append(done)
        if len(waiting) == 1:
            batch = _Batch(entry.fax, {entry.id: entry}, entry.fax.created_at)
            batch.on_result = partial(self._supplied, batch)
            self._make(batch, attachments)

    def abandon(self) -> None:
        """The unit is gone: whoever waits for pages is told, and gets none."""
        while self._supplying:
            _, waiting = self._supplying.popitem()
            for done in waiting:
                done()

    def give_up(self, entry_id: int) -> None:
        """Nobody needs this entry's pages any more: time does not wait for what is still being made."""
        batch = self._current.pop(entry_id, None)
        if batch is not None:
            del batch.waiting[entry_id]
            batch.results[entry_id] = ""
            self._context.wake()

    def _make(self, batch: _Batch, attachments: Sequence[Attachment]) -> None:
        if batch.fax.cover_page_enabled:
            with self._context.work() as work:
                batch.cover = work.documents.find_cover_page(batch.fax.cover_page_name)
            if batch.cover is None:
                batch.fail(self._cover_problem(batch.fax, reason(Why.COVER_PAGE_MISSING)))
        batch.station_id = self._lines.station_id
        batch.unfinished = len(attachments)
        for attachment in attachments:
            self._obtain(batch, attachment)
        if not attachments:
            self._dress_all(batch)

    def _obtain(self, batch: _Batch, attachment: Attachment) -> None:
        if attachment.document_id is None:
            self._fetcher.fetch(attachment.url, partial(self._fetched, batch, attachment))
        else:
            self._render(batch, attachment)

    def _fetched(self, batch: _Batch, attachment: Attachment, result: Fetched | FetchFailed) -> None:
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

    def _render(self, batch: _Batch, attachment: Attachment) -> None:
        assert attachment.document_id is not None
        self.shelf.obtain(
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

    def _dress_arguments(self, batch: _Batch, entries: Sequence[FaxEntry]) -> tuple[list[DressOrder]]:
        self._context.check_is_needed()
        if not any(entry.id in batch.waiting for entry in entries):
            raise NotNeeded
        return ([self._dress_order(batch, entry) for entry in entries],)

    def _dress_order(self, batch: _Batch, entry: FaxEntry) -> DressOrder:
        shown = self._context.shown(batch.made_at)
        return DressOrder(
            template=batch.cover,
            body_pages=len(batch.body_pages),
            resolution=self._context.resolution,
            station_id=batch.station_id,
            fields=cover_fields(batch.fax, entry, shown.astimezone(self._context.time_zone)),
        )

    def _dressed(self, batch: _Batch, entries: Sequence[FaxEntry], result: list[Dressed] | Exception) -> None:
        if not isinstance(result, Exception):
            for entry, dressed in zip(entries, result, strict=True):
                batch.tell(entry.id, dressed)
            return
        problem = self._cover_problem(batch.fax, reason_of(result))
        for entry in entries:
            batch.tell(entry.id, problem)

    def _settle(self, batch: _Batch, entry_ids: Sequence[int]) -> None:
        if self._context.is_closed:
            return
        current = [entry_id for entry_id in entry_ids if self._current.get(entry_id) is batch]
        with self._context.work() as work:
            work.faxes.refresh(*(batch.waiting[entry_id] for entry_id in current))
            approver = work.users.required_approver(batch.fax.username)
            work.after_commit(partial(self._forget, batch, current))
            for entry_id in current:
                self._settle_one(work, batch, entry_id, approver)

    def _forget(self, batch: _Batch, entry_ids: Sequence[int]) -> None:
        for entry_id in entry_ids:
            del self._current[entry_id], batch.results[entry_id]

    def _settle_one(self, work: Work, batch: _Batch, entry_id: int, approver: str | None) -> None:
        entry, result = batch.waiting[entry_id], batch.results[entry_id]
        if entry.state is not FaxState.PREPROCESSING:
            return  # aborted meanwhile
        made = result if isinstance(result, str) else self._problem(entry, result) or result
        if isinstance(made, str):
            self._context.move(work, entry, FaxEvent.PREPARATION_FAILED, made)
            return
        entry.pages = self._keep_pages(work, batch, entry, made)
        self._release(work, entry, approver)

    def _supplied(self, batch: _Batch, entry_id: int) -> None:
        result = batch.results[entry_id]
        if isinstance(result, Dressed) and not self._context.is_closed:
            entry = batch.waiting[entry_id]
            with self._context.work() as work:
                if work.window.is_kept(entry_id):
                    self._keep_pages(work, batch, entry, result)
        for done in self._supplying.pop(entry_id, ()):
            done()

    def _keep_pages(self, work: Work, batch: _Batch, entry: FaxEntry, dressed: Dressed) -> int:
        """Answers how many. Pages that are there already stay: an entry may be sent again while somebody looks at it."""
        if not work.faxes.has_pages(entry.id):
            work.faxes.keep_pages(entry, self._pages(work, batch, dressed))
        return len(dressed.strips)

    def _pages(self, work: Work, batch: _Batch, dressed: Dressed) -> list[EntryPage]:
        covers = [
            work.documents.add_page(page_row(page, position)).id for position, page in enumerate(dressed.cover_pages)
        ]
        page_ids = covers + batch.body_pages
        return [
            EntryPage(page_id=page_id, header_bits=strip.bits, header_coded_bits=dict(strip.coded_bits))
            for page_id, strip in zip(page_ids, dressed.strips, strict=True)
        ]

    def _release(self, work: Work, entry: FaxEntry, approver: str | None) -> None:
        if approver is not None and not entry.approver:
            message = self._context.texts.approval_pending.format(approver=approver)
            self._context.move(work, entry, FaxEvent.APPROVAL_NEEDED, message)
            return
        texts = self._context.texts
        has_a_past = entry.message != texts.new  # it says what became of the last try, or who approved it
        self._context.move(
            work, entry, FaxEvent.PREPARED, entry.message if has_a_past else self._context.waits_for(entry.due_at)
        )
        work.after_commit(partial(self._dispatch.arm, entry.id, entry.due_at, entry.message))

    def _problem(self, entry: FaxEntry, dressed: Dressed) -> str | None:
        """What keeps an entry from being sent whose pages could be made, if anything does."""
        own = [*dressed.cover_pages, *dressed.strips]
        is_room = self._context.disk.has_taken(sum(len(each.bits) for each in own))
        return self._number_problem(entry) or (None if is_room else self._context.texts.disk_full)

    def _number_problem(self, entry: FaxEntry) -> str | None:
        """Why no line would ever dial the entry's number, if that is so."""
        number = entry.recipient_fax_number
        refusal = self._lines.refusal(number)
        return explain(refusal, number, self._context.texts) if refusal is not None else None

    def _cover_problem(self, fax: Fax, why: Reason) -> str:
        texts = self._context.texts
        return texts.unusable_cover_page.format(name=fax.cover_page_name, reason=texts.because(why))
