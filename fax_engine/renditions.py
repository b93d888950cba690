"""Renditions: a document becomes fax pages once, however many faxes carry it and however many ask at the same time.

Rule: the pages of a document depend on its bytes, its content type and the resolution alone, so they are kept under
those. Long documents are cut into stretches of pages, so that several workers share one and short ones get their turn.

The pages of a rendition never change, and go with their document (`cleaning`), so the shelf remembers where those asked
for last are in the store and asks no second time.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

from fax_engine.context import UnitContext
from fax_engine.documents.formats import convert, count_pages
from fax_engine.documents.page import Limits, PageImage
from fax_engine.piece_of_work import NotNeeded
from fax_engine.reasons import reason_of
from fax_engine.workshop import Workshop
from models.document import Page
from models.vocabulary import Resolution

STRETCH = 10
"""Pages converted at a time."""

MOST_REMEMBERED = 200
"""Renditions whose pages are known without asking the store; of up to `Limits.pages` numbers each."""

Key = tuple[int, str]
PageIds = Sequence[int]
Done = Callable[[PageIds | str], None]
"""Gets the rows of the rendition's pages in order, or the reason why there are none."""


@dataclass(eq=False, slots=True)
class _Making:
    key: Key
    waiting: list[Done]
    stretches: dict[int, list[PageImage]] = field(default_factory=dict)
    unfinished: int = 0
    failure: str | None = None


class RenditionShelf:
    """Where renditions are found or made."""

    def __init__(self, context: UnitContext, workshop: Workshop) -> None:
        self._context = context
        self._workshop = workshop
        self._limits = Limits()
        self._in_the_making: dict[Key, _Making] = {}
        self._known: dict[Key, PageIds] = {}

    def obtain(self, document_id: int, content_type: str, done: Done) -> None:
        """Answer the rendition of this document through `done`, at once when it is there."""
        key = (document_id, content_type)
        making = self._in_the_making.get(key)
        if making is not None:
            making.waiting.append(done)
            return
        page_ids = self._known.get(key) or self._find(key)
        if page_ids:
            done(page_ids)
            return
        making = self._in_the_making[key] = _Making(key, [done])
        self._workshop.submit(count_pages, partial(self._count_arguments, making), partial(self._counted, making))

    @property
    def in_the_making(self) -> set[int]:
        """The documents of which pages are being made."""
        return {document_id for document_id, _ in self._in_the_making}

    def forget(self, document_ids: Collection[int]) -> None:
        """These documents go, and their pages with them."""
        for key in [key for key in self._known if key[0] in document_ids]:
            del self._known[key]

    def _counted(self, making: _Making, result: int | Exception) -> None:
        if self._context.is_closed:
            return
        if isinstance(result, Exception):
            making.failure = self._told(result)
            self._finish(making)
            return
        starts = range(0, result, STRETCH)
        making.unfinished = len(starts)
        for first in starts:
            self._workshop.submit(
                convert,
                partial(self._stretch_arguments, making, first, min(first + STRETCH, result)),
                partial(self._stretch_finished, making, first),
            )

    def _count_arguments(self, making: _Making) -> tuple[bytes, str, Limits]:
        self._context.check_is_needed()
        document_id, content_type = making.key
        return self._content(document_id), content_type, self._limits

    def _stretch_arguments(
        self, making: _Making, first: int, last: int
    ) -> tuple[bytes, str, Resolution, Limits, int, int]:
        """Raises `NotNeeded` when another stretch failed already: the rest would only keep others waiting."""
        self._context.check_is_needed()
        if making.failure is not None:
            raise NotNeeded
        document_id, content_type = making.key
        return self._content(document_id), content_type, self._context.resolution, self._limits, first, last

    def _stretch_finished(self, making: _Making, first: int, result: list[PageImage] | Exception) -> None:
        if self._context.is_closed:
            return
        if isinstance(result, Exception):
            making.failure = making.failure or self._told(result)
        else:
            making.stretches[first] = result
        making.unfinished -= 1
        if not making.unfinished:
            self._finish(making)

    def _finish(self, making: _Making) -> None:
        del self._in_the_making[making.key]
        answer: PageIds | str = self._context.texts.disk_full  # when the store does not take them
        try:
            answer = making.failure or self._keep(making)
        finally:
            for done in making.waiting:
                done(answer)

    def _told(self, error: Exception) -> str:
        """What the sender is told."""
        return self._context.texts.because(reason_of(error))

    def _find(self, key: Key) -> PageIds:
        """The pages that the store has; none when it has no such rendition."""
        document_id, content_type = key
        with self._context.work() as work:
            rendition = work.documents.find_rendition(document_id, content_type, self._context.resolution)
            return self._remember(key, work.documents.page_ids(rendition.id)) if rendition is not None else ()

    def _remember(self, key: Key, page_ids: PageIds) -> PageIds:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = page_ids
        return page_ids

    def _keep(self, making: _Making) -> PageIds:
        document_id, content_type = making.key
        images = [image for _, stretch in sorted(making.stretches.items()) for image in stretch]
        pages = [page_row(image, position) for position, image in enumerate(images)]
        with self._context.work() as work:
            work.documents.keep_rendition(document_id, content_type, self._context.resolution, pages)
        return self._remember(making.key, [page.id for page in pages])

    def _content(self, document_id: int) -> bytes:
        with self._context.work() as work:
            return work.documents.content(document_id)


def page_row(page: PageImage, position: int) -> Page:
    """A page as the store keeps it, in its place from 0 on; nobody has counted it yet."""
    return Page(position=position, rows=page.rows, resolution=page.resolution, coded_bits={}, bits=page.bits)
