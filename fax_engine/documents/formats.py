"""Content types and what makes pages of them.

Rule: the content type decides alone, nobody guesses from the bytes (developer guide page 7; the types besides PDF and
plain text are ours). A converter's libraries are imported on its first use.
"""

from dataclasses import dataclass
from email.message import Message
from importlib import import_module
from typing import Protocol, cast

from fax_engine.documents.page import DocumentError, Limits, PageImage
from fax_engine.documents.source import Source
from fax_engine.reasons import Reason, Why, reason
from models.vocabulary import Resolution


class Converter(Protocol):
    """The functions of a converter's module."""

    def count_pages(self, source: Source, limits: Limits) -> int:
        """How many pages `convert` would make of the whole document; raises `DocumentError`."""

    def convert(
        self, source: Source, resolution: Resolution, limits: Limits, first: int, last: int | None
    ) -> list[PageImage]:
        """Pages `first` to `last` (exclusive); raises `DocumentError`."""


class TextConverter(Converter, Protocol):
    """The functions of the module of a format that has text."""

    def texts(self, source: Source, limits: Limits) -> list[str]:
        """What can be read on each page that `convert` would make; raises `DocumentError`."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document: its name, the module that converts it, and whether its pages have a text layer to be read."""

    name: str
    module: str
    has_text: bool = False


FORMATS = {
    "application/pdf": Format("PDF", "pdf", has_text=True),
    "text/plain": Format("text", "text", has_text=True),
    "image/tiff": Format("TIFF", "tiff"),
    "image/png": Format("PNG", "picture"),
    "image/jpeg": Format("JPEG", "picture"),
    "image/gif": Format("GIF", "picture"),
    "image/bmp": Format("BMP", "picture"),
}

ALIASES = {"image/jpg": "image/jpeg", "image/tif": "image/tiff", "image/x-ms-bmp": "image/bmp"}


def supported_types() -> tuple[str, ...]:
    """The content types that become pages, without aliases."""
    return tuple(FORMATS)


def is_supported(content_type: str) -> bool:
    """True when documents of this type become pages; parameters and case do not matter."""
    return _essence(content_type) in FORMATS


def unsupported(content_type: str) -> Reason:
    """What to tell whoever sent a document of a type that makes no pages: which do."""
    return reason(Why.UNSUPPORTED, content_type=content_type or "none given", supported=", ".join(supported_types()))


def count_pages(content: bytes, content_type: str, limits: Limits) -> int:
    """How many fax pages the document makes, at least 1; much quicker than making them.

    Raises `DocumentError` for one that cannot be opened, has none, or exceeds the limits.
    """
    source = _source(content, content_type)
    return _converter(content_type).count_pages(source, limits)


def convert(
    content: bytes,
    content_type: str,
    resolution: Resolution,
    limits: Limits,
    first: int = 0,
    last: int | None = None,
) -> list[PageImage]:
    """Pages `first` to `last` (exclusive, counted from 0; None: to the end), their header area white.

    Raises `DocumentError` for a document, or a page of the range, that cannot become an image.
    """
    source = _source(content, content_type)
    return _converter(content_type).convert(source, resolution, limits, first, last)


def texts(content: bytes, content_type: str, limits: Limits) -> list[str | None]:
    """The text layer of each page, None for the pages of a picture, which has none. Raises `DocumentError`."""
    source = _source(content, content_type)
    if not FORMATS[_essence(content_type)].has_text:
        return [None] * _converter(content_type).count_pages(source, limits)
    return [*cast(TextConverter, _converter(content_type)).texts(source, limits)]


def _essence(content_type: str) -> str:
    essence = content_type.partition(";")[0].strip().lower()
    return ALIASES.get(essence, essence)


def _charset(content_type: str) -> str | None:
    message = Message()
    message["Content-Type"] = content_type
    charset = message.get_param("charset")
    return charset if isinstance(charset, str) else None


def _source(content: bytes, content_type: str) -> Source:
    kind = FORMATS.get(_essence(content_type))
    if kind is None:
        refusal = unsupported(content_type)
        raise DocumentError(refusal.why, **refusal.values)
    if not content:
        raise DocumentError(Why.EMPTY, kind=kind.name)
    return Source(content, kind.name, _charset(content_type))


def _converter(content_type: str) -> Converter:
    module = FORMATS[_essence(content_type)].module
    return cast(Converter, import_module(f"fax_engine.documents.{module}"))
