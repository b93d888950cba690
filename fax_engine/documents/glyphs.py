"""Characters of a fixed-pitch font as cells of black and white pixels.

Rule: a cell's width and height are whole pixels of the fax page, so a line of text is cells side by side, and a
character is drawn once a process. A character that the font lacks is the font's own empty box.
The fonts are DejaVu Sans Mono and its bold face; their licence lies beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fax_engine.documents.page import DOTS_PER_INCH
from fax_engine.documents.raster import Black
from models.vocabulary import Resolution

FINER = 4
"""Cells are drawn this many times larger and brought down, because rows are not as far apart as columns."""

EM_PER_WIDTH = 0.602
"""Advance width of every DejaVu Sans Mono glyph, in em."""

LINE_EM = 1.17
"""Height that keeps an accented capital and a descender of two lines apart, in em."""

BASELINE = 0.795
"""Where letters stand, as a share of the cell's height."""

INK = 0.45
"""A pixel is black when its ink covers this share of it."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """A face at one size: the cell's width in pixels and its height in rows by resolution."""

    font: str
    width: int
    standard_rows: int
    fine_rows: int

    def rows(self, resolution: Resolution) -> int:
        """Height of a cell."""
        return self.standard_rows if resolution is Resolution.STANDARD else self.fine_rows


TEXT = Pitch("DejaVuSansMono.ttf", 20, 17, 34)
"""80 columns and 60 lines on a Letter page."""

HEADER = Pitch("DejaVuSansMono-Bold.ttf", 16, 16, 32)
"""108 columns."""


@cache
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    file = BytesIO(files("fax_engine.documents").joinpath("fonts", name).read_bytes())
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def cell(character: str, pitch: Pitch, resolution: Resolution) -> Black:
    """One character's pixels; read-only, shape (rows, width)."""
    rows = pitch.rows(resolution)
    wide, tall = FINER * pitch.width, round(FINER * rows * DOTS_PER_INCH / resolution.lines_per_inch)
    font = _font(pitch.font, min(wide / EM_PER_WIDTH, tall / LINE_EM))
    drawing = Image.new("L", (wide, tall))
    ImageDraw.Draw(drawing).text((wide / 2, round(tall * BASELINE)), character, 255, font, anchor="ms")
    black = np.asarray(drawing.resize((pitch.width, rows), Image.Resampling.BOX)) >= 255 * INK
    black.setflags(write=False)
    return black


def lines_of_cells(texts: Sequence[str], pitch: Pitch, resolution: Resolution) -> Black:
    """Lines of equal length as pixels, shape (lines, rows of a cell, width); at least one line and one character."""
    width, height = len(texts[0]), pitch.rows(resolution)
    text = "".join(texts)
    used = sorted(set(text))
    cells = np.stack([cell(character, pitch, resolution) for character in used])
    known = np.array([ord(character) for character in used])
    grid = cells[np.searchsorted(known, np.frombuffer(text.encode("utf-32-le"), np.uint32))]
    grid = grid.reshape(len(texts), width, height, pitch.width)
    return grid.transpose(0, 2, 1, 3).reshape(len(texts), height, width * pitch.width)
