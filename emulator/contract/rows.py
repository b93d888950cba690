"""The contract as data: one row an operation, an element, a leaf or a text.

Rule: a row tells what is declared, its grade, and in `override` what this unit says instead, None where it says the
same.
"""

from dataclasses import dataclass

from fax_engine.grades import Grade


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One method on one path below `/ffws/v1`.

    `grade` is of the operation's existence (its `title` in the guide), `path_grade` of method and path. `since` is the
    firmware that brought it, empty where nobody knows; `profiles` are the appliances that have it; `takes` and `gives`
    name elements by their tags; `queries` are the parameters it reads.
    """

    method: str
    path: str
    title: str
    grade: Grade
    path_grade: Grade
    since: str
    profiles: tuple[str, ...]
    statuses: tuple[int, ...]
    takes: str | None
    gives: tuple[str, ...]
    queries: tuple[str, ...]
    override: str | None


@dataclass(frozen=True, slots=True)
class LeafRow:
    """What stands in an element: a value, or (`element` names it) another element; `.` is the element's own text.

    `kind` describes the values, `values` lists them where there is a list. `asked` tells that requests are read for it,
    `answered` that answers show it, `optional` that an answer leaves it out when unset.
    """

    name: str
    kind: str
    values: tuple[str, ...]
    element: str | None
    grade: Grade
    help: str
    asked: bool
    answered: bool
    optional: bool
    repeated: bool
    override: str | None


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One element. `name` tells apart those that share a tag."""

    name: str
    tag: str
    grade: Grade
    help: str
    leaves: tuple[LeafRow, ...]
    override: str | None


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text. `key` is its group and name; `places` are the values that may stand in it, as `{name}`."""

    key: str
    text: str
    grade: Grade
    help: str
    places: tuple[str, ...]
    override: str | None


@dataclass(frozen=True, slots=True)
class Registry:
    """All of it."""

    operations: tuple[OperationRow, ...]
    elements: tuple[ElementRow, ...]
    texts: tuple[TextRow, ...]
