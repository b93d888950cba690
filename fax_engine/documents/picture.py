"""A picture becomes a page: PNG, JPEG, GIF (its first frame) and BMP.

Rule: it goes upright, on white paper, in the size that its dots per inch say, or at 96 where it says nothing, but no
wider than the paper. Nearly bi-level pictures are thresholded, others dithered.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fax_engine.documents.coding import page_of_black
from fax_engine.documents.layout import Placement, is_turned, place
from fax_engine.documents.page import DocumentError, Limits, PageImage
from fax_engine.documents.raster import blank, dither, is_picture, threshold
from fax_engine.documents.source import Source
from fax_engine.reasons import Why
from models.vocabulary import Resolution

SCREEN_DOTS_PER_INCH = 96
CREDIBLE_DOTS_PER_INCH = (30, 4_800)

BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, struct.error)
"""What Pillow's readers raise for damaged files."""

REDUCING_GAP = 2.0
SIXTEEN_BITS = 65_535


def count_pages(source: Source, limits: Limits) -> int:
    """1; raises `DocumentError` for a picture that cannot be opened or is too large."""
    with opened(source) as picture:
        refuse_large(picture, limits)
    return 1


def convert(source: Source, resolution: Resolution, limits: Limits, first: int, last: int | None) -> list[PageImage]:
    """The one page, if it is between `first` and `last` (exclusive)."""
    with opened(source) as picture:
        refuse_large(picture, limits)
        return [page_of_picture(picture, resolution) for _ in range(1)[first:last]]


@contextmanager
def opened(source: Source) -> Iterator[Image.Image]:
    """The picture, header read; what goes wrong with it within the block is a `DocumentError`."""
    try:
        with Image.open(BytesIO(source.content), formats=[source.name]) as picture:
            yield picture
    except UnidentifiedImageError as error:
        raise DocumentError(Why.NONE_SUCH_OR_BROKEN, kind=source.name) from error
    except BROKEN as error:
        raise DocumentError(Why.CUT_OFF_OR_BROKEN, kind=source.name) from error
    except MemoryError as error:
        raise DocumentError(Why.TOO_LARGE, kind=source.name) from error


def refuse_large(picture: Image.Image, limits: Limits) -> None:
    """Raise `DocumentError` for more pixels than allowed, by the header alone."""
    width, height = picture.size
    if width * height > limits.pixels:
        raise DocumentError(Why.PICTURE_TOO_LARGE, width=width, height=height)
    if not width * height:
        raise DocumentError(Why.PICTURE_WITHOUT_PIXELS)


def page_of_picture(picture: Image.Image, resolution: Resolution) -> PageImage:
    """The picture on a page of its own."""
    across, down = _dots_per_inch(picture)
    upright = ImageOps.exif_transpose(picture)
    if upright.size != picture.size:
        across, down = down, across
    grey = _grey_on_white(upright)
    width, height = grey.width / across, grey.height / down
    if is_turned(width, height):
        grey, width, height = grey.transpose(Image.Transpose.ROTATE_270), height, width
    return _put(grey, place(width, height, resolution, fill_width=False), resolution)


def _put(grey: Image.Image, placement: Placement, resolution: Resolution) -> PageImage:
    size = (placement.width, placement.height)
    scaled = np.asarray(grey.resize(size, Image.Resampling.BICUBIC, reducing_gap=REDUCING_GAP))
    black = blank(resolution, placement.page_rows)
    area = black[placement.top : placement.top + size[1], placement.left : placement.left + size[0]]
    area[:] = dither(scaled) if is_picture(scaled) else threshold(scaled)
    return page_of_black(black, resolution)


def _dots_per_inch(picture: Image.Image) -> tuple[float, float]:
    low, high = CREDIBLE_DOTS_PER_INCH
    try:
        across, down = (float(number) for number in picture.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return SCREEN_DOTS_PER_INCH, SCREEN_DOTS_PER_INCH
    if low <= across <= high and low <= down <= high:
        return across, down
    return SCREEN_DOTS_PER_INCH, SCREEN_DOTS_PER_INCH


def _grey_on_white(picture: Image.Image) -> Image.Image:
    """The picture in 256 greys, white where it is transparent."""
    if picture.mode.startswith(("I", "F")):
        return _brought_to_256(picture)
    if picture.has_transparency_data:
        coloured = picture.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(paper, coloured).convert("L")
    return picture.convert("L") if picture.mode in ("1", "L", "RGB") else picture.convert("RGB").convert("L")


def _brought_to_256(picture: Image.Image) -> Image.Image:
    """Greys of 16 bits by their upper half; wider or fractional ones by what they span."""
    greys = np.asarray(picture)
    if picture.mode.startswith("I;16"):
        return Image.fromarray((greys >> 8).astype(np.uint8))
    spanned = np.nan_to_num(greys.astype(np.float32))
    low, high = min(float(np.min(spanned)), 0.0), float(np.max(spanned))
    full = next((span for span in (1, 255, SIXTEEN_BITS) if high <= span), high)
    return Image.fromarray(((spanned - low) * (255 / (full - low))).astype(np.uint8))
