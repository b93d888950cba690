"""Preparation: an accepted fax becomes pages, entry by entry.

Rule: its pages are made (`page_making`) however long that takes, but an entry leaves `preprocessing` at a moment that
follows from the order alone (`SECONDS_PER_FAX`), so runs with a frozen clock are the same every time.

A document that cannot be fetched or converted makes the fax's entries `dead`, with the attachment and the reason in
their message, and harms nobody else. So does a number that the dialing rules of every line reject, for its own entry.
"""

from collections.abc import Callable, Sequence
from functools import partial

from fax_engine.clock import Due
from fax_engine.context import UnitContext
from fax_engine.dialing import explain
from fax_engine.dispatch import Dispatch
from fax_engine.documents.dressing import Dressed
from fax_engine.lifecycle import FaxEvent
from fax_engine.lines import Lines
from fax_engine.page_making import Batch, PageMaking
from fax_engine.ports import Fetcher
from fax_engine.renditions import RenditionShelf, page_row
from fax_engine.workshop import Workshop
from models.fax import Attachment, EntryPage, Fax, FaxEntry
from models.store import Work
from models.vocabulary import FaxState

SECONDS_PER_FAX = 1.0
SECONDS_PER_ATTACHMENT = 1.0
"""How long the appliance takes over a fax and over each document of it, in line time (ours)."""

TOGETHER = 10
"""Entries of a fax that leave `preprocessing` in one transaction."""


class Preparation:
    """Takes entries from `preprocessing` on, once it is known what was made for them."""

    def __init__(
        self, context: UnitContext, workshop: Workshop, fetcher: Fetcher, dispatch: Dispatch, lines: Lines
    ) -> None:
        self._context = context
        self._dispatch = dispatch
        self._lines = lines
        self.shelf = RenditionShelf(context, workshop)
        self._making = PageMaking(context, workshop, fetcher, self.shelf)
        self._current: dict[int, Batch] = {}
        self._supplying: dict[int, list[Callable[[], None]]] = {}

    def begin(
        self, fax: Fax, entries: Sequence[FaxEntry], attachments: Sequence[Attachment], *, at_once: bool = False
    ) -> None:
        """Start making pages for these entries of the fax, which are in `preprocessing`, with all its attachments.

        `at_once`: the time that it takes is past already, since the fax was accepted.
        """
        made_at = fax.created_at if at_once else self._context.now
        batch = Batch(fax, {entry.id: entry for entry in entries}, made_at, self._lines.station_id)
        seconds = (SECONDS_PER_FAX + SECONDS_PER_ATTACHMENT * len(attachments)) * self._context.line_scale()
        if at_once:
            seconds = 0.0
        for few in batch.groups(TOGETHER):
            self._current.update(dict.fromkeys(few, batch))
            self._context.carry_out_in(
                seconds, partial(self._settle, batch, few), Due.PAGES, few[0], partial(batch.has_results, few)
            )
        self._making.make(batch, attachments)

    def supply(self, entry: FaxEntry, attachments: Sequence[Attachment], done: Callable[[], None]) -> None:
        """Make the pages of a final entry that came into the store without them, as they were when it was accepted.

        Its state stays as it is. `done` is called when its pages are there, or when none can be made.
        """
        waiting = self._supplying.setdefault(entry.id, [])
        waiting.append(done)
        if len(waiting) == 1:
            batch = Batch(entry.fax, {entry.id: entry}, entry.fax.created_at, self._lines.station_id)
            batch.on_result = partial(self._supplied, batch)
            self._making.make(batch, attachments)

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

    def _settle(self, batch: Batch, entry_ids: Sequence[int]) -> None:
        if self._context.is_closed:
            return
        current = [entry_id for entry_id in entry_ids if self._current.get(entry_id) is batch]
        with self._context.work() as work:
            work.faxes.refresh(*(batch.waiting[entry_id] for entry_id in current))
            approver = work.users.required_approver(batch.fax.username)
            work.after_commit(partial(self._forget, batch, current))
            for entry_id in current:
                self._settle_one(work, batch, entry_id, approver)

    def _forget(self, batch: Batch, entry_ids: Sequence[int]) -> None:
        for entry_id in entry_ids:
            del self._current[entry_id], batch.results[entry_id]

    def _settle_one(self, work: Work, batch: Batch, entry_id: int, approver: str | None) -> None:
        entry, result = batch.waiting[entry_id], batch.results[entry_id]
        if entry.state is not FaxState.PREPROCESSING:
            return  # aborted meanwhile
        made = result if isinstance(result, str) else self._problem(entry, result) or result
        if isinstance(made, str):
            self._context.move(work, entry, FaxEvent.PREPARATION_FAILED, made)
            return
        entry.pages = self._keep_pages(work, batch, entry, made)
        self._release(work, entry, approver)

    def _supplied(self, batch: Batch, entry_id: int) -> None:
        result = batch.results[entry_id]
        if isinstance(result, Dressed) and not self._context.is_closed:
            entry = batch.waiting[entry_id]
            with self._context.work() as work:
                if work.window.is_kept(entry_id):
                    self._keep_pages(work, batch, entry, result)
        for done in self._supplying.pop(entry_id, ()):
            done()

    def _keep_pages(self, work: Work, batch: Batch, entry: FaxEntry, dressed: Dressed) -> int:
        """Answers how many. Pages that are there already stay: an entry may be sent again while somebody looks at
        it."""
        if not work.faxes.has_pages(entry.id):
            work.faxes.keep_pages(entry, self._pages(work, batch, dressed))
        return len(dressed.strips)

    def _pages(self, work: Work, batch: Batch, dressed: Dressed) -> list[EntryPage]:
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
