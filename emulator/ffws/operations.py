"""Operations: what can be asked of `/ffws/v1`, one function each, declared where it stands.

Rule: `@operation(...)` is all that an endpoint needs. Routes, 404 and 405, the model filter and the contract come from
the list of declared operations.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from emulator.markup import Element
from fax_engine.grades import Grade
from models.vocabulary import ChannelKind

if TYPE_CHECKING:
    from emulator.ffws.request import Request


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: status, the message's text (empty: `Success`) and its elements; or a body that is written already."""

    status: int = 200
    message: str = ""
    elements: tuple[Element, ...] = ()
    body: bytes | None = None
    content_type: bytes = b"application/xml"


Handler = Callable[["Request"], Answer | Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one resource, and all that is known of it.

    `grade` is of there being such an operation at all (its title in the guide), `path_grade` of its method and path;
    `since` is the firmware that brought it, empty where nobody knows; `only` limits it to appliances with that kind of
    channel; `takes` is the element of its body, `gives` those of its answer, `queries` the parameters it reads.
    """

    method: str
    template: str
    title: str
    grade: Grade
    statuses: tuple[int, ...]
    takes_body: bool
    only: ChannelKind | None
    handler: Handler
    path_grade: Grade
    since: str
    takes: type[Element] | None
    gives: tuple[type[Element], ...]
    queries: tuple[str, ...]

    @property
    def segments(self) -> tuple[str, ...]:
        """The template's parts; one in braces stands for anything."""
        return tuple(self.template.strip("/").split("/"))


def operation(
    method: str,
    template: str,
    *,
    title: str,
    grade: Grade,
    statuses: tuple[int, ...],
    takes_body: bool = False,
    only: ChannelKind | None = None,
    path_grade: Grade | None = None,
    since: str = "",
    takes: type[Element] | None = None,
    gives: tuple[type[Element], ...] = (),
    queries: tuple[str, ...] = (),
) -> Callable[[Handler], Operation]:
    """Declare the function below as an operation. `statuses` besides 401, which every operation can answer.

    `path_grade` is `grade` unless told; an operation that `takes` an element takes a body.
    """

    def declare(handler: Handler) -> Operation:
        return Operation(
            method=method,
            template=template,
            title=title,
            grade=grade,
            statuses=statuses,
            takes_body=takes_body or takes is not None,
            only=only,
            handler=handler,
            path_grade=path_grade or grade,
            since=since,
            takes=takes,
            gives=gives,
            queries=queries,
        )

    return declare


def renamed(operations: Iterable[Operation], paths: Mapping[str, str]) -> tuple[Operation, ...]:
    """The operations, those in `paths` (template -> other template) on their other path."""
    return tuple(
        replace(entry, template=paths[entry.template]) if entry.template in paths else entry for entry in operations
    )


class Routes:
    """Finds the operation for a path."""

    def __init__(self, operations: Iterable[Operation], kind: ChannelKind) -> None:
        self._by_shape: dict[tuple[str, int], list[tuple[tuple[str, ...], Operation]]] = {}
        for entry in operations:
            if entry.only in (None, kind):
                segments = entry.segments
                self._by_shape.setdefault((segments[0], len(segments)), []).append((segments, entry))

    @property
    def templates(self) -> tuple[str, ...]:
        """Every path once, as it is declared."""
        return tuple(dict.fromkeys(entry.template for entries in self._by_shape.values() for _, entry in entries))

    def find(self, path: str) -> tuple[dict[str, Operation], dict[str, str]]:
        """The operations on this path by method, and the values in it; both empty when there is no such path."""
        parts = path.strip("/").split("/")
        found: dict[str, Operation] = {}
        values: dict[str, str] = {}
        for segments, entry in self._by_shape.get((parts[0], len(parts)), ()):
            matched = _match(segments, parts)
            if matched is not None:
                found[entry.method] = entry
                values.update(matched)
        return found, values


def _match(segments: tuple[str, ...], parts: list[str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment.startswith("{"):
            if not part:
                return None
            values[segment[1:-1]] = part
        elif segment != part:
            return None
    return values
