"""Plain text becomes pages of 80 columns and 60 lines, like a line printer's.

Rule: the charset parameter is believed as far as the bytes agree with it; else the text is UTF-8, else Latin-1 in the
way of the web (with the characters of Windows-1252 in place of its controls). A form feed starts a page. Lines that
are too long are wrapped at a blank, or within a word that has none. Tabs stop at every eighth column.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, lookup
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import numpy as np

from fax_engine.documents.characters import printable
from fax_engine.documents.coding import page_of
from fax_engine.documents.glyphs import TEXT, lines_of_cells
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, ROW_BYTES, DocumentError, Limits, PageImage
from fax_engine.documents.source import Source
from fax_engine.reasons import Why
from models.vocabulary import Resolution

COLUMNS = 80
LINES = 60
TAB = 8

CODECS = ("utf-", "iso8859", "cp", "koi8", "mac", "ascii", "latin", "gb", "big5", "shift_jis", "euc", "iso2022")
"""How the names of the codecs that are character sets begin; Python has others, which are not."""

PageText = tuple[str, ...]


def count_pages(source: Source, limits: Limits) -> int:
    """How many pages the text fills; raises `DocumentError` for none, and for too many."""
    return len(_layout(source, limits.pages))


def convert(source: Source, resolution: Resolution, limits: Limits, first: int, last: int | None) -> list[PageImage]:
    """Pages `first` to `last` (exclusive)."""
    return [_print(page, resolution) for page in _layout(source, limits.pages)[first:last]]


def texts(source: Source, limits: Limits) -> list[str]:
    """The lines of each page as they are printed; raises `DocumentError` as `count_pages` does."""
    return ["\n".join(page) for page in _layout(source, limits.pages)]


# A long text is printed in stretches; the layout of the last one seen is kept.
@lru_cache(maxsize=1)
def _layout(source: Source, limit: int) -> tuple[PageText, ...]:
    text = printable(
        _decode(source.content, source.charset).translate({0x2028: "\n", 0x2029: "\n", 0x85: "\n"}), keep="\t\n\r\f"
    )
    if not text.strip():
        raise DocumentError(Why.EMPTY, kind=source.name)
    pages = tuple(islice(_pages(text), limit + 1))
    if len(pages) > limit:
        raise DocumentError(Why.TOO_MANY_PAGES, kind=source.name, most=limit)
    return pages


def _decode(content: bytes, charset: str | None) -> str:
    for name in (_codec(charset), _byte_order(content), "utf-8-sig"):
        if name is not None:
            try:
                return content.decode(name)
            except UnicodeError:
                continue
    return content.decode("cp1252", "ignore")


def _codec(charset: str | None) -> str | None:
    try:
        name = lookup(charset or "").name
    except (LookupError, ValueError):
        return None
    if name == "utf-8":
        return "utf-8-sig"
    return name if name.startswith(CODECS) else None


def _byte_order(content: bytes) -> str | None:
    return "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else None


def _pages(text: str) -> Iterator[PageText]:
    """The lines of each page."""
    sheets = re.sub("\r\n?", "\n", text).split("\f")
    last = len(sheets) - 1
    for number, sheet in enumerate(sheets):
        if not sheet and number in (0, last):
            continue
        lines = _lines(sheet.removesuffix("\n"))
        page = tuple(islice(lines, LINES))
        while page:
            yield page
            page = tuple(islice(lines, LINES))


def _lines(sheet: str) -> Iterator[str]:
    for line in sheet.split("\n"):
        yield from _wrapped(line.expandtabs(TAB).rstrip())


def _wrapped(line: str) -> Iterator[str]:
    start = 0
    while len(line) - start > COLUMNS:
        end = line.rfind(" ", start + 1, start + COLUMNS + 1)
        if end < 0 or not line[start:end].strip():
            end = start + COLUMNS
        yield line[start:end].rstrip()
        start = end
        while line[start] == " ":
            start += 1
    yield line[start:]


def _print(page: PageText, resolution: Resolution) -> PageImage:
    printed = np.packbits(lines_of_cells([line.ljust(COLUMNS) for line in page], TEXT, resolution), axis=2)
    octets = printed.shape[2]
    rows = np.zeros((LETTER_ROWS[resolution], ROW_BYTES), np.uint8)
    top, left = HEADER_ROWS[resolution] + _margin(resolution), (ROW_BYTES - octets) // 2
    area = rows[top : top + len(page) * TEXT.rows(resolution), left : left + octets]
    area[:] = printed.reshape(-1, octets)
    return page_of(rows, resolution)


def _margin(resolution: Resolution) -> int:
    """Rows between the header area and the first line: half of what 60 lines leave free."""
    return (LETTER_ROWS[resolution] - HEADER_ROWS[resolution] - LINES * TEXT.rows(resolution)) // 2
