"""TIFF on paper: fax pages go through pixel for pixel, every frame is a page, broken chains are refused."""

import io
import struct

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from fax_engine.documents.formats import convert, count_pages
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, WIDTH, DocumentError, Limits
from fax_engine.documents.raster import Black, unpack
from models.vocabulary import Resolution

FINE, STANDARD = Resolution.FINE, Resolution.STANDARD
LINES = {STANDARD: 98, FINE: 196}


def fax(resolution: Resolution, rows: int | None = None, top: int = 200) -> Image.Image:
    """Letters and a slanting line on a fax page, its first `top` rows white."""
    rows = rows or LETTER_ROWS[resolution]
    picture = Image.new("1", (WIDTH, rows), 1)
    drawing = ImageDraw.Draw(picture)
    drawing.text((90, top), "A page that came by fax", fill=0, font_size=40)
    drawing.line((0, rows // 3, WIDTH, rows - 5), fill=0)
    return picture


def file_of(*pictures: Image.Image, dpi: tuple[float, float] = (204, 196), compression: str = "group4") -> bytes:
    file = io.BytesIO()
    first, *others = pictures
    first.save(file, "TIFF", compression=compression, dpi=dpi, save_all=True, append_images=others)
    return file.getvalue()


def pages(content: bytes, resolution: Resolution) -> list[Black]:
    made = convert(content, "image/tiff", resolution, Limits())
    assert count_pages(content, "image/tiff", Limits()) == len(made)
    return [np.unpackbits(unpack(page), axis=1).view(np.bool_) for page in made]


def pixels(picture: Image.Image) -> Black:
    return ~np.asarray(picture, np.bool_)


@pytest.mark.parametrize("compression", ["group3", "group4", "raw", "packbits", "tiff_lzw"])
@pytest.mark.parametrize("resolution", Resolution)
def test_a_fax_page_goes_through_pixel_for_pixel(resolution: Resolution, compression: str) -> None:
    picture = fax(resolution)
    content = file_of(picture, dpi=(204, LINES[resolution]), compression=compression)
    (page,) = pages(content, resolution)
    assert np.array_equal(page, pixels(picture))


@pytest.mark.parametrize("dpi", [(203, 196), (204.1, 195.6), (200, 200), (203.2, 195.58)])
def test_other_ways_to_round_the_resolution(dpi: tuple[float, float]) -> None:
    picture = fax(FINE)
    (page,) = pages(file_of(picture, dpi=dpi), FINE)
    assert np.array_equal(page, pixels(picture))


def test_what_stands_in_the_header_area_is_moved_down_with_the_page() -> None:
    picture = fax(FINE, top=0)
    picture.paste(0, (0, 0, 100, 3))
    (page,) = pages(file_of(picture), FINE)
    header = HEADER_ROWS[FINE]
    assert not page[:header].any()
    assert np.array_equal(page[header:], pixels(picture))


def test_rows_of_a_standard_page_are_doubled_for_fine() -> None:
    picture = fax(STANDARD)
    (page,) = pages(file_of(picture, dpi=(204, 98)), FINE)
    assert np.array_equal(page, np.repeat(pixels(picture), 2, axis=0))


@pytest.mark.parametrize("rows", [2156, 2157])
def test_rows_of_a_fine_page_are_joined_for_standard(rows: int) -> None:
    picture = fax(FINE, rows)
    (page,) = pages(file_of(picture), STANDARD)
    black = pixels(picture)
    assert np.array_equal(page[:1078], black[:2156:2] | black[1:2156:2])
    assert len(page) == (rows + 1) // 2


def test_a_short_fax_page_is_filled_up_and_an_a4_one_stays_long() -> None:
    short, long = pages(file_of(fax(FINE, 600), fax(FINE, 2292)), FINE)
    assert len(short) == LETTER_ROWS[FINE]
    assert not short[600:].any()
    assert len(long) == 2292


def test_a_fax_page_of_endless_paper_is_made_to_fit() -> None:
    (page,) = pages(file_of(fax(FINE, 9000)), FINE)
    assert len(page) <= 14 * 196


def test_every_frame_is_a_page_and_stretches_add_up() -> None:
    frames = [fax(FINE, top=100 + 60 * number) for number in range(7)]
    content = file_of(*frames)
    for page, picture in zip(pages(content, FINE), frames, strict=True):
        assert np.array_equal(page, pixels(picture))
    whole = convert(content, "image/tiff", FINE, Limits())
    parts = [convert(content, "image/tiff", FINE, Limits(), first, first + 3) for first in (0, 3, 6)]
    assert [page for part in parts for page in part] == whole


def test_frames_of_different_kinds() -> None:
    greys: npt.NDArray[np.uint8] = np.tile(np.linspace(0, 255, 500), (400, 1)).astype(np.uint8)
    picture = Image.fromarray(greys)
    content = file_of(fax(FINE).convert("L"), picture, picture.convert("RGB"), compression="tiff_lzw", dpi=(200, 200))
    letters, grey, coloured = pages(content, FINE)
    assert letters.any()
    for page in (grey, coloured):
        assert 0.02 < page.mean() < 0.2


def cyclic(good: bytes) -> bytes:
    """The good TIFF, its first directory naming itself as the next."""
    (directory,) = struct.unpack_from("<I", good, 4)
    (entries,) = struct.unpack_from("<H", good, directory)
    link = directory + 2 + 12 * entries
    return good[:link] + struct.pack("<I", directory) + good[link + 4 :]


def test_frames_that_go_in_circles() -> None:
    content = cyclic(file_of(fax(FINE)))
    with pytest.raises(DocumentError, match="in circles"):
        count_pages(content, "image/tiff", Limits())
    with pytest.raises(DocumentError, match="in circles"):
        convert(content, "image/tiff", FINE, Limits())


def test_more_frames_than_allowed() -> None:
    content = file_of(*[fax(FINE, 10)] * 5)
    assert count_pages(content, "image/tiff", Limits(pages=5)) == 5
    with pytest.raises(DocumentError, match="more than 4 pages"):
        count_pages(content, "image/tiff", Limits(pages=4))


def test_a_frame_of_too_many_pixels() -> None:
    content = file_of(fax(FINE, 10), fax(FINE, 100))
    with pytest.raises(DocumentError, match="too large"):
        count_pages(content, "image/tiff", Limits(pixels=WIDTH * 50))


@pytest.mark.parametrize(
    "content",
    [
        b"II*\0",
        b"MM\0*\0\0\0\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"II*\0\x08\0\0\0\0\0\0\0\0\0",
        b"II+\0\x08\0\0\0" + b"\xff" * 16,
    ],
)
def test_a_directory_that_is_not_there(content: bytes) -> None:
    with pytest.raises(DocumentError, match="TIFF"):
        count_pages(content, "image/tiff", Limits())


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_a_tiff_cut_off(share: float) -> None:
    content = file_of(*[fax(FINE, top=100 * number) for number in range(1, 4)])
    with pytest.raises(DocumentError):
        convert(content[: int(len(content) * share)], "image/tiff", FINE, Limits())
