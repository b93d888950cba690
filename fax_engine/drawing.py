"""Drawing: what arrives of a call's pages, made by workers before the call begins.

Rule: some pages after others, each as it comes out of a receiving machine; all of them or none.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fax_engine.documents.page import PageImage
from fax_engine.line_pages import DrawnPage
from fax_engine.workshop import Workshop

if TYPE_CHECKING:
    from fax_engine.arrival import Arrival

STRETCH = 10
"""Pages that a worker draws at a time."""

Drawn = Callable[[list[PageImage] | None], None]
"""Gets the pages, or None where they could not be made."""


class Drawing:
    """Has pages drawn by these workers."""

    def __init__(self, workers: Workshop) -> None:
        self._workers = workers

    def draw(self, pictures: Callable[[], Sequence[DrawnPage]], arrivals: "Sequence[Arrival]", done: Drawn) -> None:
        """Draw what arrives of the pages that `pictures` reads, each time anew; `done` is told once."""
        self._draw(pictures, arrivals, done, [])

    def _draw(
        self,
        pictures: Callable[[], Sequence[DrawnPage]],
        arrivals: "Sequence[Arrival]",
        done: Drawn,
        drawn: list[PageImage],
    ) -> None:
        if not arrivals:
            done(drawn)
            return
        from fax_engine.documents.paper import pages_that_came

        stretch, rest = arrivals[:STRETCH], arrivals[STRETCH:]

        def arguments() -> tuple[list[DrawnPage], Sequence["Arrival"]]:
            sent = pictures()
            return [sent[arrival.page - 1] for arrival in stretch], stretch

        def take(result: list[PageImage] | Exception) -> None:
            if isinstance(result, Exception):
                done(None)
            else:
                self._draw(pictures, rest, done, drawn + result)

        self._workers.submit(pages_that_came, arguments, take, is_urgent=True)
