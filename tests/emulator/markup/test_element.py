"""Declaring elements, and the lenient rules by which they are read."""

from typing import Any

import pytest

from emulator.markup import (
    BOOLEAN,
    INTEGER,
    LINK,
    TEXT,
    Element,
    MarkupError,
    Reading,
    WriteStyle,
    answer,
    child,
    children,
    leaf,
    text,
)
from fax_engine.grades import Grade


class Owner(Element, tag="owner", grade=Grade.GUIDE):
    name: str | None = leaf(TEXT, Grade.GUIDE)
    secret: str | None = leaf(TEXT, Grade.GUIDE, answered=False)


class Page(Element, tag="page", grade=Grade.MANUAL):
    number: int | None = leaf(INTEGER(minimum=1), Grade.MANUAL)


class Book(Element, tag="book", grade=Grade.GUIDE, help="paper"):
    book_url: str | None = leaf(LINK, Grade.GUIDE, asked=False)
    title: str | None = leaf(TEXT, Grade.GUIDE)
    is_open: bool | None = leaf(BOOLEAN, Grade.OURS, name="open", help="lies open", optional=True)
    owner: Owner | None = child(Owner)
    pages: tuple[Page, ...] = children(Page)


class Count(Element, tag="count", grade=Grade.OURS):
    value: int | None = text(INTEGER(minimum=0), Grade.OURS)


def test_children_may_come_in_any_order() -> None:
    book = Book.from_bytes(
        b"<book><page><number>1</number></page><open>TRUE</open>"
        b"<owner><name>O</name></owner><page><number>2</number></page><title>T</title></book>"
    )
    assert book == Book(title="T", is_open=True, owner=Owner(name="O"), pages=(Page(number=1), Page(number=2)))


def test_what_is_left_out_is_none_and_what_may_be_repeated_is_empty() -> None:
    book = Book.from_bytes(b"<book/>")
    assert (book.title, book.owner, book.pages) == (None, None, ())


@pytest.mark.parametrize(
    "body",
    [
        b"<book><title/></book>",
        b"<book><title>  \r\n </title><open/><owner/></book>",
        b"<book><page></page><page>\n</page></book>",
        b"<book><owner><!-- nobody --></owner></book>",
    ],
)
def test_an_empty_element_is_as_good_as_none(body: bytes) -> None:
    assert Book.from_bytes(body) == Book()


def test_a_change_may_empty_a_text_and_nothing_else() -> None:
    body = b"<book><title> </title><open/><owner><name/><secret/></owner><page><number/></page></book>"
    book = Book.from_bytes(body, Reading(empties=True))
    assert book == Book(title="", owner=Owner(name=""), pages=(Page(),))


@pytest.mark.parametrize("body", [b"<book><title>T</title><title/></book>", b"<book><title/><title>T</title></book>"])
def test_a_change_that_says_a_text_and_empties_it_says_it(body: bytes) -> None:
    assert Book.from_bytes(body, Reading(empties=True)).title == "T"


def test_an_element_with_an_empty_leaf_in_it_is_there_all_the_same() -> None:
    assert Book.from_bytes(b"<book><owner><name/></owner></book>").owner == Owner()


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"<book><title/><title>second</title></book>", "second"),
        (b"<book><title>first</title><title>second</title></book>", "second"),
        (b"<book><title>first</title><title> </title></book>", "first"),
    ],
)
def test_the_last_non_empty_one_counts_where_one_should_stand(body: bytes, title: str) -> None:
    reading = Reading()
    assert Book.from_bytes(body, reading).title == title
    assert reading.doubled == ["book/title"]


def test_a_bad_value_that_does_not_count_does_no_harm() -> None:
    body = b"<book><page><number>x</number><number>7</number></page></book>"
    assert Book.from_bytes(body).pages == (Page(number=7),)


def test_unknown_elements_are_passed_over_and_noted() -> None:
    reading = Reading()
    book = Book.from_bytes(
        b"<book><colour>red</colour><colour>blue</colour><title>T<b>!</b></title><page><size/></page></book>", reading
    )
    assert book == Book(title="T", pages=(Page(),))
    assert reading.unknown == ["book/colour", "book/title/b", "book/page[1]/size"]
    assert reading.doubled == []


def test_a_flood_of_unknown_elements_leaves_a_hundred_notes() -> None:
    reading = Reading()
    Book.from_bytes(b"<book>" + b"".join(b"<x%d/>" % n for n in range(500)) + b"</book>", reading)
    assert len(reading.unknown) == 100


def test_what_only_answers_hold_is_passed_over_in_requests_without_a_note() -> None:
    reading = Reading()
    assert Book.from_bytes(b"<book><book_url>http://x/</book_url></book>", reading) == Book()
    assert reading.unknown == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<book><open>maybe</open></book>", "book/open: 'maybe' is neither true nor false"),
        (
            b"<book><page/><page><number>1</number></page><page><number>0</number></page></book>",
            "book/page[3]/number: '0' is less than 1",
        ),
        (b"<count>many</count>", "the root element is 'count' and should be 'book'"),
    ],
)
def test_a_value_that_does_not_fit_is_named_by_its_path(body: bytes, message: str) -> None:
    with pytest.raises(MarkupError) as caught:
        Book.from_bytes(body)
    assert caught.value.message == caught.value.detail == str(caught.value) == message


def test_an_element_may_be_a_value_itself() -> None:
    assert Count.from_bytes(b"<count> 3 </count>") == Count(value=3)
    assert Count.from_bytes(b"<count/>") == Count()
    with pytest.raises(MarkupError, match=r"^count: 'x' is not an integer$"):
        Count.from_bytes(b"<count>x</count>")
    assert b"\n  <count>3</count>\n" in answer("Success", [Count(value=3)], style=WriteStyle())


def test_namespaces_do_not_matter() -> None:
    body = b'<f:book xmlns:f="urn:f" xmlns="urn:g"><title>T</title><f:open>1</f:open></f:book>'
    assert Book.from_bytes(body) == Book(title="T", is_open=True)


def test_names_can_be_overridden_both_ways() -> None:
    names = {"book/open": "opened", "page": "sheet", "page/number": "no", "book": "volume"}
    book = Book(is_open=True, pages=(Page(number=1),))
    written = answer("Success", [book], style=WriteStyle(names=names))
    assert b"<volume>" in written
    assert b"    <opened>true</opened>\n    <sheet>\n      <no>1</no>\n    </sheet>\n" in written
    body = b"<volume><opened>true</opened><sheet><no>1</no></sheet></volume>"
    assert Book.from_bytes(body, Reading(names)) == book


def test_elements_are_compared_by_what_they_hold() -> None:
    assert Owner(name="a") == Owner(name="a")
    assert Owner(name="a") != Owner(name="b")
    assert Owner() != Page()
    with pytest.raises(TypeError, match="unhashable"):
        hash(Owner())


def test_showing_an_element_keeps_its_secrets() -> None:
    assert repr(Owner(name="O", secret="hush")) == "Owner(name='O', secret=...)"


def test_slots_keep_misspelled_attributes_out() -> None:
    with pytest.raises(AttributeError):
        setattr(Owner(), "nmae", "x")  # noqa: B010 - mypy knows better
    keywords: dict[str, Any] = {"nmae": "x"}
    with pytest.raises(AttributeError, match="nmae"):
        Owner(**keywords)


def test_the_contract_lists_every_field_with_its_grade() -> None:
    contract = Book.contract()
    assert (contract.tag, contract.grade, contract.help) == ("book", Grade.GUIDE, "paper")
    assert [(field.attribute, field.name, field.grade) for field in contract.fields] == [
        ("book_url", "book_url", Grade.GUIDE),
        ("title", "title", Grade.GUIDE),
        ("is_open", "open", Grade.OURS),
        ("owner", "owner", Grade.GUIDE),
        ("pages", "page", Grade.MANUAL),
    ]


def test_a_class_without_tag_grade_or_leaves_is_refused() -> None:
    with pytest.raises(TypeError, match="must state its tag, its grade and its leaves"):

        class NoGrade(Element, tag="no_grade"):
            name: str | None = leaf(TEXT, Grade.GUIDE)

    with pytest.raises(TypeError, match="must state its tag, its grade and its leaves"):

        class NoTag(Element, grade=Grade.GUIDE):
            name: str | None = leaf(TEXT, Grade.GUIDE)

    with pytest.raises(TypeError, match="must state its tag, its grade and its leaves"):

        class NoLeaf(Element, tag="no_leaf", grade=Grade.GUIDE):
            name: str | None = None


def test_a_leaf_without_a_grade_is_refused() -> None:
    forgetful: Any = leaf
    with pytest.raises(TypeError, match="grade"):

        class NoLeafGrade(Element, tag="no_leaf_grade", grade=Grade.GUIDE):
            name: str | None = forgetful(TEXT)


def test_elements_do_not_extend_one_another_nor_hide_what_every_element_has() -> None:
    with pytest.raises(TypeError, match="must extend Element and nothing else"):

        class Novel(Book, tag="novel", grade=Grade.OURS):
            plot: str | None = leaf(TEXT, Grade.OURS)

    with pytest.raises(TypeError, match=r"hides Element\.contract"):

        class Deed(Element, tag="deed", grade=Grade.OURS):
            contract: Any = leaf(TEXT, Grade.OURS)
