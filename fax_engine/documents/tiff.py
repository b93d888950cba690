"""A TIFF becomes one page a frame.

Rule: a frame that is a fax page already (RFC 2306: 1728 pixels across, bi-level, 204 x 98 or 204 x 196 dots per inch)
goes through pixel for pixel, its rows doubled or halved when the other resolution is wanted. Others are pictures.
"""

import numpy as np
from PIL import Image

from fax_engine.documents.coding import page_of_black
from fax_engine.documents.layout import LONGEST
from fax_engine.documents.page import HEADER_ROWS, LETTER_ROWS, WIDTH, Limits, PageImage
from fax_engine.documents.picture import opened, page_of_picture, refuse_large
from fax_engine.documents.raster import Black, blank
from fax_engine.documents.source import Source
from fax_engine.documents.tiff_directory import count_pages as count_frames
from models.vocabulary import Resolution

DOTS_ACROSS = (195.0, 210.0)
LINES_DOWN = {Resolution.STANDARD: (90.0, 110.0), Resolution.FINE: (180.0, 210.0)}
"""Dots per inch, because programs round 204, 98 and 196 in different ways."""


def count_pages(source: Source, limits: Limits) -> int:
    """How many frames; raises `DocumentError` for a broken chain of frames, too many, or too large ones."""
    count = count_frames(source.content, limits.pages)
    with opened(source) as picture:
        for frame in range(count):
            picture.seek(frame)
            refuse_large(picture, limits)
    return count


def convert(source: Source, resolution: Resolution, limits: Limits, first: int, last: int | None) -> list[PageImage]:
    """The pages of frames `first` to `last` (exclusive)."""
    frames = range(count_frames(source.content, limits.pages))[first:last]
    with opened(source) as picture:
        return [_page_of_frame(picture, frame, resolution, limits) for frame in frames]


def _page_of_frame(picture: Image.Image, frame: int, resolution: Resolution, limits: Limits) -> PageImage:
    picture.seek(frame)
    refuse_large(picture, limits)
    known = _fax_resolution(picture)
    return page_of_picture(picture, resolution) if known is None else _fax_page(picture, known, resolution)


def _fax_resolution(picture: Image.Image) -> Resolution | None:
    """The resolution of a frame that is a fax page no longer than the longest paper."""
    across, down = picture.info.get("dpi", (0, 0))
    low, high = DOTS_ACROSS
    if picture.mode != "1" or picture.width != WIDTH or not low <= across <= high:
        return None
    for resolution, (low, high) in LINES_DOWN.items():
        if low <= down <= high and picture.height <= LONGEST * resolution.lines_per_inch:
            return resolution
    return None


def _fax_page(picture: Image.Image, known: Resolution, wanted: Resolution) -> PageImage:
    picture.load()
    black = ~np.asarray(picture, np.bool_)
    if known is not wanted:
        black = np.repeat(black, 2, axis=0) if known is Resolution.STANDARD else _halved(black)
    header = HEADER_ROWS[wanted]
    top = header if black[:header].any() else 0
    paper = blank(wanted, max(top + len(black), LETTER_ROWS[wanted]))
    paper[top : top + len(black)] = black
    return page_of_black(paper, wanted)


def _halved(black: Black) -> Black:
    """Two rows become one that is black where either was, so that thin lines stay."""
    if len(black) % 2:
        black = np.concatenate((black, np.zeros((1, black.shape[1]), np.bool_)))
    return black[::2] | black[1::2]
