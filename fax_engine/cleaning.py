"""Cleaning: pages and documents that nothing needs any more are deleted, a little at a time, while nobody waits.

Rule: what might be a leftover is named by whoever has let go of it, and is looked at again before it goes: what the
store needs stays, and so does what somebody works on at this moment. What is lost with the power is found at the next
start.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from fax_engine.context import UnitContext
from fax_engine.renditions import RenditionShelf
from models.store import Work

AT_A_TIME = 50
"""Faxes or documents in one step: a few milliseconds at most, as long as they are not very long."""

PutOff = Callable[[Callable[[], None]], bool]
"""Has something called once others had their turn, and answers True; or false, where nobody else waits."""


class Cleaner:
    """Deletes one unit's leftovers. `is_calling` tells whether a call for an entry, by row, is still on."""

    def __init__(
        self, context: UnitContext, shelf: RenditionShelf, is_calling: Callable[[int], bool], put_off: PutOff
    ) -> None:
        self._context = context
        self._shelf = shelf
        self._is_calling = is_calling
        self._put_off = put_off
        self._entries: set[int] = set()
        self._received: set[int] = set()
        self._documents: set[int] = set()
        self._released: set[int] = set()
        self._held: Counter[int] = Counter()
        self._is_at_it = False

    def find_all(self) -> None:
        """After a start: take up whatever the last end left behind."""
        with self._context.work() as work:
            found = work.leftovers.find()
            work.leftovers.remove_pages(found.pages)
        self._entries.update(found.entries)
        self._received.update(found.received)
        self.look_at(found.documents)

    def strip(self, entries: Iterable[int] = (), received: Iterable[int] = ()) -> None:
        """These entries and received faxes, by row, fell out of the window: their pages go, and what goes with them."""
        self._entries.update(entries)
        self._received.update(received)
        self._begin()

    def look_at(self, documents: Iterable[int]) -> None:
        """These documents may be needed no more."""
        self._documents.update(documents)
        self._begin()

    def hold(self, page_ids: Sequence[int]) -> None:
        """Somebody works with the pages of a document; they stay until they are released as often as they are held."""
        self._held.update(page_ids[:1])

    def release(self, page_ids: Sequence[int]) -> None:
        """The pages are not worked with any more; they go, unless something in the store needs them."""
        first = page_ids[0]
        self._held[first] -= 1
        if self._held[first] <= 0:
            del self._held[first]
            self._released.add(first)
            self._begin()

    def _begin(self) -> None:
        if not self._is_at_it:
            self._is_at_it = True
            if not self._put_off(self._go_on):
                self._go_on()

    def _go_on(self) -> None:
        self._is_at_it = False
        while not self._context.is_closed and self._step():
            if self._put_off(self._go_on):
                self._is_at_it = True
                return

    def _step(self) -> bool:
        """Do a little; false when there is nothing to do but what must wait for others."""
        if not (self._entries or self._received or self._released or self._documents):
            return False
        with self._context.work() as work:
            return (
                self._strip_entries(work)
                or self._strip_received(work)
                or self._look_for_documents(work)
                or self._remove_documents(work)
            )

    def _strip_entries(self, work: Work) -> bool:
        entries = _few(self._entries, but=self._is_calling)
        self._documents |= work.leftovers.strip_entries(entries) if entries else set()
        self._entries.difference_update(entries)
        return bool(entries)

    def _strip_received(self, work: Work) -> bool:
        faxes = _few(self._received)
        self._documents |= work.leftovers.strip_received(faxes) if faxes else set()
        self._received.difference_update(faxes)
        return bool(faxes)

    def _look_for_documents(self, work: Work) -> bool:
        pages = _few(self._released)
        self._documents |= work.leftovers.documents_of(pages) if pages else set()
        self._released.difference_update(pages)
        return bool(pages)

    def _remove_documents(self, work: Work) -> bool:
        in_use = self._shelf.in_the_making | (work.leftovers.documents_of(self._held) if self._held else set())
        documents = _few(self._documents, but=in_use.__contains__)
        if documents:
            self._shelf.forget(documents)
            work.leftovers.remove_documents(documents)
        self._documents.difference_update(documents)
        return bool(documents)


def _nobody(_row_id: int) -> bool:
    return False


def _few(waiting: Iterable[int], but: Callable[[int], bool] = _nobody) -> list[int]:
    return list(islice((row_id for row_id in waiting if not but(row_id)), AT_A_TIME))
