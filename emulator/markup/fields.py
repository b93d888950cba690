"""What an element is made of, as data. Rule: reading, writing and the reference table all come from these rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from emulator.markup.scalars import Scalar
from fax_engine.grades import Grade

if TYPE_CHECKING:
    from emulator.markup.element import Element

T = TypeVar("T")
E = TypeVar("E", bound="Element")

OWN_TEXT = "."
"""The wire name, as in XPath, of an element's own text."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One leaf or one child of an element.

    `attribute` is its Python name and `name` its wire name (`.` for the element's own text). `asked` is False when a
    request's value is passed over, `answered` when it is never written; when unset, `optional` leaves it out of an
    answer, where others are written empty.
    """

    content: "Scalar[Any] | type[Element]"
    grade: Grade
    attribute: str = ""
    name: str = ""
    help: str = ""
    repeated: bool = False
    optional: bool = False
    asked: bool = True
    answered: bool = True

    @property
    def can_be_emptied(self) -> bool:
        """True for one text that answers show: what is never shown is a secret, and none is lost by an empty
        element."""
        content = self.content
        return isinstance(content, Scalar) and content.empties and self.answered and not self.repeated


@dataclass(frozen=True, slots=True)
class Contract:
    """What an element class declares."""

    tag: str
    grade: Grade
    help: str
    fields: tuple[Field, ...]

    def by_name(self, names: Mapping[str, str]) -> dict[str, Field]:
        """The fields by the wire name that `names` (as in `WriteStyle`) gives them."""
        return {wire_name(self.tag, field, names): field for field in self.fields}

    def name_of(self, attribute: str, names: Mapping[str, str]) -> str:
        """The wire name, by `names`, of the field with that Python name. Raises `KeyError` when there is none."""
        return {field.attribute: wire_name(self.tag, field, names) for field in self.fields}[attribute]


def wire_name(tag: str, field: Field, names: Mapping[str, str]) -> str:
    """How a field of the element `tag` is called on the wire."""
    is_leaf = isinstance(field.content, Scalar)
    return names.get(f"{tag}/{field.name}" if is_leaf else field.name, field.name)


def leaf(
    scalar: Scalar[T],
    grade: Grade,
    *,
    name: str = "",
    help: str = "",
    optional: bool = False,
    asked: bool = True,
    answered: bool = True,
) -> T | None:
    """A value that stands once; `name` is its wire name where that is not the attribute's. See `Field`."""
    readable = asked and scalar.parse is not None
    field = Field(scalar, grade, name=name, help=help, optional=optional, asked=readable, answered=answered)
    return cast(T, field)


def leaves(scalar: Scalar[T], grade: Grade, *, name: str, help: str = "") -> tuple[T, ...]:
    """A value that may stand any number of times, each time in an element called `name`."""
    return cast("tuple[T, ...]", Field(scalar, grade, name=name, help=help, repeated=True, optional=True))


def text(scalar: Scalar[T], grade: Grade, *, help: str = "") -> T | None:
    """The element's own text, for an element that is nothing but a value."""
    return cast(T, Field(scalar, grade, name=OWN_TEXT, help=help))


def child(element: type[E]) -> E | None:
    """An element that stands once, left out of an answer when unset; its tag and its grade are its class's."""
    return cast(E, _part(element, repeated=False))


def children(element: type[E]) -> tuple[E, ...]:
    """An element that may stand any number of times; its tag and its grade are its class's."""
    return cast("tuple[E, ...]", _part(element, repeated=True))


def _part(element: "type[Element]", repeated: bool) -> Field:
    contract = element.contract()
    return Field(element, contract.grade, name=contract.tag, help=contract.help, repeated=repeated, optional=True)
