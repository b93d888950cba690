"""The XML kernel: bytes to nodes, nodes to declared elements, elements to answers. Rule: it knows no fax."""

from emulator.markup.answer import answer, problem
from emulator.markup.element import Element
from emulator.markup.errors import NOT_VALID, MarkupError
from emulator.markup.fields import Contract, Field, child, children, leaf, text
from emulator.markup.interpreting import Reading
from emulator.markup.node import Node
from emulator.markup.reading import BodyParser, ReadLimits, read
from emulator.markup.scalars import (
    BASE64,
    BOOLEAN,
    CHOICE,
    INTEGER,
    LINK,
    LOCAL_TIME,
    MULTILINE,
    TEXT,
    UTC_TIME,
    Scalar,
)
from emulator.markup.style import WriteStyle

__all__ = [
    "BASE64",
    "BOOLEAN",
    "CHOICE",
    "INTEGER",
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
    "Node",
    "ReadLimits",
    "Reading",
    "Scalar",
    "WriteStyle",
    "answer",
    "child",
    "children",
    "leaf",
    "problem",
    "read",
    "text",
]
