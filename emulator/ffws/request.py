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
from emulator.ffws.problems import bad_request
from emulator.ffws.queries import Query
from emulator.ffws.texts import FfwsTexts
from emulator.markup import Element, MarkupError, Node, Reading
from emulator.markup.scalars import quoted

E = TypeVar("E", bound=Element)


@dataclass(eq=False)
class Request:
    """One authenticated request. `values` holds what stands in the path, `body` is None where none is taken.

    `own_address` is the unit's own, which the request came to.
    """

    unit: Appliance
    caller: Caller
    values: dict[str, str]
    query_string: bytes
    links: Links
    answers: EntryAnswers
    access: Access
    write: Callable[[Answer], bytes]
    own_address: str
    body: Node | None = None
    notes: list[str] = field(default_factory=list)

    @cached_property
    def query(self) -> Query:
        """The query parameters."""
        return Query(self.query_string, self.texts, self.note, self.unit.meant)

    @property
    def texts(self) -> FfwsTexts:
        """What the unit says."""
        return self.unit.ffws_texts

    def note(self, text: str, **values: object) -> None:
        """Tell the client's author of something that the appliance passes over in silence, in a text of the table.

        Raises a 400 `Problem` where the emulator is strict, without what stands behind the text's `; `, because that
        does not come about then: to be called before anything is changed.
        """
        if self.unit.settings.strict:
            raise bad_request(text.partition("; ")[0].format(**values))
        self.notes.append(text.format(**values))

    def read(self, element: type[E], *, empties: bool = False) -> E:
        """The element that the body stands for; what is passed over in it is noted. Raises `MarkupError`.

        `empties` is for changes: an empty text that is there is "", and not None as if it were left out (ours).
        """
        reading = Reading(self.unit.wording.elements, self.unit.markup_texts, empties=empties)
        found = element.from_node(self.take_body(), reading)
        for path in reading.unknown:
            self.note(self.texts.unknown_element, path=path)
        for path in reading.doubled:
            self.note(self.texts.doubled_element, path=path)
        for path, value, meaning in reading.numeric:
            self.note(self.texts.numeric_boolean, place=path, value=quoted(value), meaning=meaning)
        return found

    def name_of(self, element: type[Element], attribute: str) -> str:
        """What the unit calls this field of the element on the wire."""
        return element.contract().name_of(attribute, self.unit.wording.elements)

    def take_body(self) -> Node:
        """The body of an operation that takes one; it is let go of, because it may be large."""
        body, self.body = self.body, None
        if body is None:
            raise MarkupError
        return body
