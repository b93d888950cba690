"""The whole contract, put together from what the operations, the element classes and the tables of texts declare.

Rule: nothing is written down here; what is missing in the contract is missing where it should be declared.
"""

from collections.abc import Iterable, Iterator, Mapping

from emulator.contract.rows import ElementRow, LeafRow, OperationRow, Registry
from emulator.contract.texts import text_rows
from emulator.ffws import elements
from emulator.ffws.operations import Operation
from emulator.ffws.registry import OPERATIONS
from emulator.markup import Element, Field, Scalar
from emulator.markup.fields import wire_name
from emulator.profiles import PROFILES
from emulator.wording import Wording

UNAUTHORIZED = 401
"""What every operation can answer, so that none declares it."""


def registry(wording: Wording | None = None) -> Registry:
    """The contract, with the overrides of a unit beside it."""
    wording = wording or Wording()
    taken = reached(operation.takes for operation in OPERATIONS if operation.takes)
    given = reached(element for operation in OPERATIONS for element in operation.gives)
    return Registry(
        operations=tuple(_operation_row(operation, wording.paths) for operation in OPERATIONS),
        elements=tuple(
            _element_row(element, wording.elements, asked=element in taken, answered=element in given)
            for element in element_classes()
        ),
        texts=text_rows(wording.texts),
    )


def element_classes() -> Iterator[type[Element]]:
    """The element classes of FFWS."""
    for name in elements.__all__:
        found = getattr(elements, name)
        if issubclass(found, Element):
            yield found


def reached(roots: Iterable[type[Element]]) -> frozenset[type[Element]]:
    """These elements, and whatever stands in them."""
    found: set[type[Element]] = set()
    waiting = list(roots)
    while waiting:
        element = waiting.pop()
        if element not in found:
            found.add(element)
            waiting += [field.content for field in element.contract().fields if not isinstance(field.content, Scalar)]
    return frozenset(found)


def _operation_row(operation: Operation, paths: Mapping[str, str]) -> OperationRow:
    return OperationRow(
        method=operation.method,
        path=operation.template,
        title=operation.title,
        grade=operation.grade,
        path_grade=operation.path_grade,
        since=operation.since,
        profiles=tuple(profile.name for profile in PROFILES.values() if operation.only in (None, profile.channel_kind)),
        statuses=tuple(sorted({UNAUTHORIZED, *operation.statuses})),
        takes=operation.takes.contract().tag if operation.takes else None,
        gives=tuple(element.contract().tag for element in operation.gives),
        queries=operation.queries,
        override=paths.get(operation.template),
    )


def _element_row(element: type[Element], names: Mapping[str, str], *, asked: bool, answered: bool) -> ElementRow:
    contract = element.contract()
    leaves = tuple(_leaf_row(contract.tag, field, names, asked=asked, answered=answered) for field in contract.fields)
    return ElementRow(
        element.__name__, contract.tag, contract.grade, contract.help, leaves, override=names.get(contract.tag)
    )


def _leaf_row(tag: str, field: Field, names: Mapping[str, str], *, asked: bool, answered: bool) -> LeafRow:
    content = field.content
    is_value = isinstance(content, Scalar)
    name = wire_name(tag, field, names)
    return LeafRow(
        name=field.name,
        kind=content.description if isinstance(content, Scalar) else "element",
        values=content.values if isinstance(content, Scalar) else (),
        element=None if isinstance(content, Scalar) else content.contract().tag,
        grade=field.grade,
        help=field.help,
        asked=asked and field.asked,
        answered=answered and field.answered,
        optional=field.optional,
        repeated=field.repeated,
        override=name if is_value and name != field.name else None,
    )
