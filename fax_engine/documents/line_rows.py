"""The rows of a page that are sent: at the resolution of the line, and no more than the other end's paper is long.

Rule: a fine page on a line of standard resolution is every other row of it, from the first on. A page that is too long
is made smaller under its header area, as much narrower as shorter; a dot stays where any was, so that thin lines stay.
"""

import numpy as np

from fax_engine.documents.page import HEADER_ROWS, WIDTH
from fax_engine.documents.run_lengths import Rows
from models.vocabulary import Resolution


def on_line(rows: Rows, own: Resolution, resolution: Resolution, most_rows: int = 0) -> Rows:
    """What is sent of a whole page of resolution `own` on a line of that resolution or below; `most_rows` 0: any
    number."""
    sent, above = _at(rows, own, resolution), HEADER_ROWS[resolution]
    if not 0 < most_rows < len(sent):
        return sent
    return np.concatenate((sent[:above], _shrunk(sent[above:], most_rows - above)))


def piece_on_line(rows: Rows, own: Resolution, resolution: Resolution, most_rows: int = 0) -> Rows:
    """The same of what lies under the header area alone, or of a header strip."""
    sent, room = _at(rows, own, resolution), most_rows - HEADER_ROWS[resolution]
    return _shrunk(sent, room) if 0 < room < len(sent) else sent


def _at(rows: Rows, own: Resolution, resolution: Resolution) -> Rows:
    return rows if resolution is own else np.ascontiguousarray(rows[::2])


def _shrunk(rows: Rows, height: int) -> Rows:
    width = max(WIDTH * height // len(rows), 1)
    down, across = np.arange(height) * len(rows) // height, np.arange(width) * WIDTH // width
    black = np.maximum.reduceat(np.unpackbits(rows, axis=1), down, axis=0)
    small = np.maximum.reduceat(black, across, axis=1)
    left = (WIDTH - width) // 2
    return np.packbits(np.pad(small, ((0, 0), (left, WIDTH - width - left))), axis=1)
