"""Pictures on paper: size, colours, transparency, orientation, and the ones that are refused."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from fax_engine.documents.formats import convert, count_pages
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, WIDTH, DocumentError, Limits
from fax_engine.documents.raster import Black, unpack
from models.vocabulary import Resolution
from tests.support import bad_documents

FINE = Resolution.FINE
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "BMP": "image/bmp", "TIFF": "image/tiff"}


def file_of(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def page_of(content: bytes, kind: str = "PNG", resolution: Resolution = FINE) -> Black:
    assert count_pages(content, TYPES[kind], Limits()) == 1
    (page,) = convert(content, TYPES[kind], resolution, Limits())
    black = np.unpackbits(unpack(page), axis=1).view(np.bool_)
    assert black.shape == (page.rows, WIDTH)
    assert not black[: HEADER_ROWS[resolution]].any()
    return black


def ink(black: Black) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is black, the last two exclusive."""
    columns, rows = np.flatnonzero(black.any(axis=0)), np.flatnonzero(black.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def ramp(width: int = 400, height: int = 300) -> npt.NDArray[np.uint8]:
    """Greys from black on the left to white on the right."""
    return np.tile(np.linspace(0, 255, width), (height, 1)).astype(np.uint8)


def shares(black: Black) -> list[float]:
    """How black the quarters of the inked rectangle are, from left to right."""
    left, top, right, bottom = ink(black)
    return [float(part.mean()) for part in np.array_split(black[top:bottom, left:right], 4, axis=1)]


GREY = Image.fromarray(ramp())


@pytest.mark.parametrize(
    ("kind", "picture"),
    [
        ("PNG", GREY),
        ("PNG", GREY.convert("RGB")),
        ("PNG", GREY.convert("P")),
        ("PNG", GREY.convert("LA")),
        ("PNG", Image.fromarray(ramp().astype(np.uint16) * 257)),
        ("JPEG", GREY),
        ("JPEG", GREY.convert("RGB")),
        ("JPEG", GREY.convert("RGB").convert("CMYK")),
        ("GIF", GREY),
        ("BMP", GREY.convert("RGB")),
        ("TIFF", GREY.convert("RGB").convert("CMYK")),
        ("TIFF", Image.fromarray(ramp().astype(np.uint16) * 257)),
        ("TIFF", Image.fromarray((ramp() / 255).astype(np.float32))),
    ],
    ids=lambda value: value if isinstance(value, str) else value.mode,
)
def test_greys_are_dithered_whatever_they_are_stored_as(kind: str, picture: Image.Image) -> None:
    darkest, darker, lighter, lightest = shares(page_of(file_of(picture, kind), kind))
    assert darkest > darker > lighter > lightest > 0
    assert 0.8 < darkest < 0.95
    assert 0.55 < darker < 0.7


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_black_and_white_stays_sharp(mode: str) -> None:
    picture = Image.new("L", (864, 400), 255)
    picture.paste(0, (100, 100, 300, 300))
    black = page_of(file_of(picture.convert(mode), dpi=(102, 98)))
    left, top, right, bottom = ink(black)
    assert black[top:bottom, left:right].all()
    assert (right - left, bottom - top) == pytest.approx((400, 400), abs=3)


def test_what_is_transparent_is_white() -> None:
    picture = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    assert not page_of(file_of(picture)).any()
    picture.paste((0, 0, 0, 255), (0, 0, 150, 200))
    assert page_of(file_of(picture)).any()


def test_a_transparent_colour_of_a_palette_is_white() -> None:
    picture = Image.new("P", (300, 200), 0)
    picture.putpalette([0, 0, 0, 255, 255, 255])
    assert not page_of(file_of(picture, "GIF", transparency=0), "GIF").any()


@pytest.mark.parametrize("resolution", Resolution)
def test_dots_per_inch_are_respected(resolution: Resolution) -> None:
    content = file_of(Image.new("L", (600, 300), 0), dpi=(150, 150))
    left, top, right, bottom = ink(page_of(content, resolution=resolution))
    assert right - left == pytest.approx(4 * 204, abs=2)
    assert bottom - top == pytest.approx(2 * resolution.lines_per_inch, abs=2)
    assert top == HEADER_ROWS[resolution]
    assert left == pytest.approx(WIDTH - right, abs=1)


@pytest.mark.parametrize("dots", [(1, 1), (100_000, 100_000)])
def test_absurd_dots_per_inch_are_ignored(dots: tuple[int, int]) -> None:
    picture = Image.new("L", (300, 300), 0)
    assert np.array_equal(page_of(file_of(picture, dpi=dots)), page_of(file_of(picture)))


def test_a_small_picture_is_not_blown_up() -> None:
    left, _, right, _ = ink(page_of(file_of(Image.new("L", (100, 100), 0))))
    assert 100 <= right - left <= 300


def test_a_large_picture_fills_the_width() -> None:
    assert ink(page_of(file_of(Image.new("L", (3000, 3600), 0))))[:3:2] == (0, WIDTH)


def test_a_tall_picture_fits_the_longest_page() -> None:
    black = page_of(file_of(Image.new("L", (200, 8000), 0)))
    assert LETTER_ROWS[FINE] <= len(black) <= 14 * 196
    assert ink(black)[3] <= len(black)


@pytest.mark.parametrize("size", [(20_000, 1), (1, 20_000), (1, 1)])
def test_the_thinnest_pictures(size: tuple[int, int]) -> None:
    assert page_of(file_of(Image.new("L", size, 0))).any()


def test_exif_orientation() -> None:
    upright = Image.new("L", (400, 400), 255)
    upright.paste(0, (0, 0, 200, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn a quarter clockwise to see it"
    stored = upright.transpose(Image.Transpose.ROTATE_90)
    turned = page_of(file_of(stored, "JPEG", exif=exif.tobytes(), quality=95, dpi=(150, 150)), "JPEG")
    plain = page_of(file_of(upright, "JPEG", quality=95, dpi=(150, 150)), "JPEG")
    assert ink(turned) == pytest.approx(ink(plain), abs=8)


def test_a_gif_shows_its_first_frame() -> None:
    first, second = Image.new("L", (200, 200), 255), Image.new("L", (200, 200), 0)
    content = file_of(first, "GIF", save_all=True, append_images=[second])
    assert not page_of(content, "GIF").any()


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_cut_off(kind: str, share: float) -> None:
    noise = (np.arange(90_000, dtype=np.uint32) * 2654435761 >> 13).astype(np.uint8).reshape(300, 300)
    content = file_of(Image.fromarray(noise), kind)
    with pytest.raises(DocumentError, match=r"cut off|broken"):
        convert(content[: int(len(content) * share)], TYPES[kind], FINE, Limits())


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    "content", [b"Dear Sir or Madam,", bytes(1000), b"%PDF-1.4\n", b"\x89", b"II*\0", b"BM", b"GIF89a"]
)
def test_what_is_no_picture(kind: str, content: bytes) -> None:
    with pytest.raises(DocumentError):
        count_pages(content, TYPES[kind], Limits())


def test_too_many_pixels_are_refused_by_the_header() -> None:
    content = bad_documents.png(30_000, 30_000)
    with pytest.raises(DocumentError, match="30000 x 30000 pixels is too large"):
        count_pages(content, "image/png", Limits())
    with pytest.raises(DocumentError, match="30000 x 30000 pixels is too large"):
        convert(content, "image/png", FINE, Limits())


def test_as_many_pixels_as_allowed_are_taken() -> None:
    content = bad_documents.png(400, 300)
    assert count_pages(content, "image/png", Limits(pixels=120_000)) == 1
    with pytest.raises(DocumentError, match="too large"):
        count_pages(content, "image/png", Limits(pixels=119_999))
