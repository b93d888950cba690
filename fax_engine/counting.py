"""Counting: how many bits pages take on the line, found out when a call asks and no sooner.

Rule: worker processes count, in stretches, while the call's time is held; what they found is kept with the page, or
with the header strip, under the terms that it was counted for (`Sizing.key`). So nothing is counted twice for the same
terms, however many calls ask, now or after a restart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from fax_engine.context import UnitContext
from fax_engine.documents.drawn_page import StoredPage
from fax_engine.documents.sizes import Uncounted, count
from fax_engine.line_pages import Count, Counted, LinePage, Sizing
from fax_engine.sheets import CallPages, Piece, Stretch, stretches
from fax_engine.workshop import Workshop
from models.store import Work


@dataclass(frozen=True, slots=True)
class Brought:
    """What the order of a call brings along: its pages, how they are counted, and their pictures."""

    pages: tuple[LinePage, ...]
    count: Count
    pictures: Callable[[], tuple[StoredPage, ...]]


@dataclass(eq=False, slots=True)
class _Waiting:
    """A call that waits for pieces. `tell` is called once: with True when it has all, or False."""

    missing: set[Piece]
    tell: Callable[[bool], None]

    def hear(self, piece: Piece, *, is_good: bool) -> None:
        """That piece was counted, or could not be."""
        if piece not in self.missing:
            return
        self.missing.discard(piece)
        if not is_good:
            self.missing.clear()
        if not self.missing:
            self.tell(is_good)


class Counting:
    """Counts the pages of calls."""

    def __init__(self, context: UnitContext, workshop: Workshop) -> None:
        self._context = context
        self._workshop = workshop
        self._asked: dict[tuple[Piece, Sizing], list[_Waiting]] = {}

    def brought(self, work: Work, pages: CallPages) -> Brought:
        """What a call with these pages is ordered with."""
        known = tuple(sheet.line_page for sheet in pages.sheets(work))
        return Brought(known, partial(self._count, pages), partial(self._pictures, pages))

    def _pictures(self, pages: CallPages) -> tuple[StoredPage, ...]:
        self._context.check_is_needed()
        with self._context.work() as work:
            return pages.pictures(work)

    def _count(self, pages: CallPages, sizing: Sizing, done: Counted) -> None:
        with self._context.work() as work:
            keys = dict(found for sheet in pages.sheets(work) for found in sheet.unknown(sizing))
        waiting = _Waiting(set(keys), partial(self._tell, pages, done))
        fresh = [piece for piece in keys if (piece, sizing) not in self._asked]
        for piece in keys:
            self._asked.setdefault((piece, sizing), []).append(waiting)
        for stretch in stretches(fresh):
            self._workshop.submit(
                count,
                partial(self._arguments, stretch, sizing),
                partial(self._finished, stretch, sizing, keys),
                is_urgent=True,
            )
        if not keys:
            waiting.tell(True)

    def _arguments(self, stretch: Stretch, sizing: Sizing) -> tuple[list[Uncounted], Sizing]:
        self._context.check_is_needed()
        with self._context.work() as work:
            return stretch.images(work), sizing

    def _finished(
        self, stretch: Stretch, sizing: Sizing, keys: Mapping[Piece, str], result: list[int] | Exception
    ) -> None:
        if self._context.is_closed:
            return
        is_good = False
        try:
            if not isinstance(result, Exception):
                counted = {piece: {keys[piece]: bits} for piece, bits in zip(stretch.pieces, result, strict=True)}
                with self._context.work() as work:
                    stretch.keep(work, counted)
                is_good = True
        finally:
            for piece in stretch.pieces:
                for waiting in self._asked.pop((piece, sizing)):
                    waiting.hear(piece, is_good=is_good)

    def _tell(self, pages: CallPages, done: Counted, is_good: bool) -> None:
        if not is_good:
            done(None)
            return
        with self._context.work() as work:
            sheets = pages.sheets(work)
        done(tuple(sheet.line_page for sheet in sheets))
