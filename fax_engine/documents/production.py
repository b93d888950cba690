"""The two errands of a worker for a document: count its pages, and make a stretch of them ready for the line."""

from fax_engine.documents.page import Limits, PageImage
from models.vocabulary import Resolution


def count(content: bytes, content_type: str, limits: Limits) -> int:
    """How many fax pages the document makes, at least 1. Raises `DocumentError` when it makes none."""
    from fax_engine.documents.formats import count_pages

    return count_pages(content, content_type, limits)


def produce(
    content: bytes, content_type: str, resolution: Resolution, limits: Limits, first: int, last: int
) -> list[PageImage]:
    """Pages `first` to `last` (exclusive), with their size in every coding. Raises `DocumentError`."""
    from fax_engine.documents.formats import convert

    return convert(content, content_type, resolution, limits, first, last)
