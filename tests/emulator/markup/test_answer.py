"""Writing: answers that went well, error answers, and text that must not break them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.markup import MULTILINE, TEXT, Element, WriteStyle, answer, child, leaf, problem, read
from fax_engine.grades import Grade

WIRE = Path(__file__).parents[3] / "fixtures" / "wire"
STYLE = WriteStyle()


class Inner(Element, tag="inner", grade=Grade.GUIDE):
    first: str | None = leaf(TEXT, Grade.GUIDE)
    second: str | None = leaf(TEXT, Grade.GUIDE)
    third: str | None = leaf(TEXT, Grade.GUIDE, optional=True)


class Outer(Element, tag="outer", grade=Grade.GUIDE):
    text: str | None = leaf(MULTILINE, Grade.GUIDE)
    inner: Inner | None = child(Inner)


def test_an_answer_without_elements() -> None:
    expected = b'<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <message>Verified</message>\n</response>\n'
    assert answer("Verified", style=STYLE) == expected


def test_an_error_answer_is_that_of_the_real_unit_byte_for_byte() -> None:
    assert problem("scheduling failed: internal error") == (WIRE / "observed-refusal-400.xml").read_bytes()


def test_elements_stand_side_by_side_and_unset_leaves_are_empty() -> None:
    body = answer("Success", [Outer(inner=Inner(second="2")), Outer(text="T")], style=STYLE)
    assert body.decode().splitlines()[2:] == [
        "  <message>Success</message>",
        "  <outer>",
        "    <text></text>",
        "    <inner>",
        "      <first></first>",
        "      <second>2</second>",
        "    </inner>",
        "  </outer>",
        "  <outer>",
        "    <text>T</text>",
        "  </outer>",
        "</response>",
    ]


def test_optional_leaves_stand_only_when_set_be_it_empty() -> None:
    assert b"<third>" not in answer("Success", [Inner()], style=STYLE)
    assert b"      <third>" not in answer("Success", [Inner(third="")], style=STYLE)
    assert b"    <third></third>\n" in answer("Success", [Inner(third="")], style=STYLE)


def test_an_order_moves_the_leaves_it_names_to_the_front() -> None:
    style = WriteStyle(orders={"inner": ("second",)})
    body = answer("Success", [Inner(first="1", second="2")], style=style).decode()
    assert body.index("<second>") < body.index("<first>")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("R&D <x> ]]>", b"R&amp;D &lt;x&gt; ]]&gt;"),
        ("a\x00b\x1b\ufffe\ud800c", b"abc"),
        ("M\u00fcller \U0001f600 100%", "M\u00fcller \U0001f600 100%".encode()),
        ("%s %(x)s", b"%s %(x)s"),
    ],
)
def test_text_that_would_break_the_document(text: str, written: bytes) -> None:
    body = answer(text, [Inner(first=text)], style=STYLE)
    assert b"<message>" + written + b"</message>" in body
    assert b"<first>" + written + b"</first>" in body
    assert b"<message>" + written + b"</message>" in problem(text)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff") | st.just("\r"))
)
def test_any_message_comes_back_as_it_was(message: str) -> None:
    for body in (answer(message, style=STYLE), problem(message)):
        assert read(body).children[0].text == message
