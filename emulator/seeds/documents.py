"""The documents of a seed: their bytes, how many pages each makes, and the pages of those that were received.

Rule: a converter is a matter for other processes, here as everywhere; a document that stands in several places is
looked at once.
"""

import mimetypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from emulator.seeds.traffic import Document
from fax_engine.documents.counting import count_each
from fax_engine.documents.formats import convert, is_supported, unsupported
from fax_engine.documents.page import Limits, PageImage
from fax_engine.workshop import Workshop
from models.vocabulary import Resolution

TEXT_TYPE = "text/plain; charset=utf-8"
TEXTS_AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as it will lie in the store."""

    name: str
    content_type: str
    content: bytes


def read_document(document: Document, folder: Path) -> Sheet:
    """The document with its bytes; files lie beside the seed, in `folder`. Raises `ValueError`."""
    sources = [name for name in ("text", "file", "filler") if getattr(document, name) is not None]
    if len(sources) != 1:
        raise ValueError("a document is one of text, file and filler")
    if document.file is not None:
        return _from_file(document, folder / document.file)
    text = document.text if document.text is not None else _filler(document.filler or 1)
    return Sheet(document.name or "letter.txt", document.content_type or TEXT_TYPE, text.encode())


def _from_file(document: Document, path: Path) -> Sheet:
    content_type = document.content_type or mimetypes.guess_type(path.name)[0] or ""
    if not is_supported(content_type):
        raise ValueError(f"{path.name}: {unsupported(content_type)}")
    try:
        return Sheet(document.name or path.name, content_type, path.read_bytes())
    except OSError as error:
        raise ValueError(f"{path.name}: {error.strerror or error}") from None


def _filler(pages: int) -> str:
    return "\f".join(_page_of_filler(page, pages) for page in range(1, pages + 1))


def _page_of_filler(page: int, pages: int) -> str:
    lines = [f"{number:>3}  The quick brown fox jumps over the lazy dog." for number in range(1, 41)]
    return "\n".join([f"Page {page} of {pages}", "", *lines])


def count_pages_of(workshop: Workshop, sheets: Iterable[Sheet]) -> dict[Sheet, int | Exception]:
    """How many pages each makes, or why it makes none. Blocks until all are counted."""
    counts: dict[Sheet, int | Exception] = {}

    def counted(batch: Sequence[Sheet], result: Sequence[int | Exception] | Exception) -> None:
        counts.update(zip(batch, [result] * len(batch) if isinstance(result, Exception) else result, strict=True))

    for batch in _batches(dict.fromkeys(sheets)):
        documents = [(sheet.content, sheet.content_type) for sheet in batch]
        workshop.submit(count_each, partial(_as_they_are, documents, Limits()), partial(counted, batch))
    _wait(workshop)
    return counts


def print_pages_of(
    workshop: Workshop, sheets: Iterable[Sheet], resolution: Resolution
) -> dict[Sheet, list[PageImage] | Exception]:
    """The pages of each, or why there are none. Blocks until all are made."""
    pages: dict[Sheet, list[PageImage] | Exception] = {}
    for sheet in dict.fromkeys(sheets):
        arguments = partial(_as_they_are, sheet.content, sheet.content_type, resolution, Limits())
        workshop.submit(convert, arguments, partial(pages.__setitem__, sheet))
    _wait(workshop)
    return pages


def _batches(sheets: Iterable[Sheet]) -> Iterator[list[Sheet]]:
    """Texts together, which harm no worker, and everything else by itself."""
    texts = []
    for sheet in sheets:
        if sheet.content_type == TEXT_TYPE:
            texts.append(sheet)
        else:
            yield [sheet]
    for first in range(0, len(texts), TEXTS_AT_A_TIME):
        yield texts[first : first + TEXTS_AT_A_TIME]


def _as_they_are(*arguments: Any) -> tuple[Any, ...]:
    return arguments


def _wait(workshop: Workshop) -> None:
    while not workshop.is_idle:
        workshop.wait()
