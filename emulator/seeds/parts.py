"""What the parts of a seed are made of: tables with known keys, and values of the same kinds as on the wire.

Rule: a value's kind is the markup kernel's, and where the wire has an element for the same thing it is that element's
leaf: what a request may say, a seed may say, within the same limits.
"""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, PlainValidator

from emulator.markup.element import Element
from emulator.markup.node import Node
from emulator.markup.scalars import INTEGER, MULTILINE, TEXT, Scalar
from emulator.seeds.moments import Moment, parse_moment

T = TypeVar("T")

SHOWN = 60
"""How many characters of a bad value an error repeats."""


class Part(BaseModel):
    """A table of a seed; other keys than its own are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def of_kind(scalar: Scalar[T]) -> PlainValidator:
    """The value is of this kind; without a value (YAML's and JSON's null) it is as if the key were not there."""

    def validate(value: object) -> T | str | None:
        if value is None:
            return None
        return _parsed(scalar, value)

    return PlainValidator(validate)


def like(element: type[Element], leaf: str) -> PlainValidator:
    """The value is what this leaf of the element holds."""
    (field,) = [field for field in element.contract().fields if field.attribute == leaf]
    assert isinstance(field.content, Scalar)
    return of_kind(field.content)


def _parsed(scalar: Scalar[T], value: object) -> T | str:
    text = _as_text(value)
    assert scalar.parse is not None
    if text == "" and scalar.empties:
        return ""
    node = Node("value")
    node.pieces.append(text or "")
    try:
        parsed = scalar.parse(node)
    except ValueError:
        raise ValueError(f"{_shown(value)} is not {_described(scalar)}") from None
    if text is None or (type(parsed) is str and not isinstance(value, str)):
        hint = ": write it in quotation marks" if isinstance(value, bool | int | float) else ""
        raise ValueError(f"{_shown(value)} is not {_described(scalar)}{hint}")
    return parsed


def _as_text(value: object) -> str | None:
    """What a request would say for it; None for what no request could."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None


def _described(scalar: Scalar[Any]) -> str:
    words = scalar.description
    if words.startswith(("one of", "true")):
        return words
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _moment(value: object) -> Moment | None:
    return None if value is None else parse_moment(value)


Text = Annotated[str | None, of_kind(TEXT)]
Lines = Annotated[str | None, of_kind(MULTILINE)]
Count = Annotated[int | None, of_kind(INTEGER(0))]

MOST_LINES = 24
"""No appliance has more lines than an expanded FF840."""

Line = Annotated[int | None, of_kind(INTEGER(1, MOST_LINES))]
When = Annotated[Moment | None, PlainValidator(_moment)]
