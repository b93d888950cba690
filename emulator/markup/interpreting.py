"""Nodes to elements. Rule: lenient about what stands there, strict about what it says.

As client programs in the field need it: children in any order, unknown ones passed over, an empty element as good as
none, the last non-empty one of several where one should stand. A reading of a change may take an empty text for one
that is to be emptied (ours). A value that does not fit is a `MarkupError` that begins with its path,
`schedule_fax/recipient[2]/fax_number`, where repeated elements are counted from 1.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from emulator.markup.errors import MarkupError
from emulator.markup.fields import OWN_TEXT, Contract, Field
from emulator.markup.node import WHITE_SPACE, Node
from emulator.markup.scalars import BOOLEAN, NUMERIC_BOOLEANS, Scalar, quoted
from emulator.markup.texts import MarkupTexts, Unfit

if TYPE_CHECKING:
    from emulator.markup.element import Element

E = TypeVar("E", bound="Element")
N = TypeVar("N")
Found = dict[Field, list[tuple[str, Node]]]

NOTED = 100
"""How many paths of each kind a reading keeps."""


class Reading:
    """What one reading passed over: paths of unknown elements, of those that stood twice and should stand once, and of
    numbers for truth values, each with what stands there and what it means.

    `names` are other wire names, as in `WriteStyle`, `texts` what is said of a value that does not fit. With `empties`,
    an empty element that may hold a text is read as "", unless it is a secret; without, it is None as if it were not
    there. At most 100 paths of each kind are kept.
    """

    def __init__(
        self, names: Mapping[str, str] | None = None, texts: MarkupTexts | None = None, *, empties: bool = False
    ) -> None:
        self.empties = empties
        self.names = names or {}
        self.texts = texts or MarkupTexts()
        self.unknown: list[str] = []
        self.doubled: list[str] = []
        self.numeric: list[tuple[str, str, str]] = []
        self._fields: dict[int, Mapping[str, Field]] = {}

    def fields_of(self, contract: Contract) -> Mapping[str, Field]:
        """The fields of an element by their wire names."""
        key = id(contract)  # not the tag: two elements may share one, as a contact and a member of a group do
        if key not in self._fields:
            self._fields[key] = contract.by_name(self.names)
        return self._fields[key]


def interpret_root(element: type[E], node: Node, reading: Reading) -> E:
    """The element that a document's root stands for. Raises `MarkupError`."""
    tag = element.contract().tag
    expected = reading.names.get(tag, tag)
    if node.tag != expected:
        raise MarkupError(reading.texts.wrong_root.format(tag=quoted(node.tag), expected=expected))
    return _interpret(element, node, node.tag, reading)


def _interpret(element: type[E], node: Node, path: str, reading: Reading) -> E:
    contract = element.contract()
    found = _find(contract, node, path, reading)
    values: dict[str, Any] = {}
    for field, places in found.items():
        if field.repeated:
            values[field.attribute] = tuple(_value(field, at, part, reading) for at, part in places)
        else:
            values[field.attribute] = _value(field, *places[-1], reading)
    return element(**values)


def _find(contract: Contract, node: Node, path: str, reading: Reading) -> Found:
    """Where each field has its value: the nodes with one, and their paths."""
    fields = reading.fields_of(contract)
    counts: dict[str, int] = {}
    found: Found = {}
    for child in node.children:
        tag = child.tag
        field = fields.get(tag)
        if field is None:
            _note(reading.unknown, f"{path}/{tag}")
            continue
        if not field.asked:
            continue
        count = counts[tag] = counts.get(tag, 0) + 1
        if count > 1 and not field.repeated:
            _note(reading.doubled, f"{path}/{tag}")
        if not (child.is_blank if isinstance(field.content, Scalar) else child.is_empty):
            place = f"{path}/{tag}[{count}]" if field.repeated else f"{path}/{tag}"
            found.setdefault(field, []).append((place, child))
        elif reading.empties and field.can_be_emptied and child.is_empty:
            # The last one counts, and any that says something counts more than one that is empty.
            found.setdefault(field, []).insert(0, (f"{path}/{tag}", child))
    own_text = fields.get(OWN_TEXT)
    if own_text is not None and not node.is_blank:
        found[own_text] = [(path, node)]
    return found


def _value(field: Field, path: str, node: Node, reading: Reading) -> Any:
    content = field.content
    if not isinstance(content, Scalar):
        return _interpret(content, node, path, reading)
    for child in node.children:
        _note(reading.unknown, f"{path}/{child.tag}")
    try:
        value = content.parse(node) if content.parse else None
    except Unfit as error:
        raise MarkupError(f"{path}: {error.said_with(reading.texts)}") from None
    if content is BOOLEAN and (text := node.text.strip(WHITE_SPACE)) in NUMERIC_BOOLEANS:
        _note(reading.numeric, (path, text, NUMERIC_BOOLEANS[text]))
    return value


def _note(noted: list[N], found: N) -> None:
    if len(noted) < NOTED and found not in noted:
        noted.append(found)
