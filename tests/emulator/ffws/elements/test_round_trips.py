"""Every element class of the catalogue: what is written says what the object holds, and is read again as it was.

Objects are made from the class's own contract, a strategy for each kind of value. What only requests hold is not
written; what only answers hold is written and passed over in a request.
"""

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from emulator.dialects import Dialect, parse_dialect
from emulator.ffws import elements
from emulator.markup import (
    BASE64,
    BOOLEAN,
    INTEGERS,
    LINK,
    LOCAL_TIME,
    MULTILINE,
    TEXT,
    UTC_TIME,
    Element,
    Field,
    Node,
    Scalar,
    answer,
    read,
)
from emulator.markup.fields import OWN_TEXT
from emulator.markup.scalars import LARGEST
from fax_engine.grades import Grade

CLASSES = sorted(
    {each for each in vars(elements).values() if isinstance(each, type(Element))}, key=lambda cls: cls.__name__
)

KOLKATA = ZoneInfo("Asia/Kolkata")
"""Half an hour beside every other zone: no offset is right by chance."""

DIALECTS = ("guide", "3.5.2", "timestamp_separator=blank")

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")


def is_trimmed(text: str) -> bool:
    return text == text.strip(" \t\r\n") != ""


ONE_LINE = st.text(CHARACTERS | st.just("\t"), max_size=20).filter(is_trimmed)
LINES = st.text(CHARACTERS | st.just("\n"), max_size=40).filter(is_trimmed)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
WHOLE = st.integers(0, LARGEST)

STRATEGIES: dict[Scalar[Any], st.SearchStrategy[Any]] = {
    TEXT: ONE_LINE,
    LINK: ONE_LINE,
    MULTILINE: LINES,
    BOOLEAN: st.booleans(),
    UTC_TIME: MOMENTS,
    LOCAL_TIME: MOMENTS,
    BASE64: st.binary(min_size=1, max_size=40),
    INTEGERS: st.lists(WHOLE, min_size=1, max_size=5).map(tuple),
}
"""Nothing empty: an empty element reads as one that is left out."""

PHASES = (Phase.generate, Phase.shrink)
"""Without the last one, which takes minutes to explain what a glance at the smallest example tells."""

RANGE = re.compile(r"integer(?: from (-?\d+))?(?: to (\d+))?(?: in steps of (\d+))?")


def node_of(tag: str, text: str = "", *children: Node) -> Node:
    node = Node(tag)
    node.pieces = [text]
    node.children = list(children)
    return node


def values_of(content: Any) -> st.SearchStrategy[Any]:
    """Values of one kind, by what the kind says of itself."""
    if not isinstance(content, Scalar):
        return elements_of(content)
    if content.values:
        assert content.parse is not None
        return st.sampled_from([content.parse(node_of("x", value)) for value in content.values])
    if content in STRATEGIES:
        return STRATEGIES[content]
    limits = RANGE.fullmatch(content.description)
    assert limits, f"no strategy for this kind of value: {content.description}"
    least, most, step = int(limits[1] or -LARGEST), int(limits[2] or LARGEST), int(limits[3] or 1)
    return st.integers(0, (most - least) // step).map(lambda steps: least + steps * step)


def elements_of(cls: type[Element]) -> st.SearchStrategy[Element]:
    """Objects of a class with any of its leaves set."""
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for field in cls.contract().fields:
        values = values_of(field.content)
        parts[field.attribute] = st.lists(values, max_size=3).map(tuple) if field.repeated else st.none() | values
    return st.builds(cls, **parts)


def held(element: Element, field: Field) -> list[Any]:
    """The values of a field, none when it is unset."""
    value = getattr(element, field.attribute)
    return list(value) if field.repeated else [] if value is None else [value]


def as_read(element: Element) -> Element:
    """The object without what is never written, and what a request's value is passed over for."""
    values: dict[str, Any] = {}
    for field in element.contract().fields:
        if not (field.asked and field.answered):
            continue
        found = held(element, field)
        if not isinstance(field.content, Scalar):
            found = [as_read(part) for part in found if is_seen(part)]
        values[field.attribute] = tuple(found) if field.repeated else found[0] if found else None
    return type(element)(**values)


def is_seen(element: Element) -> bool:
    """False for an object of which nothing but an empty element is written."""
    return any(
        field.answered and (not field.optional or bool(held(element, field))) for field in element.contract().fields
    )


def said(value: Any, kind: Scalar[Any], dialect: Dialect) -> str:
    """How a value reads on the wire, told without the writer's help."""
    if kind is LOCAL_TIME:
        return local(value).isoformat(dialect.timestamp_separator)
    if kind is UTC_TIME:
        return str(value.replace(tzinfo=None).isoformat())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return str(value)


def local(moment: datetime) -> datetime:
    offset = KOLKATA.utcoffset(moment.astimezone(KOLKATA))
    assert offset is not None
    return (moment + timedelta(seconds=int(offset.total_seconds()))).replace(tzinfo=None)


def lines_of(element: Element, dialect: Dialect) -> list[tuple[str, Any]]:
    """What an object should look like: its tags in the dialect's order, each with its text or its own lines."""
    tag, fields = element.contract().tag, element.contract().fields
    if tag == "cover_page":
        order = dialect.cover_page_order.names
        fields = tuple(sorted(fields, key=lambda field: order.index(field.name) if field.name in order else len(order)))
    found: list[tuple[str, Any]] = []
    for field in fields:
        kind = field.content
        if not field.answered or kind is BASE64:
            continue
        values = held(element, field)
        if isinstance(kind, Scalar):
            found += [(field.name, said(value, kind, dialect)) for value in values]
            found += [(field.name, "")] if not values and not field.optional else []
        else:
            found += [(field.name, lines_of(value, dialect)) for value in values]
    return found


def lines_in(node: Node, cls: type[Element]) -> list[tuple[str, Any]]:
    """The same of what was written. A document's own text is left to the round trip."""
    fields = {field.name: field for field in cls.contract().fields}
    if OWN_TEXT in fields:
        return [(OWN_TEXT, node.text)]
    found: list[tuple[str, Any]] = []
    for child in node.children:
        kind = fields[child.tag].content
        if not isinstance(kind, Scalar):
            found.append((child.tag, lines_in(child, kind)))
        elif kind is not BASE64:
            found.append((child.tag, child.text))
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_what_is_written_says_what_it_holds_and_is_read_again(cls: type[Element], dialect: str) -> None:
    habits = parse_dialect(dialect)
    style = habits.write_style(KOLKATA)

    @settings(max_examples=25, derandomize=True, phases=PHASES)
    @given(elements_of(cls))
    def says_it_and_comes_back(element: Element) -> None:
        written = read(answer("Success", [element], style=style)).children[1]
        assert written.tag == cls.contract().tag
        assert lines_in(written, cls) == lines_of(element, habits)
        assert cls.from_node(written) == as_read(element)

    says_it_and_comes_back()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_request_sets_what_may_be_asked_and_nothing_else(cls: type[Element]) -> None:
    """Each leaf by itself: secrets, which are never written, are read; what the unit decides is passed over."""
    for field in cls.contract().fields:
        kind = field.content
        if isinstance(kind, Scalar) and kind.parse is not None and field.name != OWN_TEXT:
            check_asking(cls, field, kind)


def check_asking(cls: type[Element], field: Field, kind: Scalar[Any]) -> None:
    render = kind.renderer(parse_dialect("guide").write_style(UTC))

    @settings(max_examples=5, derandomize=True, phases=PHASES)
    @given(values_of(kind))
    def is_taken_if_it_may_be_asked(value: Any) -> None:
        request = node_of(cls.contract().tag, "", node_of(field.name, render(value)))
        unset = () if field.repeated else None
        expected = ((value,) if field.repeated else value) if field.asked else unset
        assert getattr(cls.from_node(request), field.attribute) == expected

    is_taken_if_it_may_be_asked()


def test_every_element_of_the_package_is_in_the_catalogue() -> None:
    declared = {
        value
        for module in iter_modules(elements.__path__)
        for value in vars(import_module(f"{elements.__name__}.{module.name}")).values()
        if isinstance(value, type(Element)) and value is not Element
    }
    assert declared == set(CLASSES)


def test_every_leaf_states_a_grade_and_what_it_holds() -> None:
    for cls in CLASSES:
        for field in cls.contract().fields:
            assert field.grade in Grade
            assert not isinstance(field.content, Scalar) or field.content.description
