"""Bytes to nodes, chunk by chunk. Rule: whatever the bytes are, the outcome is a `Node` or a `MarkupError`.

The parser is fed while a body arrives, so a large one never blocks for long and its bytes are never held whole.
A document type declaration is refused, with or without entities: it is of no use here, and an entity left unresolved
would quietly empty the value it stands in. Comments and processing instructions are passed over.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from emulator.markup.errors import MarkupError
from emulator.markup.node import Node

PIECE = 65536
"""Bytes given to the parser at once, and characters kept as one piece of a node's text."""

_QUOTED = re.compile(r"\n.*(?=, line \d+, column \d+$)", re.DOTALL)
"""What libxml2 quotes of the body in an error: it may be a password, and the error is logged."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What is too much to be sensible.

    `depth`: how deep elements may nest (the root counts as 1); `elements`: how many there may be; `attributes`: how
    many one tag may have, roughly: a tag is worked on in one go when it is complete, and millions would take seconds.
    """

    depth: int = 64
    elements: int = 100_000
    attributes: int = 10_000


DEFAULT_LIMITS = ReadLimits()


class BodyParser:
    """Reads one document: `feed` what there is, then `close`."""

    def __init__(self, limits: ReadLimits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._builder = _Builder(limits)
        self._parser = _new_parser(self._builder)
        self._equal_signs = 0
        self._error: MarkupError | None = None

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the document, any number of them.

        Raises `MarkupError` once the document shows itself unacceptable. What is fed after that is passed over, so that
        a body may be drained to its end; `close` raises the error again.
        """
        with self._failing():
            for start in range(0, len(chunk), PIECE):
                self._feed_piece(chunk[start : start + PIECE])

    def close(self) -> Node:
        """The document's root. Raises `MarkupError`, the earlier one if there was one."""
        if self._error is not None:
            raise self._error
        with self._failing():
            root: Node = self._parser.close()
        return root

    def _feed_piece(self, piece: bytes) -> None:
        if self._error is not None:
            return
        before = self._builder.events
        self._parser.feed(piece)
        # Bytes without an event belong to a tag, a comment or a CDATA section that goes on. Its length tells nothing
        # (the last may hold a whole document in base64), its equal signs do.
        self._equal_signs = self._equal_signs + piece.count(b"=") if self._builder.events == before else 0
        if self._equal_signs > self._limits.attributes:
            raise MarkupError(detail=f"a tag with more than {self._limits.attributes} attributes")

    @contextmanager
    def _failing(self) -> Iterator[None]:
        from lxml.etree import LxmlError

        try:
            yield
        except MarkupError as error:
            self._error = error
        except LxmlError as error:
            self._error = MarkupError(detail=_QUOTED.sub("", getattr(error, "msg", "") or str(error)))
        else:
            return
        self._builder.clear()
        raise self._error


def read(body: bytes) -> Node:
    """The root of a whole document. Raises `MarkupError`."""
    parser = BodyParser()
    parser.feed(body)
    return parser.close()


def _new_parser(target: Any) -> Any:
    from lxml import etree

    # Without huge_tree a text of more than 10 MB is refused, and the appliance takes bodies of 36 MB.
    return etree.XMLParser(target=target, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False)


class _Builder:
    """Makes nodes of the parser's events."""

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._elements = 0
        self.events = 0
        self.clear()

    def clear(self) -> None:
        """Let go of what was read."""
        self._root: Node | None = None
        self._open: list[Node] = []
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: object) -> None:
        node = Node(tag.rpartition("}")[2])
        self.events += 1
        self._elements += 1
        if self._elements > self._limits.elements:
            raise MarkupError(detail=f"more than {self._limits.elements} elements")
        if len(self._open) >= self._limits.depth:
            raise MarkupError(detail=f"nested deeper than {self._limits.depth}")
        if self._open:
            self._keep_text()
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)

    def end(self, tag: str) -> None:
        self.events += 1
        self._keep_text()
        self._open.pop()

    def data(self, text: str) -> None:
        self.events += 1
        self._text.append(text)
        self._length += len(text)
        if self._length >= PIECE:
            self._keep_text()

    def doctype(self, name: str, public_id: str | None, system_id: str | None) -> None:
        raise MarkupError(detail="a document type declaration")

    def comment(self, text: str) -> None:
        """Nothing: the text around it is joined."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nothing, likewise."""

    def close(self) -> Node | None:
        # The parser closes its target after an error too; raising here would hide that error.
        return self._root

    def _keep_text(self) -> None:
        # The parser hands over a line at a time where lines end in CR LF: joining keeps the pieces few.
        if self._text:
            self._open[-1].pieces.append("".join(self._text))
            self._text.clear()
            self._length = 0
