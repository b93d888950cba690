"""The header line on top of every page: date, sender, receiver, and which page of how many.

Rule: a line is always `COLUMNS` characters of the header's fixed pitch, so all strips of a fax are drawn in one go, and
a strip begins and ends in white rows. That there is such a line: x40 guide, "Fax Branding Statement" (United States
law, 47 CFR 68.318(d), asks for it); its layout is ours.
"""

from collections.abc import Sequence

from fax_engine.documents.characters import printable
from fax_engine.documents.page import HEADER_ROWS, ROW_BYTES, PageImage
from models.vocabulary import Resolution

COLUMNS = 108

MARGIN = 4
"""Columns left white on either side, a third of an inch: receiving machines cut the edges off."""

DATE_COLUMNS = 28
RECEIVER_COLUMNS = 36
"""More than that of a receiver is shortened; what is left over is the sender's."""

GAP = 3
"""The fewest columns between two parts."""

ELLIPSIS = "\u2026"


def header_text(date: str, sender: str, receiver: str, page: int, pages: int) -> str:
    """The line for page `page` (from 1) of `pages`; long values are shortened. An empty sender or receiver is left out.

    The page's number takes as many columns as the highest, so nothing moves from one page to the next.
    """
    number = f"PAGE {page:>{len(str(pages))}} OF {pages}"
    moment = shortened(one_line(date), DATE_COLUMNS)
    to = _labelled("TO: ", shortened(one_line(receiver), RECEIVER_COLUMNS))
    room = COLUMNS - 2 * MARGIN - sum(len(part) + GAP for part in (moment, to, number) if part)
    by = _labelled("FROM: ", shortened(one_line(sender), room - len("FROM: ")))
    return " " * MARGIN + _spread([part for part in (moment, by, to, number) if part]) + " " * MARGIN


def strips(lines: Sequence[str], resolution: Resolution) -> list[PageImage]:
    """Each line as a strip of `HEADER_ROWS` rows. Lines of another length are cut or filled up."""
    if not lines:
        return []
    import numpy as np

    from fax_engine.documents.coding import header_strips
    from fax_engine.documents.glyphs import HEADER, lines_of_cells

    height, text_height = HEADER_ROWS[resolution], HEADER.rows(resolution)
    above = (height - text_height) // 2
    rows = np.zeros((len(lines), height, ROW_BYTES), np.uint8)
    cells = lines_of_cells([one_line(line)[:COLUMNS].ljust(COLUMNS) for line in lines], HEADER, resolution)
    rows[:, above : above + text_height] = np.packbits(cells, axis=2)
    return header_strips(rows.reshape(-1, ROW_BYTES), resolution)


def one_line(text: str) -> str:
    """What can be printed of a text, without line breaks."""
    return printable(" ".join(text.expandtabs(1).splitlines()))


def shortened(text: str, columns: int) -> str:
    """Text of at most `columns` characters; an ellipsis shows that something is missing."""
    text = text.strip()
    return text if len(text) <= columns else text[: columns - 1].rstrip() + ELLIPSIS


def _labelled(label: str, value: str) -> str:
    return label + value if value else ""


def _spread(parts: list[str]) -> str:
    """The parts over the whole width, the first at its left end and the last at its right, with even gaps."""
    spare = COLUMNS - 2 * MARGIN - sum(map(len, parts))
    if len(parts) == 1:
        return " " * spare + parts[0]
    gap, wider = divmod(spare, len(parts) - 1)
    line = parts[0]
    for index, part in enumerate(parts[1:]):
        line += " " * (gap + (index < wider)) + part
    return line
