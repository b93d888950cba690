"""Query parameters of the guide, read strictly: a value that means nothing is a 400 that names the parameter (ours)."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar, overload
from urllib.parse import parse_qsl

from emulator.ffws.problems import bad_request
from emulator.ffws.texts import FfwsTexts
from emulator.markup.scalars import LONGEST_TEXT, NUMERIC_BOOLEANS, parse_utc_time, quoted
from fax_engine.clock import LAST_MOMENT

Word = TypeVar("Word", bound=StrEnum)

MOST_DIGITS = 9
"""Of a number: more than any unit holds, and less than any store minds."""

LARGEST_PAGE = 1_000
"""Entries of a log, or of one class of faxes, in one answer (ours): nobody else is answered while it is written."""


class Note(Protocol):
    """Tells of something that is passed over, in a text of the table."""

    def __call__(self, text: str, **values: object) -> None: ...


class Query:
    """The parameters of one request; the last one counts when one stands twice, an empty one counts as absent.

    `meant`: the moment at which the unit's clock says what a parameter says.
    """

    def __init__(
        self,
        query_string: bytes,
        texts: FfwsTexts,
        note: Note,
        meant: Callable[[datetime], datetime],
    ) -> None:
        self._texts = texts
        self._note = note
        self._meant = meant
        pairs = parse_qsl(query_string.decode("latin-1"), errors="replace") if query_string else []
        self._values = dict(pairs)
        self._doubled = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]

    @property
    def names(self) -> Iterable[str]:
        """The parameters that are there."""
        return self._values

    @property
    def doubled(self) -> Iterable[str]:
        """Those that stand more than once, empty ones not counted."""
        return self._doubled

    def boolean(self, name: str) -> bool:
        """`true` or `false`; false when left out. `1` and `0` are taken as in a body, and noted."""
        value = self._values.get(name, "false").strip().lower()
        if value in NUMERIC_BOOLEANS:
            meaning = NUMERIC_BOOLEANS[value]
            self._note(self._texts.numeric_boolean, place=name, value=quoted(value), meaning=meaning)
            value = meaning
        if value not in ("true", "false"):
            raise bad_request(self._texts.not_a_boolean.format(name=name, value=quoted(value)))
        return value == "true"

    def text(self, name: str) -> str | None:
        """A text of at most as many characters as a field holds; None when left out."""
        value = self._values.get(name)
        if value is not None and len(value) > LONGEST_TEXT:
            raise bad_request(self._texts.parameter_too_long.format(name=name, most=LONGEST_TEXT))
        return value

    @overload
    def count(self, name: str, default: int) -> int: ...

    @overload
    def count(self, name: str, default: None) -> int | None: ...

    def count(self, name: str, default: int | None) -> int | None:
        """A number from 0."""
        value = self._values.get(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
            complaint = self._texts.not_a_count
            raise bad_request(complaint.format(name=name, value=quoted(value), digits=MOST_DIGITS))
        return int(value)

    def page(self, name: str, default: int) -> int:
        """How many entries an answer may show: a number from 0; one above `LARGEST_PAGE` is cut to that and noted."""
        wanted = self.count(name, default)
        if wanted > LARGEST_PAGE:
            self._note(self._texts.page_too_long, name=name, most=LARGEST_PAGE)
        return min(wanted, LARGEST_PAGE)

    def choice(self, name: str, words: type[Word]) -> Word | None:
        """One of the words; None when left out."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            return words(value)
        except ValueError:
            complaint = self._texts.not_a_choice
            raise bad_request(complaint.format(name=name, value=quoted(value), choices=", ".join(words))) from None

    def utc_time(self, name: str) -> datetime | None:
        """`now`, or nothing: None; else a moment, `YYYY-MM-DDTHH:MM:SS` in UTC (developer guide page 10)."""
        value = self._values.get(name, "now").strip()
        if value == "now":
            return None
        return self._moment(name, value, self._texts.not_a_moment)

    def moment(self, name: str) -> datetime | None:
        """A moment, `YYYY-MM-DDTHH:MM:SS` in UTC; None when left out."""
        value = self._values.get(name)
        return None if value is None else self._moment(name, value.strip(), self._texts.not_a_utc_time)

    def _moment(self, name: str, value: str, complaint: str) -> datetime:
        try:
            return min(self._meant(parse_utc_time(value)), LAST_MOMENT)
        except ValueError:
            raise bad_request(complaint.format(name=name, value=quoted(value))) from None
