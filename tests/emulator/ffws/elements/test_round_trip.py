"""Every element class comes back as it was written, but for what only requests or only answers hold."""

from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.dialects import GUIDE
from emulator.ffws import elements
from emulator.markup import MULTILINE, Element, Scalar, answer, read
from fax_engine.grades import Grade

CLASSES = [each for each in vars(elements).values() if isinstance(each, type(Element))]
STYLE = GUIDE.write_style(UTC)

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")


def trimmed(text: str) -> bool:
    return text == text.strip(" \t\r\n") != ""


ONE_LINE = st.text(CHARACTERS | st.just("\t"), max_size=20).filter(trimmed)
LINES = st.text(CHARACTERS | st.just("\n"), max_size=40).filter(trimmed)
VALUES: dict[type, st.SearchStrategy[Any]] = {
    str: ONE_LINE,
    int: st.integers(1, 5),
    bool: st.booleans(),
    bytes: st.binary(min_size=1, max_size=40),
    datetime: st.datetimes(max_value=datetime(9998, 12, 31), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
}


def values_of(content: Any, kind: type) -> st.SearchStrategy[Any]:
    if not isinstance(content, Scalar):
        return elements_of(content)
    if content is MULTILINE:
        return LINES
    return st.sampled_from(kind) if issubclass(kind, StrEnum) else VALUES[kind]


def elements_of(cls: type[Element]) -> st.SearchStrategy[Element]:
    """Elements with what is both asked and answered."""
    hints = get_type_hints(cls)
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for field in cls.contract().fields:
        if field.asked and field.answered:
            kind = next(each for each in get_args(hints[field.attribute]) if each not in (NoneType, ...))
            values = values_of(field.content, kind)
            parts[field.attribute] = st.lists(values, max_size=3).map(tuple) if field.repeated else st.none() | values
    return st.builds(cls, **parts)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_what_is_written_is_read_again(cls: type[Element]) -> None:
    @settings(deadline=None, max_examples=40)
    @given(elements_of(cls))
    def comes_back(element: Element) -> None:
        written = read(answer("Success", [element], style=STYLE)).children[1]
        assert cls.from_node(written) == element

    comes_back()


def test_every_class_of_the_package_is_covered() -> None:
    assert {cls.contract().tag for cls in CLASSES} == {
        "attachment",
        "cover_page",
        "fax_entry",
        "modem_info",
        "recipient",
        "schedule_fax",
        "sender",
        "user",
    }


def test_every_leaf_states_a_grade_and_what_it_holds() -> None:
    for cls in CLASSES:
        for field in cls.contract().fields:
            assert field.grade in Grade
            assert not isinstance(field.content, Scalar) or field.content.description
