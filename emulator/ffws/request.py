"""A request as an operation sees it: who asks what of which unit, with the body already read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from emulator.appliance import Appliance
from emulator.ffws.access import Access, Caller
from emulator.ffws.answers_cache import EntryAnswers
from emulator.ffws.links import Links
from emulator.ffws.operations import Answer
from emulator.ffws.queries import Query
from emulator.ffws.texts import FfwsTexts
from emulator.markup import Element, MarkupError, Node

E = TypeVar("E", bound=Element)


@dataclass(eq=False)
class Request:
    """One authenticated request. `values` holds what stands in the path, `body` is None where none is taken."""

    unit: Appliance
    caller: Caller
    values: dict[str, str]
    query_string: bytes
    links: Links
    answers: EntryAnswers
    access: Access
    write: Callable[[Answer], bytes]
    body: Node | None = None
    notes: list[str] = field(default_factory=list)

    @cached_property
    def query(self) -> Query:
        """The query parameters."""
        return Query(self.query_string)

    @property
    def texts(self) -> FfwsTexts:
        """What the unit says."""
        return self.unit.ffws_texts

    def note(self, text: str) -> None:
        """Tell the client's author of something that the appliance passes over in silence."""
        self.notes.append(text)

    def read(self, element: type[E]) -> E:
        """The element that the body stands for. Raises `MarkupError`."""
        return element.from_node(self.take_body())

    def take_body(self) -> Node:
        """The body of an operation that takes one; it is let go of, because it may be large."""
        body, self.body = self.body, None
        if body is None:
            raise MarkupError("The provided XML is not valid.")
        return body
