"""Pages with a picture, coded by the engine, for stations to send; and pictures of what came."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from fax_engine.documents.coding import bits_of_rows
from fax_engine.documents.line_coding import decode, encode
from fax_engine.documents.page import DOTS_PER_INCH, ROW_BYTES, WIDTH
from fax_engine.documents.run_lengths import row_bits
from hardware_sim.t30.pages import PageData, ReceivedPage
from hardware_sim.t38.line_order import turned
from models.vocabulary import Coding, Resolution

Rows = npt.NDArray[np.uint8]


def drawing(rows: int, slope: int = 3) -> Rows:
    """A page with margins, slanting strokes, a black bar and a grey screen, so that all codings have work."""
    across, down = np.meshgrid(np.arange(WIDTH), np.arange(rows))
    strokes = (across + slope * down) % 97 < 9
    screen = ((across + down) % 4 == 0) & (down > rows * 3 // 4) & (across > WIDTH // 2)
    bar = (down > rows // 3) & (down < rows // 3 + 12)
    inside = (across > 60) & (across < WIDTH - 60) & (down > 8) & (down < rows - 8)
    return np.packbits((strokes & (down % 40 < 28) | screen | bar) & inside, axis=1)


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page to be sent."""

    rows: Rows
    resolution: Resolution = Resolution.FINE
    codings: Collection[Coding] = tuple(Coding)

    def coded(self, coding: Coding, resolution: Resolution, least_bits: int = 0, most_rows: int = 0) -> PageData:
        """The page in this coding, row by row; at standard resolution every other row of a fine one."""
        rows = self.rows if resolution is self.resolution else np.ascontiguousarray(self.rows[::2])
        bits = bits_of_rows(row_bits(rows), resolution)[coding].tolist()
        return PageData(len(rows), bits, lambda: turned(encode(rows, coding, resolution)))


def picture_of(page: ReceivedPage) -> Rows:
    """The rows of a page that came whole."""
    assert page.data is not None
    return decode(turned(page.data.octets()), page.coding)


def write_tiff(path: Path, pages: list[Rows], resolution: Resolution) -> None:
    """A fax file as other programs read it."""
    pictures = [Image.frombytes("1", (WIDTH, len(rows)), rows.tobytes(), "raw", "1;I") for rows in pages]
    dots = (DOTS_PER_INCH, resolution.lines_per_inch)
    # Photometric interpretation, white is zero: what fax programs expect.
    pictures[0].save(
        path, "TIFF", compression="group4", dpi=dots, save_all=True, append_images=pictures[1:], tiffinfo={262: 0}
    )


def read_tiff(path: Path) -> list[Rows]:
    """The pages of a fax file."""
    pages: list[Rows] = []
    with Image.open(path) as file:
        for number in range(getattr(file, "n_frames", 1)):
            file.seek(number)
            pages.append(np.packbits(~np.asarray(file.convert("1"), np.bool_), axis=1)[:, :ROW_BYTES])
    return pages
