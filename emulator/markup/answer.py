"""Answer bodies. Rule: a `response`, its `message` first, then the elements side by side (developer guide, page 7)."""

from collections.abc import Iterable, Iterator

from emulator.markup.element import Element
from emulator.markup.style import WriteStyle
from emulator.markup.writing import escape, write

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <message>'


def answer(message: str, elements: Iterable[Element] = (), *, style: WriteStyle) -> bytes:
    """The body of an answer that went well."""
    return "".join(pieces(message, elements, style=style)).encode()


def pieces(message: str, elements: Iterable[Element], *, style: WriteStyle) -> Iterator[str]:
    """The same in pieces, one for each element and one around them on either side."""
    yield f"{_HEAD}{escape(message)}</message>\n"
    for element in elements:
        yield write(element, 1, style)
    yield "</response>\n"


def problem(message: str) -> bytes:
    """The body of an error answer: an empty line follows `message`, as seen on a real unit."""
    return f"{_HEAD}{escape(message)}</message>\n\n</response>\n".encode()
