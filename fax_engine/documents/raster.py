"""Pixels as arrays: packed and unpacked, thresholded, dithered.

Rule: a grey array holds 0 (black) to 255 (white); packed rows have 1 = black.
"""

import numpy as np
import numpy.typing as npt
from isal import isal_zlib
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


def unpack(page: PageImage) -> Rows:
    """A page's packed rows."""
    return uncompress(page.bits)


def uncompress(bits: bytes) -> Rows:
    """Packed rows that were compressed."""
    return np.frombuffer(isal_zlib.decompress(bits), np.uint8).reshape(-1, ROW_BYTES)


def compress(rows: Rows) -> bytes:
    """Packed rows as `PageImage` keeps them."""
    return isal_zlib.compress(np.ascontiguousarray(rows).data, COMPRESSION)


def blank(resolution: Resolution, rows: int | None = None) -> Black:
    """White paper, Letter unless `rows` says otherwise."""
    return np.zeros((rows or LETTER_ROWS[resolution], WIDTH), np.bool_)


def threshold(grey: Grey, room: Black | None = None) -> Black:
    """Black where it is darker than `THRESHOLD`, written into `room` where there is some."""
    return np.less(grey, THRESHOLD, out=room)


def dither(grey: Grey) -> Black:
    """Floyd-Steinberg: greys become patterns of dots."""
    return ~np.asarray(Image.fromarray(grey).convert("1"), np.bool_)


def is_picture(grey: Grey) -> bool:
    """True when a region has real mid-tones: grey next to much the same grey, which the edge of a letter is not."""
    low, high = MID_TONES
    mid = (grey >= low) & (grey < high)
    even = mid[:-1, :-1] & mid[1:, :-1] & mid[:-1, 1:] & mid[1:, 1:]
    return bool(even.size) and float(even.mean()) >= PICTURE_SHARE
