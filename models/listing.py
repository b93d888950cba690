"""Which part of a list is asked for: searched by fields, ordered by one, a window of it.

Rule: what is not said otherwise comes in the order of the numbers; what is equal in the order asked for, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, func
from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")

MOST_VALUES = 10_000
"""How many values one statement is given: databases set a limit (SQLite: 32,766)."""

BETWEEN_DIGITS = " ().-"
"""What people write between the digits of a fax number."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`containing`: texts that fields must contain, all of them, whatever the case of ASCII letters.

    `order`: a field to sort by, ascending and by code point; None: by number. `offset`: how many to skip; `limit`: how
    many to show at most, None for all. Fields are named like the columns.
    """

    containing: Mapping[str, str] = field(default_factory=dict)
    order: str | None = None
    limit: int | None = None
    offset: int = 0

    def apply(self, query: Select[Any], table: Table) -> Select[Any]:
        """The query for this part; `table` has the fields and a `number`."""
        query = query.where(*self._conditions(table))
        query = query.order_by(table.c.number) if self.order is None else query.order_by(*self._order(table))
        return query if self.limit is None else query.limit(self.limit).offset(self.offset)

    def _conditions(self, table: Table) -> list[ColumnElement[bool]]:
        return [table.c[name].icontains(text, autoescape=True) for name, text in self.containing.items()]

    def _order(self, table: Table) -> tuple[ColumnElement[Any], ...]:
        assert self.order is not None
        return table.c[self.order], table.c.number


def like_number(column: InstrumentedAttribute[str], pattern: str) -> ColumnElement[bool]:
    """Whether a fax number is the pattern, in which `*` stands for any characters; of neither count the signs
    between."""
    plain: ColumnElement[str] = column.expression
    for sign in BETWEEN_DIGITS:
        plain, pattern = func.replace(plain, sign, ""), pattern.replace(sign, "")
    return like_text(plain, pattern)


def like_text(column: ColumnElement[str] | InstrumentedAttribute[str], pattern: str) -> ColumnElement[bool]:
    """Whether a text is the pattern, in which `*` stands for any characters, whatever the case of ASCII letters."""
    escaped = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return column.like(escaped.replace("*", "%"), escape="\\")


def with_signs_between(pattern: str) -> str:
    """A pattern of a number that holds whatever stands between its characters, before and behind them."""
    return "*".join(["", *(sign for sign in pattern if not (sign.isspace() or sign in BETWEEN_DIGITS)), ""])


def in_pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in pieces that one statement can take."""
    for first in range(0, len(values), MOST_VALUES):
        yield values[first : first + MOST_VALUES]
