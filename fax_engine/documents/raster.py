"""Between arrays of pixels and `PageImage`: packing, thresholding, dithering.

Rule: a grey array holds 0 (black) to 255 (white); packed rows have 1 = black.
"""

import zlib

import numpy as np
import numpy.typing as npt
from PIL import Image

from fax_engine.documents.page import LETTER_ROWS, ROW_BYTES, WIDTH, PageImage
from fax_engine.documents.run_lengths import Rows
from models.vocabulary import Resolution

Grey = npt.NDArray[np.uint8]
Black = npt.NDArray[np.bool_]
"""One item a pixel, true = black."""

# Pillow's own guard warns and has fixed bounds; every converter checks `Limits.pixels` before it decodes.
Image.MAX_IMAGE_PIXELS = None

THRESHOLD = 160
"""Darker than this is black: above the middle, so that thin, softened strokes of small letters do not break."""

MID_TONES = (48, 216)
"""Grey levels that threshold would spoil."""

PICTURE_SHARE = 0.08
"""From this share of even mid-tones on, a region counts as a picture."""

COMPRESSION = 1


def as_rows(packed: Rows | bytes) -> Rows:
    """Packed rows as an array of shape (rows, 216)."""
    return np.frombuffer(packed, np.uint8).reshape(-1, ROW_BYTES) if isinstance(packed, bytes) else packed


def unpack(page: PageImage) -> Rows:
    """A page's packed rows."""
    return as_rows(zlib.decompress(page.bits))


def compress(rows: Rows) -> bytes:
    """Packed rows as `PageImage` keeps them."""
    return zlib.compress(np.ascontiguousarray(rows).data, COMPRESSION)


def page_of(rows: Rows, resolution: Resolution) -> PageImage:
    """Packed rows as a page, not yet measured."""
    return PageImage(len(rows), resolution, compress(rows), {})


def page_of_black(black: Black, resolution: Resolution) -> PageImage:
    """An array of 1728 pixels a row as a page, not yet measured."""
    return page_of(np.packbits(black, axis=1), resolution)


def blank(resolution: Resolution, rows: int | None = None) -> Black:
    """White paper, Letter unless `rows` says otherwise."""
    return np.zeros((rows or LETTER_ROWS[resolution], WIDTH), np.bool_)


def threshold(grey: Grey) -> Black:
    """Black where it is darker than `THRESHOLD`."""
    return grey < THRESHOLD


def dither(grey: Grey) -> Black:
    """Floyd-Steinberg: greys become patterns of dots."""
    return ~np.asarray(Image.fromarray(grey).convert("1"), np.bool_)


def is_picture(grey: Grey) -> bool:
    """True when a region has real mid-tones: grey next to much the same grey, which the edge of a letter is not."""
    low, high = MID_TONES
    mid = (grey >= low) & (grey < high)
    even = mid[:-1, :-1] & mid[1:, :-1] & mid[:-1, 1:] & mid[1:, 1:]
    return bool(even.size) and float(even.mean()) >= PICTURE_SHARE
