"""What there is to be asked of one appliance type: the registry's operations and the elements that requests are made
of.

Rule: nothing here names an operation or an element; what is added to the registry is fuzzed from then on.
"""

from functools import cache

from emulator.ffws import elements
from emulator.ffws.links import BASE_PATH
from emulator.ffws.operations import Operation, Routes
from emulator.ffws.registry import OPERATIONS
from emulator.markup import Element, Scalar
from emulator.markup.fields import OWN_TEXT, Field
from emulator.profiles import Profile
from tests.fuzz import words

CATALOGUE = tuple(value for value in vars(elements).values() if isinstance(value, type(Element)))
"""Every element that FFWS has."""


class Surface:
    """The operations that a profile has, those that only others have, and which of them a path leads to."""

    def __init__(self, profile: Profile) -> None:
        self.operations = OPERATIONS
        self.creating = tuple(operation for operation in OPERATIONS if operation.method == "POST")
        self._routes = Routes(OPERATIONS, profile.channel_kind)

    def find(self, path: str) -> tuple[dict[str, Operation], dict[str, str]]:
        """The operations on a path by method, and the values in it; `path` is unquoted and below the base or not."""
        return self._routes.find(path.removeprefix(BASE_PATH))


def elements_for(operation: Operation) -> tuple[type[Element], ...]:
    """What may be sent to an operation: the element that it takes, or any where it does not tell."""
    return (operation.takes,) if operation.takes else CATALOGUE


@cache
def asked_fields(element: type[Element]) -> tuple[Field, ...]:
    """The fields that a request may have."""
    return tuple(field for field in element.contract().fields if field.asked and field.name != OWN_TEXT)


@cache
def own_text(element: type[Element]) -> Field | None:
    """The field of an element that is nothing but a value."""
    return next((field for field in element.contract().fields if field.name == OWN_TEXT), None)


@cache
def right(part: Field) -> tuple[str, ...]:
    """What a client writes there."""
    assert isinstance(part.content, Scalar)
    description = part.content.description
    if part.name in words.RIGHT:
        return words.RIGHT[part.name]
    if description.startswith("one of: "):
        return tuple(description.removeprefix("one of: ").split(", "))
    if description.startswith("integer"):
        lower, upper = _limits(description)
        return tuple(map(str, dict.fromkeys((lower, upper, (lower + upper) // 2, min(lower + 1, upper)))))
    if description.startswith("true"):
        return words.BOOLEANS
    return words.TIMES if description.startswith("time") else words.TEXTS


@cache
def plausible(part: Field) -> tuple[str, ...]:
    """The same, with what is nearly right."""
    nearly = words.NEARLY.get(part.name, ())
    assert isinstance(part.content, Scalar)
    if part.content.description.startswith("integer"):
        lower, upper = _limits(part.content.description)
        nearly += (str(lower - 1), str(upper + 1))
    return right(part) + nearly


def _limits(description: str) -> tuple[int, int]:
    """Of the range that a description tells; where it tells no upper one, a number that is none too large."""
    limits = [int(word) for word in description.split() if word.lstrip("-").isdigit()]
    return (limits or [0])[0], limits[1] if len(limits) > 1 else words.MANY
