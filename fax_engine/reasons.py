"""Why a document does not become pages: one row a reason, with what a unit says of it.

Rule: whoever finds out, in another process too, names the reason and its values; the words are put together by whoever
tells somebody (`fax_engine.texts.Texts.because`), for a unit may have others. All of them are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, unique
from functools import partial
from typing import Any

Values = Mapping[str, str | int]


@unique
class Why(Enum):
    """Every reason; its value is the text, in which `{name}` stands for a value. A `kind` is `PDF`, `text`, `cover
    page`."""

    # Any document.
    UNSUPPORTED = "unsupported content_type: {content_type}, expected one of {supported}"
    EMPTY = "the {kind} is empty"
    NONE_SUCH = "this is no {kind}"
    NONE_SUCH_OR_BROKEN = "this is no {kind}, or it is broken"
    BROKEN = "the {kind} is broken"
    BROKEN_OR_NO_PDF = "the {kind} is broken, or no PDF"
    BROKEN_OR_NO_PAGES = "the {kind} is broken or has no pages"
    CUT_OFF = "the {kind} is cut off"
    CUT_OFF_OR_BROKEN = "the {kind} is cut off or broken"
    PROTECTED = "the {kind} is protected by a password"
    TOO_LARGE = "the {kind} is too large"
    TOO_MANY_PAGES = "the {kind} has more than {most} pages"
    NO_PAGES = "the {kind} has no pages"
    PAGES_IN_CIRCLES = "the {kind}'s pages go in circles"

    # A page or a picture of it.
    PAGE_UNREADABLE = "page {page} of the {kind} cannot be read"
    PAGE_WITHOUT_SIZE = "page {page} of the {kind} has no size"
    PAGE_OF_ABSURD_SIZE = "page {page} of the {kind} has an absurd size"
    PICTURE_TOO_LARGE = "the picture of {width} x {height} pixels is too large"
    PICTURE_WITHOUT_PIXELS = "the picture has no pixels"

    # The process that works on it.
    CONVERTER_FAILED = "the converter failed on it"
    TOO_SLOW = "it took too long to convert"
    TOO_MUCH_MEMORY = "it needs more memory than is allowed"

    # What has to be fetched or looked up first.
    COVER_PAGE_MISSING = "not found"
    NOT_FETCHED = "cannot be fetched: {problem}"
    NOT_FETCHED_IN_TIME = "not fetched within {seconds} seconds"
    REFUSED_BY_SERVER = "the server answered {status}"
    TOO_MANY_BYTES = "larger than {most} bytes"
    TOO_MANY_REDIRECTS = "more than {most} redirects"
    NO_HTTP = "only http and https URLs are fetched"

    @property
    def key(self) -> str:
        """The name by which it is given other words."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and what stands in the places of its text."""

    why: Why
    values: Values

    def __str__(self) -> str:
        return self.in_words({})

    def in_words(self, others: Mapping[str, str]) -> str:
        """The text; `others` are other words, by `Why.key`."""
        return others.get(self.why.key, self.why.value).format(**self.values)


def reason(why: Why, **values: str | int) -> Reason:
    """A reason with its values."""
    return Reason(why, values)


class Reasoned(Exception):
    """Something failed over a document, for a reason that its sender is told. It comes whole out of another process."""

    def __init__(self, why: Why, **values: str | int) -> None:
        self.reason = Reason(why, values)
        super().__init__(str(self.reason))

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.reason.why, **self.reason.values), ()


def reason_of(error: Exception) -> Reason:
    """What to tell of an error; any that is not `Reasoned` is a defect of the converter."""
    return error.reason if isinstance(error, Reasoned) else reason(Why.CONVERTER_FAILED)
