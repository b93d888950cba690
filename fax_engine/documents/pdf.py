"""PDF becomes pages through pdfium.

Rule: a page is drawn in greys straight at the fax's resolution and thresholded, so that text stays sharp; only where a
picture with real mid-tones lies it is dithered. One bitmap serves all pages, and everything of pdfium is closed here.
"""

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from fax_engine.documents.coding import page_of_black
from fax_engine.documents.layout import LONGEST, Placement, is_turned, place
from fax_engine.documents.page import WIDTH, DocumentError, Limits, PageImage
from fax_engine.documents.pdf_pictures import Rectangle, picture_rectangles
from fax_engine.documents.raster import Black, Grey, dither, is_picture, threshold
from fax_engine.documents.source import Source
from fax_engine.reasons import Why
from models.vocabulary import Resolution

KIND = "PDF"

POINTS_PER_INCH = 72

LARGEST = 20_000
"""Points; PDF's own limit is 14,400 (ISO 32000-1, annex C)."""

WHITE = 0xFFFFFFFF
FLAGS = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
QUARTER_TURN = 1

LINEARISED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)")


def count_pages(source: Source, limits: Limits) -> int:
    """How many pages the PDF has, each looked up; raises `DocumentError` when it cannot be opened or has too many."""
    with _opened(source.content, limits) as document:
        for index in range(len(document)):
            _check_page(document, index)
        return len(document)


def _check_page(document: PdfDocument, index: int) -> None:
    """That the page exists and has a credible size, without reading what is on it."""
    try:
        width, height = document.get_page_size(index)
    except PdfiumError as error:
        raise DocumentError(Why.PAGE_UNREADABLE, kind=KIND, page=index + 1) from error
    if not (0 < width <= LARGEST and 0 < height <= LARGEST):
        raise DocumentError(Why.PAGE_OF_ABSURD_SIZE, kind=KIND, page=index + 1)


def convert(source: Source, resolution: Resolution, limits: Limits, first: int, last: int | None) -> list[PageImage]:
    """Pages `first` to `last` (exclusive)."""
    with _opened(source.content, limits) as document:
        # Without it, what is filled in a form's fields is not drawn. A PDF without a form gets none.
        document.init_forms()
        with _Canvas(resolution, document.formenv) as canvas:
            return [_convert_page(document, index, canvas) for index in range(len(document))[first:last]]


def texts(source: Source, limits: Limits) -> list[str]:
    """What can be read on each page, fields of forms included; raises `DocumentError` as `convert` does."""
    with _opened(source.content, limits) as document:
        document.init_forms()
        return [_text(document, index) for index in range(len(document))]


def _text(document: PdfDocument, index: int) -> str:
    try:
        if document.formenv is not None:
            page = document[index]
            page.flatten()
            page.close()
        page = document[index]
        readable = page.get_textpage()
        text: str = readable.get_text_range()
        readable.close()
        page.close()
    except PdfiumError as error:
        raise DocumentError(Why.PAGE_UNREADABLE, kind=KIND, page=index + 1) from error
    return text


@contextmanager
def _opened(content: bytes, limits: Limits) -> Iterator[PdfDocument]:
    _refuse_cut_off(content)
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        # Pdfium sets no code for a PDF without pages: what it tells then is left over from another document.
        if error.err_code == pdfium.FPDF_ERR_PASSWORD and b"/Encrypt" in content:
            raise DocumentError(Why.PROTECTED, kind=KIND) from error
        raise DocumentError(Why.BROKEN_OR_NO_PAGES, kind=KIND) from error
    try:
        if not len(document):
            raise DocumentError(Why.NO_PAGES, kind=KIND)
        if len(document) > limits.pages:
            raise DocumentError(Why.TOO_MANY_PAGES, kind=KIND, most=limits.pages)
        yield document
    finally:
        document.close()


def _refuse_cut_off(content: bytes) -> None:
    """Pdfium repairs a PDF without an end as well as it can, and pages would be missing silently."""
    if b"%PDF-" not in content[:1024]:
        raise DocumentError(Why.NONE_SUCH, kind=KIND)
    linearised = LINEARISED.search(content, 0, 1024)
    if b"startxref" not in content or (linearised and int(linearised[1]) > len(content)):
        raise DocumentError(Why.CUT_OFF, kind=KIND)


class _Canvas:
    """A grey bitmap as long as the longest page, and pdfium's hold on it."""

    def __init__(self, resolution: Resolution, form: Any) -> None:
        self.resolution = resolution
        self._form = form
        self.grey: Grey = np.empty((LONGEST * resolution.lines_per_inch, WIDTH), np.uint8)
        self._black: Black = np.empty(self.grey.shape, np.bool_)
        self._bitmap = pdfium.FPDFBitmap_CreateEx(
            WIDTH, len(self.grey), pdfium.FPDFBitmap_Gray, self.grey.ctypes.data_as(ctypes.c_void_p), WIDTH
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pdfium.FPDFBitmap_Destroy(self._bitmap)

    def draw(self, page: Any, placement: Placement, turn: int) -> Grey:
        """The page as greys, valid until the next is drawn."""
        pdfium.FPDFBitmap_FillRect(self._bitmap, 0, 0, WIDTH, placement.page_rows, WHITE)
        pdfium.FPDF_RenderPageBitmap(
            self._bitmap, page, placement.left, placement.top, placement.width, placement.height, turn, FLAGS
        )
        if self._form is not None:
            self._draw_form(page, placement, turn)
        return self.grey[: placement.page_rows]

    def black(self, rows: int) -> Black:
        """Room for so many rows of black and white, used for every page again."""
        return self._black[:rows]

    def _draw_form(self, page: Any, placement: Placement, turn: int) -> None:
        box = placement.left, placement.top, placement.width, placement.height
        pdfium.FORM_OnAfterLoadPage(page, self._form.raw)
        pdfium.FPDF_FFLDraw(self._form.raw, self._bitmap, page, *box, turn, FLAGS)
        pdfium.FORM_OnBeforeClosePage(page, self._form.raw)


def _convert_page(document: PdfDocument, index: int, canvas: _Canvas) -> PageImage:
    page = pdfium.FPDF_LoadPage(document.raw, index)
    if not page:
        raise DocumentError(Why.PAGE_UNREADABLE, kind=KIND, page=index + 1)
    try:
        return _draw(page, index + 1, canvas)
    finally:
        pdfium.FPDF_ClosePage(page)


def _draw(page: Any, number: int, canvas: _Canvas) -> PageImage:
    width, height = _size(page, number)
    turn = QUARTER_TURN if is_turned(width, height) else 0
    if turn:
        width, height = height, width
    placement = place(width, height, canvas.resolution, fill_width=True)
    grey = canvas.draw(page, placement, turn)
    # What lies outside of the page's box may have been drawn over the header area.
    grey[: placement.top] = 255
    black = threshold(grey, canvas.black(len(grey)))
    for top, bottom, left, right in _with_mid_tones(grey, picture_rectangles(page, placement, turn)):
        black[top:bottom, left:right] = dither(grey[top:bottom, left:right])
    return page_of_black(black, canvas.resolution)


def _with_mid_tones(grey: Grey, rectangles: list[Rectangle]) -> list[Rectangle]:
    return [area for area in rectangles if is_picture(grey[area.top : area.bottom, area.left : area.right])]


def _size(page: Any, number: int) -> tuple[float, float]:
    """Inches as shown, its own rotation applied; raises `DocumentError` for a page without a sensible size."""
    box = [ctypes.c_float() for _ in range(4)]
    if pdfium.FPDFPage_GetMediaBox(page, *box):
        left, bottom, right, top = (side.value for side in box)
        # Pdfium takes such a page for Letter.
        if left == right or bottom == top:
            raise DocumentError(Why.PAGE_WITHOUT_SIZE, kind=KIND, page=number)
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (0 < width <= LARGEST and 0 < height <= LARGEST):
        raise DocumentError(Why.PAGE_OF_ABSURD_SIZE, kind=KIND, page=number)
    return width / POINTS_PER_INCH, height / POINTS_PER_INCH
