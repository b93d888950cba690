"""Elements to text. Rule: one compiled writer per element class, depth and style; escape only what needs it.

The writer is a template with a place for each field, so that a list of 400 entries is a matter of milliseconds.
"""

import re
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from emulator.markup.fields import OWN_TEXT, Field, wire_name
from emulator.markup.scalars import Scalar
from emulator.markup.style import WriteStyle

if TYPE_CHECKING:
    from emulator.markup.element import Element

Render = Callable[[Any], str]

INDENT = "  "

FORBIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML 1.0 cannot hold in any form (section 2.2)."""

_forbidden = re.compile(f"[{FORBIDDEN}]")
_special = re.compile(f"[&<>\r{FORBIDDEN}]").search


def escape(text: str) -> str:
    """The text as it stands in an element. Characters that XML 1.0 cannot hold are dropped."""
    if _special(text) is None:
        return text
    text = _forbidden.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A bare carriage return would be read as a line feed.
    return text.replace("\r", "&#13;")


def write(element: "Element", depth: int, style: WriteStyle) -> str:
    """The element in lines of its own, `depth` steps in."""
    return _writer(type(element), depth, style)(element)


def _writer(cls: "type[Element]", depth: int, style: WriteStyle) -> Render:
    key = (cls, depth)
    if key not in style.writers:
        style.writers[key] = _compile(cls, depth, style)
    return style.writers[key]


def _compile(cls: "type[Element]", depth: int, style: WriteStyle) -> Render:
    contract = cls.contract()
    tag = style.names.get(contract.tag, contract.tag)
    fields = [field for field in _ordered(contract.tag, contract.fields, style) if field.answered]
    template, renders = "", []
    for field in fields:
        template += _place(contract.tag, field, depth + 1, style)
        renders.append(_render(contract.tag, field, depth + 1, style))
    if any(field.name == OWN_TEXT for field in fields):
        template = f"{INDENT * depth}<{tag}>{template}</{tag}>\n"
    else:
        template = f"{INDENT * depth}<{tag}>\n{template}{INDENT * depth}</{tag}>\n"
    values = attrgetter(*(field.attribute for field in fields))
    if len(fields) == 1:
        render = renders[0]
        return lambda element: template % ("" if (value := values(element)) is None else render(value))

    def write_fields(element: "Element") -> str:
        # The longest loop of a large answer: a comprehension, and no call for what is unset.
        pairs = zip(renders, values(element), strict=True)
        return template % tuple(["" if value is None else render(value) for render, value in pairs])

    return write_fields


def _ordered(tag: str, fields: tuple[Field, ...], style: WriteStyle) -> list[Field]:
    order = style.orders.get(tag, ())
    return sorted(fields, key=lambda field: order.index(field.name) if field.name in order else len(order))


def _place(tag: str, field: Field, depth: int, style: WriteStyle) -> str:
    if field.name == OWN_TEXT or field.optional:
        return "%s"
    return _line(wire_name(tag, field, style.names), depth)


def _line(name: str, depth: int) -> str:
    return f"{INDENT * depth}<{name}>%s</{name}>\n"


def _render(tag: str, field: Field, depth: int, style: WriteStyle) -> Render:
    """How a field's value fills its place: bare for a leaf that always stands, else with its own tags."""
    content = field.content
    if not isinstance(content, Scalar):
        one = _writer(content, depth, style)
    elif field.name != OWN_TEXT and field.optional:
        line, plain = _line(wire_name(tag, field, style.names), depth), _escaped(content, style)

        def one(value: Any) -> str:
            return line % plain(value)

    else:
        one = _escaped(content, style)
    return (lambda values: "".join(map(one, values))) if field.repeated else one


def _escaped(scalar: Scalar[Any], style: WriteStyle) -> Render:
    render = scalar.renderer(style)
    return render if scalar.plain else lambda value: escape(render(value))
