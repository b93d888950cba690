"""The XML kernel: bytes to nodes, nodes to declared elements, elements to answers. Rule: it knows no fax."""

from emulator.markup.answer import answer, pieces, problem
from emulator.markup.element import Element
from emulator.markup.errors import NOT_VALID, MarkupError
from emulator.markup.fields import Contract, Field, child, children, leaf, leaves, text
from emulator.markup.interpreting import Reading
from emulator.markup.node import Node
from emulator.markup.reading import BodyParser, ReadLimits, read
from emulator.markup.scalars import (
    BASE64,
    BOOLEAN,
    CHOICE,
    INTEGER,
    INTEGERS,
    LINK,
    LOCAL_TIME,
    MULTILINE,
    TEXT,
    UTC_TIME,
    Scalar,
)
from emulator.markup.style import WriteStyle
from emulator.markup.texts import MarkupTexts, Unfit

__all__ = [
    "BASE64",
    "BOOLEAN",
    "CHOICE",
    "INTEGER",
    "INTEGERS",
    "LINK",
    "LOCAL_TIME",
    "MULTILINE",
    "NOT_VALID",
    "TEXT",
    "UTC_TIME",
    "BodyParser",
    "Contract",
    "Element",
    "Field",
    "MarkupError",
    "MarkupTexts",
    "Node",
    "ReadLimits",
    "Reading",
    "Scalar",
    "Unfit",
    "WriteStyle",
    "answer",
    "child",
    "children",
    "leaf",
    "leaves",
    "pieces",
    "problem",
    "read",
    "text",
]
