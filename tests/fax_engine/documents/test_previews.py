"""What people open, and what the far end keeps: every pixel is the one that goes over the line."""

import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from fax_engine.documents.coding import coded_bits
from fax_engine.documents.factory import NAMES, factory_covers
from fax_engine.documents.formats import convert
from fax_engine.documents.header_line import strips
from fax_engine.documents.page import HEADER_ROWS, ROW_BYTES, WIDTH, Limits, PageImage
from fax_engine.documents.preview import compose, preview, to_png, to_tiff
from fax_engine.documents.raster import unpack
from models.vocabulary import Resolution

LETTER = b"First page, gjpqy\f" + b"Second page, full of words. " * 150


def dressed(resolution: Resolution) -> list[tuple[PageImage, PageImage | None]]:
    pages = convert(LETTER, "text/plain", resolution, Limits())
    return list(zip(pages, strips(["Page 1", "Page 2"], resolution), strict=True))


def black(rows: bytes) -> "np.typing.NDArray[np.bool_]":
    return np.unpackbits(np.frombuffer(rows, np.uint8).reshape(-1, ROW_BYTES), axis=1).astype(np.bool_)


@pytest.mark.parametrize("resolution", Resolution)
def test_the_header_lies_over_the_page_and_their_bits_add_up(resolution: Resolution) -> None:
    for page, strip in dressed(resolution):
        assert strip is not None
        composed = compose(page, strip)
        assert composed[: HEADER_ROWS[resolution] * ROW_BYTES] == unpack(strip).tobytes()
        assert composed[HEADER_ROWS[resolution] * ROW_BYTES :] == unpack(page)[HEADER_ROWS[resolution] :].tobytes()
        together = coded_bits(np.frombuffer(composed, np.uint8).reshape(-1, ROW_BYTES), resolution)
        below = coded_bits(unpack(page)[HEADER_ROWS[resolution] :], resolution)
        assert together == {coding: bits + strip.coded_bits[coding] for coding, bits in below.items()}


@pytest.mark.parametrize("resolution", Resolution)
def test_a_preview_has_the_pages_in_true_size_and_without_loss(resolution: Resolution) -> None:
    pages = dressed(resolution)
    read = PdfReader(BytesIO(preview(pages)))
    assert len(read.pages) == len(pages)
    for sheet, (page, strip) in zip(read.pages, pages, strict=True):
        assert float(sheet.mediabox.width) == pytest.approx(WIDTH / 204 * 72, abs=0.1)
        assert float(sheet.mediabox.height) == pytest.approx(page.rows / resolution.lines_per_inch * 72, abs=0.1)
        (image,) = sheet.images
        shown = ~np.asarray(image.image.convert("1"), np.bool_)  # type: ignore[union-attr]
        assert (shown == black(compose(page, strip))).all()


@pytest.mark.parametrize("resolution", Resolution)
def test_pictures_of_the_pages_have_the_same_pixels(resolution: Resolution) -> None:
    pages = dressed(resolution)
    with Image.open(BytesIO(to_png(*pages[0]))) as png:
        assert (~np.asarray(png, np.bool_) == black(compose(*pages[0]))).all()
    tiff = to_tiff(pages)
    with Image.open(BytesIO(tiff)) as read:
        assert read.n_frames == len(pages)  # type: ignore[attr-defined]
        for frame, pair in enumerate(pages):
            read.seek(frame)
            assert (~np.asarray(read, np.bool_) == black(compose(*pair))).all()
    sent_again = convert(tiff, "image/tiff", resolution, Limits())
    assert [unpack(page).shape[0] for page in sent_again] == [pages[0][0].rows + HEADER_ROWS[resolution]] * len(pages)


def test_a_page_without_a_header_is_only_itself() -> None:
    (page,) = convert(b"Alone", "text/plain", Resolution.FINE, Limits())
    assert compose(page, None) == unpack(page).tobytes()
    assert len(PdfReader(BytesIO(preview([(page, None)]))).pages) == 1


def test_the_factory_covers_are_what_their_script_draws() -> None:
    from fax_engine.documents.cover_designs import draw

    assert set(factory_covers()) == set(NAMES)
    for name, kept in factory_covers().items():
        fields = [set(PdfReader(BytesIO(pdf)).get_fields() or {}) for pdf in (kept, draw(name))]
        assert fields[0] == fields[1]


def test_asking_what_is_supported_loads_no_document_library() -> None:
    modules = "formats", "header_line", "cover", "factory", "preview", "dressing"
    script = "import sys\n" + "".join(f"import fax_engine.documents.{name}\n" for name in modules)
    script += (
        "from fax_engine.documents.factory import factory_covers\n"
        "assert fax_engine.documents.formats.is_supported('Application/PDF; x=y')\n"
        "assert len(factory_covers()) == 3\n"
        "heavy = {'numpy', 'PIL', 'pypdf', 'pypdfium2', 'reportlab'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
