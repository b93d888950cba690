"""Finished pages as a file, or as several when one would be larger than it may be.

Rule: a page is never cut: one that is too large by itself is a file by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fax_engine.documents.preview import DressedPage, preview, to_tiff
from models.vocabulary import DocumentFormat

MAKERS = {DocumentFormat.PDF: preview, DocumentFormat.TIFF: to_tiff}

CONTENT_TYPES = {DocumentFormat.PDF: "application/pdf", DocumentFormat.TIFF: "image/tiff"}


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of pages `first` to `last`, from 1."""

    first: int
    last: int
    content: bytes


def page_files(pages: Sequence[DressedPage], kind: DocumentFormat, most_bytes: int | None = None) -> list[PageFile]:
    """Files of these pages, at least one page, each of at most `most_bytes`, None: whatever one file takes."""
    return _page_files(pages, 1, kind, most_bytes)


def _page_files(
    pages: Sequence[DressedPage], first: int, kind: DocumentFormat, most_bytes: int | None
) -> list[PageFile]:
    content = MAKERS[kind](pages)
    if most_bytes is None or len(content) <= most_bytes or len(pages) == 1:
        return [PageFile(first, first + len(pages) - 1, content)]
    middle = len(pages) // 2
    return [
        *_page_files(pages[:middle], first, kind, most_bytes),
        *_page_files(pages[middle:], first + middle, kind, most_bytes),
    ]
