"""PDF on paper: sharp letters, dithered pictures, sizes and turns of pages, and the ones that are refused."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fax_engine.documents.formats import convert, count_pages
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, WIDTH, DocumentError, Limits
from fax_engine.documents.raster import Black, unpack
from models.vocabulary import Resolution
from tests.support import bad_documents

PDF = "application/pdf"
FINE = Resolution.FINE
LETTER = 612.0, 792.0

Drawing = Callable[[Canvas], None]


def pdf(*drawings: Drawing, size: tuple[float, float] = LETTER) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    for drawing in drawings:
        drawing(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pages(content: bytes, resolution: Resolution = FINE) -> list[Black]:
    made = convert(content, PDF, resolution, Limits())
    assert count_pages(content, PDF, Limits()) == len(made)
    black = [np.unpackbits(unpack(page), axis=1).view(np.bool_) for page in made]
    assert not any(page[: HEADER_ROWS[resolution]].any() for page in black)
    return black


def ink(black: Black) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is black, the last two exclusive."""
    columns, rows = np.flatnonzero(black.any(axis=0)), np.flatnonzero(black.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def ramp() -> ImageReader:
    return ImageReader(Image.fromarray(np.tile(np.linspace(40, 230, 300), (200, 1)).astype(np.uint8)))


def full(size: tuple[float, float]) -> Drawing:
    """A black sheet."""
    return lambda canvas: canvas.rect(0, 0, *size, stroke=0, fill=1)


def words(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "The quick brown fox jumps over the lazy dog.")


def changes(black: Black) -> float:
    """How often neighbours in a row differ: much in a dithered region, little in a solid one."""
    return float((black[:, 1:] != black[:, :-1]).mean())


@pytest.mark.parametrize("resolution", Resolution)
def test_a_letter_page_stands_under_the_header_area(resolution: Resolution) -> None:
    (page,) = pages(pdf(full(LETTER)), resolution)
    left, top, right, bottom = ink(page)
    assert page.shape == (LETTER_ROWS[resolution], WIDTH)
    assert (top, bottom) == (HEADER_ROWS[resolution], LETTER_ROWS[resolution])
    assert left == pytest.approx(WIDTH - right, abs=1)
    assert (right - left) / 204 / ((bottom - top) / resolution.lines_per_inch) == pytest.approx(8.5 / 11, rel=0.002)


@pytest.mark.parametrize("size", [(595.0, 842.0), (612.0, 1008.0), (306.0, 396.0), (1224.0, 1584.0), (400.0, 300.0)])
def test_a_page_of_another_size_fills_the_width_and_keeps_its_shape(size: tuple[float, float]) -> None:
    (page,) = pages(pdf(full(size), size=size))
    left, top, right, bottom = ink(page)
    assert right - left >= 0.97 * WIDTH
    assert LETTER_ROWS[FINE] <= len(page) <= 14 * 196
    across, down = (right - left) / 204, (bottom - top) / 196
    assert down / across == pytest.approx(size[1] / size[0], rel=0.01)


def test_a_page_longer_than_legal_is_made_to_fit() -> None:
    size = (612.0, 3000.0)
    (page,) = pages(pdf(full(size), size=size))
    assert len(page) == 14 * 196
    left, _, right, _ = ink(page)
    assert right - left == pytest.approx(WIDTH * 14 * 72 / 3000, rel=0.05)


def test_a_landscape_page_is_turned_upright() -> None:
    size = (792.0, 612.0)
    (page,) = pages(pdf(full(size), size=size))
    left, top, right, bottom = ink(page)
    assert (bottom - top) / 196 > (right - left) / 204
    assert right - left >= 0.97 * WIDTH


def test_letters_are_sharp_and_there() -> None:
    page, empty = pages(pdf(words, lambda canvas: None))
    left, top, right, bottom = ink(page)
    assert 0.1 < page[top:bottom, left:right].mean() < 0.5
    assert not empty.any()


def _through_form(canvas: Canvas) -> None:
    canvas.beginForm("photo")
    canvas.drawImage(ramp(), 10, 10, 300, 200)
    canvas.endForm()
    canvas.translate(62, 290)
    canvas.doForm("photo")


def _turned(canvas: Canvas) -> None:
    canvas.translate(372, 300)
    canvas.rotate(90)
    canvas.drawImage(ramp(), 0, 0, 200, 300)


@pytest.mark.parametrize(
    "draw",
    [lambda canvas: canvas.drawImage(ramp(), 72, 300, 300, 200), _through_form, _turned],
    ids=["plain", "form", "turned"],
)
def test_a_photo_is_dithered_all_over(draw: Drawing) -> None:
    (page,) = pages(pdf(draw))
    left, top, right, bottom = ink(page)
    assert page.shape[1] * 0.4 < right - left < page.shape[1] * 0.6
    for part in np.array_split(page[top:bottom, left:right], 4, axis=0):
        assert 0.1 < part.mean() < 0.9
        assert changes(part) > 0.2


def test_words_beside_a_photo_are_what_they_are_without_it() -> None:
    def both(canvas: Canvas) -> None:
        words(canvas)
        canvas.drawImage(ramp(), 72, 300, 300, 200)

    with_photo, without = pages(pdf(both, words))
    rows = slice(0, LETTER_ROWS[FINE] // 4)
    assert np.array_equal(with_photo[rows], without[rows])


def test_a_picture_of_black_and_white_is_not_dithered() -> None:
    picture = Image.new("L", (300, 200), 255)
    picture.paste(0, (100, 50, 200, 150))
    (page,) = pages(pdf(lambda canvas: canvas.drawImage(ImageReader(picture), 72, 300, 300, 200)))
    left, top, right, bottom = ink(page)
    assert page[top:bottom, left:right].mean() > 0.98


def test_a_filled_in_form_field_is_printed() -> None:
    def field(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="name", value="Written by hand", x=72, y=500, width=300, height=30)

    (page,) = pages(pdf(field))
    assert page.any()


def with_box(box: bytes) -> bytes:
    return bad_documents.pdf_claiming(1).replace(b"[0 0 612 792]", box)


def letter(pages: int = 3) -> bytes:
    return pdf(*[words] * pages)


BAD = {
    "one without a byte": (b"", "is empty"),
    "words": (b"Dear Sir or Madam,", "no PDF"),
    "a signature alone": (b"%PDF-1.4\n", "cut off"),
    "a quarter of one": (letter()[: len(letter()) // 4], "cut off"),
    "nearly one": (letter()[:-40], "cut off"),
    "one with a password": (bad_documents.locked_pdf(), "password"),
    "one without pages": (bad_documents.pdf(0), "no pages"),
    "one that claims 100,000 pages": (bad_documents.pdf_claiming(100_000), "more than 2000 pages"),
    "one that lists a page 100,000 times": (bad_documents.pdf_repeating(100_000), "more than 2000 pages"),
    "one that claims a page too many": (bad_documents.pdf_claiming(2), "page 2 of the PDF cannot be read"),
    "one as large as a town": (with_box(b"[0 0 1000000 1000000]"), "absurd size"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_pdf_is_refused_when_counted_and_when_converted(name: str) -> None:
    content, reason = BAD[name]
    with pytest.raises(DocumentError, match=reason):
        count_pages(content, PDF, Limits())
    with pytest.raises(DocumentError, match=reason):
        convert(content, PDF, FINE, Limits())


def test_a_page_without_extent_is_refused_when_it_is_drawn() -> None:
    """Counting does not read pages, and pdfium counts it as Letter."""
    content = with_box(b"[0 0 0 0]")
    assert count_pages(content, PDF, Limits()) == 1
    with pytest.raises(DocumentError, match="page 1 of the PDF has no size"):
        convert(content, PDF, FINE, Limits())


def test_a_pdf_without_pages_after_one_with_a_password() -> None:
    """Pdfium leaves the other document's error standing."""
    for content, reason in ((bad_documents.locked_pdf(), "password"), (bad_documents.pdf(0), "no pages")):
        with pytest.raises(DocumentError, match=reason):
            count_pages(content, PDF, Limits())


def test_as_many_pages_as_allowed() -> None:
    content = bad_documents.pdf_repeating(2000)
    assert count_pages(content, PDF, Limits()) == 2000
    assert len(convert(content, PDF, Resolution.STANDARD, Limits(), 1998)) == 2
