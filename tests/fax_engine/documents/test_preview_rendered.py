"""A preview shown by a PDF viewer is, pixel for pixel, what goes over the line."""

import ctypes
from io import BytesIO

import numpy as np
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from fax_engine.documents.formats import convert
from fax_engine.documents.header_line import header_text, strips
from fax_engine.documents.page import DOTS_PER_INCH, ROW_BYTES, WIDTH, Limits
from fax_engine.documents.preview import compose, preview, to_tiff
from models.vocabulary import Resolution

TIFF_PHOTOMETRIC = 262
WHITE_IS_ZERO = 0


def black_in_pdfium(pdf: bytes, rows: int) -> "np.typing.NDArray[np.bool_]":
    """The first page in as many pixels as it has on the line; pdfium softens their edges a little."""
    grey = np.full((rows, WIDTH), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        WIDTH, rows, pdfium.FPDFBitmap_Gray, grey.ctypes.data_as(ctypes.c_void_p), WIDTH
    )
    document = PdfDocument(pdf)
    page = document[0]
    pdfium.FPDF_RenderPageBitmap(bitmap, page.raw, 0, 0, WIDTH, rows, 0, pdfium.FPDF_GRAYSCALE)
    page.close()
    document.close()
    pdfium.FPDFBitmap_Destroy(bitmap)
    return grey < 128


@pytest.mark.parametrize("resolution", Resolution)
def test_pdfium_draws_the_composed_rows(resolution: Resolution) -> None:
    (page,) = convert("Größe, gjpqy\n".encode() * 40, "text/plain", resolution, Limits())
    (strip,) = strips([header_text("2026-11-23 04:40", "Weiß", "763-785-3500", 1, 1)], resolution)
    pdf = preview([(page, strip)])
    sheet = PdfReader(BytesIO(pdf)).pages[0]
    assert WIDTH / float(sheet.mediabox.width) * 72 == pytest.approx(DOTS_PER_INCH, rel=1e-3)
    assert page.rows / float(sheet.mediabox.height) * 72 == pytest.approx(resolution.lines_per_inch, rel=1e-3)
    sent = np.unpackbits(np.frombuffer(compose(page, strip), np.uint8).reshape(-1, ROW_BYTES), axis=1)
    assert (black_in_pdfium(pdf, page.rows) == sent.astype(np.bool_)).all()


def test_a_preview_tells_what_it_is() -> None:
    (page,) = convert(b"Alone", "text/plain", Resolution.FINE, Limits())
    told = PdfReader(BytesIO(preview([(page, None)]))).metadata
    assert told is not None
    assert told.title == "Fax preview"
    assert told.producer == "FaxFinder emulator"


@pytest.mark.parametrize("resolution", Resolution)
def test_every_page_of_a_tiff_says_its_resolution_and_that_zero_is_white(resolution: Resolution) -> None:
    pages = [(page, None) for page in convert(b"One\fTwo\fThree", "text/plain", resolution, Limits())]
    with Image.open(BytesIO(to_tiff(pages))) as tiff:
        for frame in range(3):
            tiff.seek(frame)
            assert tiff.info["compression"] == "group4"
            assert tiff.info["dpi"] == (DOTS_PER_INCH, resolution.lines_per_inch)
            assert tiff.tag_v2[TIFF_PHOTOMETRIC] == WHITE_IS_ZERO  # type: ignore[attr-defined]
