"""Renditions: a document becomes fax pages once, however many faxes carry it and however many ask at the same time.

Rule: the pages of a document depend on its bytes, its content type and the resolution alone, so they are kept under
those. Long documents are cut into stretches of pages, so that several workers share one and short ones get their turn.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from fax_engine.context import UnitContext
from fax_engine.documents.page import DocumentError, Limits, PageImage
from fax_engine.documents.production import count, produce
from fax_engine.workshop import WorkerLost, Workshop
from models.document import Page
from models.vocabulary import Resolution

STRETCH = 10
"""Pages converted at a time."""

Key = tuple[int, str]
Done = Callable[[tuple[int, int] | str], None]
"""Gets the rendition's id and page count, or the reason why there is none."""


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

    def obtain(self, document_id: int, content_type: str, done: Done) -> None:
        """Answer the rendition of this document through `done`, at once when it is there."""
        key = (document_id, content_type)
        making = self._in_the_making.get(key)
        if making is not None:
            making.waiting.append(done)
            return
        with self._context.work() as work:
            rendition = work.documents.find_rendition(document_id, content_type, self._context.resolution)
        if rendition is not None:
            done((rendition.id, rendition.page_count))
            return
        making = self._in_the_making[key] = _Making(key, [done])
        self._workshop.submit(
            count, lambda: (self._content(document_id), content_type, self._limits), partial(self._counted, making)
        )

    def _counted(self, making: _Making, result: int | Exception) -> None:
        if self._context.is_closed:
            return
        if isinstance(result, Exception):
            making.failure = _reason(result)
            self._finish(making)
            return
        starts = range(0, result, STRETCH)
        making.unfinished = len(starts)
        for first in starts:
            self._workshop.submit(
                produce,
                partial(self._stretch_arguments, making, first, min(first + STRETCH, result)),
                partial(self._stretch_finished, making, first),
            )

    def _stretch_arguments(
        self, making: _Making, first: int, last: int
    ) -> tuple[bytes, str, Resolution, Limits, int, int]:
        """Raises `DocumentError` when another stretch failed already: the rest would only keep others waiting."""
        if making.failure is not None:
            raise DocumentError(making.failure)
        document_id, content_type = making.key
        return self._content(document_id), content_type, self._context.resolution, self._limits, first, last

    def _stretch_finished(self, making: _Making, first: int, result: list[PageImage] | Exception) -> None:
        if self._context.is_closed:
            return
        if isinstance(result, Exception):
            making.failure = making.failure or _reason(result)
        else:
            making.stretches[first] = result
        making.unfinished -= 1
        if not making.unfinished:
            self._finish(making)

    def _finish(self, making: _Making) -> None:
        del self._in_the_making[making.key]
        answer = making.failure or self._keep(making)
        for done in making.waiting:
            done(answer)

    def _keep(self, making: _Making) -> tuple[int, int]:
        document_id, content_type = making.key
        pages = [
            Page(
                rows=page.rows,
                resolution=page.resolution,
                coded_bits={coding.value: bits for coding, bits in page.coded_bits.items()},
                bits=page.bits,
            )
            for _, stretch in sorted(making.stretches.items())
            for page in stretch
        ]
        with self._context.work() as work:
            rendition = work.documents.keep_rendition(document_id, content_type, self._context.resolution, pages)
        return rendition.id, rendition.page_count

    def _content(self, document_id: int) -> bytes:
        with self._context.work() as work:
            return work.documents.content(document_id)


def _reason(error: Exception) -> str:
    """What to tell the sender; anything but a document's own error is a defect of the converter."""
    return str(error) if isinstance(error, DocumentError | WorkerLost) else "the converter failed on it"
