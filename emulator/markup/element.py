"""Declared elements. Rule: an element is a class, a leaf is a line in it, and everything else follows from that.

    class CoverPage(Element, tag="cover_page", grade=Grade.GUIDE):
        url: str | None = leaf(LINK, Grade.GUIDE)
        enabled: bool | None = leaf(BOOLEAN, Grade.GUIDE)

An object takes its leaves by keyword; what is left out is None, or an empty tuple where it may be repeated.
"""

from dataclasses import replace
from typing import Any, ClassVar, Self, dataclass_transform

from emulator.markup.fields import Contract, Field
from emulator.markup.interpreting import Reading, interpret_root
from emulator.markup.node import Node
from emulator.markup.reading import read
from fax_engine.grades import Grade


@dataclass_transform(kw_only_default=True)
class ElementType(type):
    """Turns the lines of an element class into slots, keywords and a `Contract`."""

    def __new__(
        mcls,
        class_name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        tag: str = "",
        grade: Grade | None = None,
        help: str = "",
    ) -> "ElementType":
        """Raises `TypeError` for a class without tag or grade, without leaves, or with a leaf that cannot be one."""
        if not bases:
            return super().__new__(mcls, class_name, bases, namespace)
        fields = tuple(_named(key, value) for key, value in namespace.items() if isinstance(value, Field))
        if not (tag and grade and fields):
            raise TypeError(f"{class_name} must state its tag, its grade and its leaves")
        if bases != (Element,):
            raise TypeError(f"{class_name} must extend Element and nothing else")
        for field in fields:
            if hasattr(Element, field.attribute):
                raise TypeError(f"{class_name} has a leaf that hides Element.{field.attribute}")
            del namespace[field.attribute]
        namespace["__slots__"] = tuple(field.attribute for field in fields)
        namespace["_unset"] = {field.attribute: () if field.repeated else None for field in fields}
        namespace["_contract"] = Contract(tag, grade, help, fields)
        return super().__new__(mcls, class_name, bases, namespace)


class Element(metaclass=ElementType):
    """One element of a request or an answer."""

    __slots__ = ()

    _contract: ClassVar[Contract]
    _unset: ClassVar[dict[str, Any]]

    def __init__(self, **values: Any) -> None:
        # Code made for each class would be faster still, by a millisecond in 400 entries, and slower to start.
        for name, value in (self._unset | values).items():
            setattr(self, name, value)

    @classmethod
    def contract(cls) -> Contract:
        """What the class declares: tag, fields, and how sure each is."""
        return cls._contract

    @classmethod
    def from_node(cls, node: Node, reading: Reading | None = None) -> Self:
        """The element that a document's root stands for; `reading` hears what was passed over.

        Raises `MarkupError` that names the path of a value that does not fit, or the root if it is another element.
        """
        return interpret_root(cls, node, reading or Reading())

    @classmethod
    def from_bytes(cls, body: bytes, reading: Reading | None = None) -> Self:
        """The element that a whole document stands for. Raises `MarkupError`."""
        return cls.from_node(read(body), reading)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        names = (field.attribute for field in self._contract.fields)
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def __repr__(self) -> str:
        parts = (f"{field.attribute}={_shown(self, field)}" for field in self._contract.fields if _is_set(self, field))
        return f"{type(self).__name__}({', '.join(parts)})"


def _named(attribute: str, field: Field) -> Field:
    return replace(field, attribute=attribute, name=field.name or attribute)


def _is_set(element: Element, field: Field) -> bool:
    return getattr(element, field.attribute) not in (None, ())


def _shown(element: Element, field: Field) -> str:
    # What is never written is a secret, and a document's bytes help nobody.
    value = getattr(element, field.attribute)
    if not field.answered:
        return "..."
    return f"<{len(value)} bytes>" if isinstance(value, bytes) else repr(value)
