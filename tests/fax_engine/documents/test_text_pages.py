"""Plain text on paper: charsets, line ends, wrapping, pages."""

import numpy as np
import pytest

from fax_engine.documents.formats import convert, count_pages
from fax_engine.documents.glyphs import TEXT, cell
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, WIDTH, DocumentError, Limits
from fax_engine.documents.raster import Black, unpack
from models.vocabulary import Resolution

FINE = Resolution.FINE
LEFT = (WIDTH - 80 * TEXT.width) // 2
TOP = HEADER_ROWS[FINE] + (LETTER_ROWS[FINE] - HEADER_ROWS[FINE] - 60 * TEXT.fine_rows) // 2


def pages(content: bytes, content_type: str = "text/plain", resolution: Resolution = FINE) -> list[Black]:
    made = convert(content, content_type, resolution, Limits())
    assert count_pages(content, content_type, Limits()) == len(made)
    return [np.unpackbits(unpack(page), axis=1).view(np.bool_) for page in made]


def shown(page: Black, row: int, column: int) -> Black:
    top, left = TOP + row * TEXT.fine_rows, LEFT + column * TEXT.width
    return page[top : top + TEXT.fine_rows, left : left + TEXT.width]


def stands(page: Black, text: str, row: int = 0, column: int = 0) -> bool:
    """Whether these characters stand in this line, from this column on, and nothing behind them."""
    wanted = [cell(character, TEXT, FINE) for character in text]
    found = [shown(page, row, column + index) for index in range(len(text))]
    rest = page[
        TOP + row * TEXT.fine_rows : TOP + (row + 1) * TEXT.fine_rows, LEFT + (column + len(text)) * TEXT.width :
    ]
    return all(np.array_equal(a, b) for a, b in zip(wanted, found, strict=True)) and not rest.any()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ("Grüße".encode(), "text/plain"),
        ("\ufeffGrüße".encode(), "text/plain"),
        ("Grüße".encode("latin-1"), "text/plain"),
        ("Grüße".encode("latin-1"), "text/plain; charset=ISO-8859-1"),
        ("Grüße".encode("cp850"), 'text/plain; charset="cp850"'),
        ("Grüße".encode("utf-16"), "text/plain"),
        ("Grüße".encode(), "text/plain; charset=no-such-thing"),
        ("Grüße".encode(), "text/plain; charset=base64"),
        ("Gru\u0308ße".encode(), "text/plain"),
    ],
)
def test_every_way_to_write_the_same_word(content: bytes, content_type: str) -> None:
    (page,) = pages(content, content_type)
    assert stands(page, "Grüße")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends(end: bytes) -> None:
    (page,) = pages(end.join([b"one", b"", b"three"]) + end)
    assert stands(page, "one")
    assert stands(page, "", 1)
    assert stands(page, "three", 2)


def test_a_tab_goes_to_the_next_eighth_column() -> None:
    (page,) = pages(b"a\tb\n1234567\tc\n12345678\td")
    assert [stands(page, letter, row, column) for letter, row, column in (("b", 0, 8), ("c", 1, 8), ("d", 2, 16))] == [
        True
    ] * 3


def test_a_long_line_is_wrapped_at_a_blank_and_a_long_word_anywhere() -> None:
    (page,) = pages(b"x" * 70 + b" " + b"y" * 20 + b"\n" + b"z" * 100)
    assert stands(page, "x" * 70)
    assert stands(page, "y" * 20, 1)
    assert stands(page, "z" * 80, 2)
    assert stands(page, "z" * 20, 3)


def test_eighty_columns_fill_a_line() -> None:
    (page,) = pages(b"x" * 80 + b"\nnext")
    assert stands(page, "next", 1)


def test_controls_take_no_column_and_a_missing_character_is_a_box() -> None:
    (page,) = pages("a\x00\x07\x1b\x7fb\u200b\u6f22".encode())
    assert stands(page, "ab\u6f22")
    assert np.array_equal(cell("\u6f22", TEXT, FINE), cell("\u5b57", TEXT, FINE))
    assert cell("\u6f22", TEXT, FINE).any()


def test_sixty_lines_fill_a_page() -> None:
    assert len(pages(b"line\n" * 60)) == 1
    assert len(pages(b"line\n" * 61)) == 2


def test_a_form_feed_starts_a_page_and_one_at_the_end_adds_none() -> None:
    first, second = pages(b"one\ftwo\f")
    assert stands(first, "one")
    assert stands(second, "two")


@pytest.mark.parametrize("resolution", Resolution)
def test_a_full_page_leaves_the_header_area_and_the_margins_white(resolution: Resolution) -> None:
    (page,) = pages(b"\n".join([b"#" * 80] * 60), resolution=resolution)
    assert page.shape == (LETTER_ROWS[resolution], WIDTH)
    assert not page[: HEADER_ROWS[resolution]].any()
    assert not page[:, : LEFT - 1].any()
    assert not page[:, WIDTH - LEFT + 1 :].any()
    assert 0.05 < page.mean() < 0.5


@pytest.mark.parametrize("content", [b"", b" ", b"\n\n\f\t", b"\x00\x01", "\ufeff".encode()])
def test_a_text_without_a_letter_is_empty(content: bytes) -> None:
    with pytest.raises(DocumentError, match="is empty"):
        count_pages(content, "text/plain", Limits())


@pytest.mark.parametrize("content", [b"word " * 200_000, b"x" * 1_000_000, b"\f" * 1_000_000 + b"x", b"x\n" * 500_000])
def test_more_pages_than_allowed(content: bytes) -> None:
    with pytest.raises(DocumentError, match="more than 100 pages"):
        count_pages(content, "text/plain", Limits(pages=100))


def test_a_stretch_of_a_long_text() -> None:
    content = b"\f".join(b"page %d" % number for number in range(30))
    stretch = convert(content, "text/plain", FINE, Limits(), 10, 12)
    assert stretch == convert(content, "text/plain", FINE, Limits())[10:12]
