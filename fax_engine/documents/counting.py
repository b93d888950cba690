"""How many pages each of many short documents makes, in one errand: sending a worker for each takes longer than the
counting."""

from collections.abc import Sequence

from fax_engine.documents.formats import count_pages
from fax_engine.documents.page import DocumentError, Limits


def count_each(documents: Sequence[tuple[bytes, str]], limits: Limits) -> list[int | DocumentError]:
    """The pages of each document, given by content and content type, or why it makes none."""
    return [_count(content, content_type, limits) for content, content_type in documents]


def _count(content: bytes, content_type: str, limits: Limits) -> int | DocumentError:
    try:
        return count_pages(content, content_type, limits)
    except DocumentError as error:
        return error
