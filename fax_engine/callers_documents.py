"""Callers' documents: what somebody is going to send to the unit is made fax pages before the call begins.

Rule: whoever asks for pages gets them, or the reason why there are none: once, and sooner or later, even when the unit
is reset meanwhile. The pages stay until they are let go of: when the call is over, or has not come about.
"""

from collections.abc import Sequence
from functools import partial

from fax_engine.cleaning import Cleaner
from fax_engine.context import UnitContext
from fax_engine.renditions import Done, PageIds, RenditionShelf


class CallersDocuments:
    """Has the documents of callers made pages."""

    def __init__(self, context: UnitContext, shelf: RenditionShelf, cleaner: Cleaner) -> None:
        self._context = context
        self._shelf = shelf
        self._cleaner = cleaner
        self._waiting: list[Done] = []

    def make_pages(self, content: bytes, content_type: str, done: Done) -> None:
        """Make fax pages of what a caller is going to send; `done` gets them, or the reason why there are none."""
        with self._context.work() as work:
            document_id = work.documents.keep(content)
        self._waiting.append(done)
        self._shelf.obtain(document_id, content_type, partial(self._made, document_id, done))

    def let_go(self, page_ids: Sequence[int]) -> None:
        """The call that these pages were made for is over, or nobody rings."""
        self._cleaner.release(page_ids)

    def close(self, reason: str) -> None:
        """The unit is no more: whoever still waits for pages is told why there will be none."""
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            done(reason)

    def _made(self, document_id: int, done: Done, result: PageIds | str) -> None:
        if done not in self._waiting:  # it was told already that there will be none
            return
        self._waiting.remove(done)
        if isinstance(result, str):
            self._cleaner.look_at([document_id])
        else:
            self._cleaner.hold(result)
        done(result)
