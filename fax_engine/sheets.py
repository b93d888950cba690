"""The pages of a call as the store has them: what is known of their sizes, and what is counted by itself.

Rule: a page and its header strip are counted apart, since many calls share the page; their sizes add up exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fax_engine.documents.drawn_page import StoredPage
from fax_engine.documents.page import HEADER_ROWS, PageImage
from fax_engine.documents.sizes import Uncounted
from fax_engine.kept_pages import sent_pages
from fax_engine.line_pages import LinePage, Sizing
from models.store import Work
from models.vocabulary import Resolution


@dataclass(frozen=True, slots=True)
class Strip:
    """A header strip in the store: its entry and its place, from 0."""

    entry_id: int
    position: int


Piece = int | Strip
"""What is counted by itself: a page, by its id, or a header strip."""

Sizes = dict[str, int]
"""Bits by `Sizing.key`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a call; `strip` None: it goes out without a header line."""

    page_id: int
    rows: int
    resolution: Resolution
    sizes: Sizes
    strip: Strip | None = None
    strip_sizes: Sizes = field(default_factory=dict)

    @property
    def line_page(self) -> LinePage:
        """The page as the line carries it."""
        sizes = self.sizes
        if self.strip is not None:
            sizes = {key: bits + self.strip_sizes[key] for key, bits in sizes.items() if key in self.strip_sizes}
        return LinePage(self.rows, self.resolution, sizes, is_countable=True)

    def unknown(self, sizing: Sizing) -> Iterator[tuple[Piece, str]]:
        """What of it has to be counted for these terms, and under which key that is kept."""
        key = sizing.key(self.resolution, self.rows)
        if key not in self.sizes:
            yield self.page_id, key
        if self.strip is not None and key not in self.strip_sizes:
            yield self.strip, key


class CallPages(Protocol):
    """The pages of one call, in order."""

    def sheets(self, work: Work) -> list[Sheet]:
        """What is known of them."""

    def pictures(self, work: Work) -> tuple[StoredPage, ...]:
        """What is on them."""


@dataclass(frozen=True, slots=True)
class EntryPages:
    """What goes out to one recipient."""

    entry_id: int

    def sheets(self, work: Work) -> list[Sheet]:
        """What is known of them."""
        return [
            Sheet(page_id, rows, resolution, sizes, Strip(self.entry_id, position), strip_sizes)
            for position, (page_id, rows, resolution, sizes, strip_sizes) in enumerate(
                work.faxes.page_sizes(self.entry_id)
            )
        ]

    def pictures(self, work: Work) -> tuple[StoredPage, ...]:
        """What is on them."""
        return tuple(StoredPage(page, strip) for page, strip in sent_pages(work, self.entry_id))


@dataclass(frozen=True, slots=True)
class CallersPages:
    """What a caller sends."""

    page_ids: Sequence[int]

    def sheets(self, work: Work) -> list[Sheet]:
        """What is known of them."""
        sizes = work.inbound.page_sizes(self.page_ids)
        return [Sheet(page_id, *known) for page_id, known in zip(self.page_ids, sizes, strict=True)]

    def pictures(self, work: Work) -> tuple[StoredPage, ...]:
        """What is on them."""
        return tuple(StoredPage(PageImage(*image)) for image in work.documents.page_images(self.page_ids))


class Stretch(Protocol):
    """Pieces that are counted in one go."""

    @property
    def pieces(self) -> Sequence[Piece]:
        """All of one kind."""

    def images(self, work: Work) -> list[Uncounted]:
        """What is to be counted, in that order."""

    def keep(self, work: Work, counted: Mapping[Piece, Sizes]) -> None:
        """Add what was counted to what is known."""


@dataclass(frozen=True, slots=True)
class PageStretch:
    """Pages, by their ids."""

    pieces: Sequence[int]

    def images(self, work: Work) -> list[Uncounted]:
        """What is to be counted: what lies under the header area."""
        found = work.documents.page_images(self.pieces)
        return [Uncounted(bits, resolution, HEADER_ROWS[resolution]) for _, resolution, bits in found]

    def keep(self, work: Work, counted: Mapping[Piece, Sizes]) -> None:
        """Add what was counted to what is known."""
        work.documents.keep_sizes({page_id: counted[page_id] for page_id in self.pieces})


@dataclass(frozen=True, slots=True)
class StripStretch:
    """Header strips of one entry."""

    pieces: Sequence[Strip]

    def images(self, work: Work) -> list[Uncounted]:
        """What is to be counted."""
        found = work.faxes.header_images(self.pieces[0].entry_id, [strip.position for strip in self.pieces])
        return [Uncounted(bits, resolution) for resolution, bits in found]

    def keep(self, work: Work, counted: Mapping[Piece, Sizes]) -> None:
        """Add what was counted to what is known."""
        sizes = {strip.position: counted[strip] for strip in self.pieces}
        work.faxes.keep_header_sizes(self.pieces[0].entry_id, sizes)


LONGEST = 20
"""Pieces in a stretch."""


def stretches(pieces: Sequence[Piece]) -> Iterator[Stretch]:
    """These pieces of one call, cut into stretches."""
    page_ids = [piece for piece in pieces if isinstance(piece, int)]
    strips = [piece for piece in pieces if isinstance(piece, Strip)]
    for first in range(0, len(page_ids), LONGEST):
        yield PageStretch(page_ids[first : first + LONGEST])
    for first in range(0, len(strips), LONGEST):
        yield StripStretch(strips[first : first + LONGEST])
