"""Query parameters of the guide, read strictly: a value that means nothing is a 400 that names the parameter (ours)."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

from emulator.ffws.problems import bad_request
from emulator.markup.scalars import parse_utc_time, quoted
from fax_engine.clock import LAST_MOMENT

Word = TypeVar("Word", bound=StrEnum)

MOST_DIGITS = 9
"""Of a number: more than any unit holds, and less than any store minds."""


class Query:
    """The parameters of one request; the last one counts when one stands twice, an empty one counts as absent."""

    def __init__(self, query_string: bytes) -> None:
        self._values = dict(parse_qsl(query_string.decode("latin-1"), errors="replace")) if query_string else {}

    def boolean(self, name: str) -> bool:
        """`true` or `false`; false when left out."""
        value = self._values.get(name, "false").strip().lower()
        if value not in ("true", "false"):
            raise bad_request(f"{name}: {quoted(value)} is not true or false")
        return value == "true"

    def count(self, name: str, default: int) -> int:
        """A number from 0."""
        value = self._values.get(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
            raise bad_request(f"{name}: {quoted(value)} is not a number from 0 of at most {MOST_DIGITS} digits")
        return int(value)

    def choice(self, name: str, words: type[Word]) -> Word | None:
        """One of the words; None when left out."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            return words(value)
        except ValueError:
            raise bad_request(f"{name}: {quoted(value)} is not one of {', '.join(words)}") from None

    def utc_time(self, name: str) -> datetime | None:
        """`now`, or nothing: None; else a moment, `YYYY-MM-DDTHH:MM:SS` in UTC (developer guide page 10)."""
        value = self._values.get(name, "now").strip()
        if value == "now":
            return None
        try:
            moment = parse_utc_time(value)
        except ValueError:
            raise bad_request(f"{name}: {quoted(value)} is not now or a UTC time YYYY-MM-DDTHH:MM:SS") from None
        return min(moment, LAST_MOMENT)
