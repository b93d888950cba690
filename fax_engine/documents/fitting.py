"""Making text fit its box: smaller letters first, then more lines, then less text.

Rule: no letter gets smaller than `SMALLEST`, which a fax at standard resolution still shows. Measures are points.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fax_engine.documents.typeface import Typeface

SMALLEST_LINE = 7.0
SMALLEST_COMMENTS = 9.0
"""Text that one reads, in contrast to a name that one looks up."""

STEP = 0.5
LEADING = 1.2
"""From line to line, in letter sizes."""

PADDING = 2.0
ELLIPSIS = "..."


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines of one size that fit, and what is left of the text."""

    size: float
    lines: tuple[str, ...]
    rest: str = ""


def fit_line(text: str, face: Typeface, width: float, size: float) -> Fitted:
    """One line, made smaller and at last shortened."""
    natural = sum(map(face.width, text))
    room = max(width - 2 * PADDING, 1.0)
    smallest = min(size, SMALLEST_LINE)
    if natural * smallest <= room:
        return Fitted(min(size, room / natural) if natural else size, (text,))
    room -= smallest * sum(map(face.width, ELLIPSIS))
    kept = 0
    while kept < len(text) and (room := room - smallest * face.width(text[kept])) >= 0:
        kept += 1
    return Fitted(smallest, (text[:kept].rstrip() + ELLIPSIS,))


def fit_lines(text: str, face: Typeface, width: float, height: float, size: float) -> Fitted:
    """As many lines as the box holds, in the largest letters that show all, else in the smallest."""
    smallest = min(size, SMALLEST_COMMENTS)
    while True:
        fitted = fill_box(text, face, width, height, size)
        if not fitted.rest or size <= smallest:
            return fitted
        size = max(size - STEP, smallest)


def fill_box(text: str, face: Typeface, width: float, height: float, size: float) -> Fitted:
    """As many lines of this size as the box holds, at least one."""
    room = max(int((height - 2 * PADDING) / (LEADING * size)), 1)
    lines: list[str] = []
    end = 0
    for line, following in _wrapped(text, face, max(width - 2 * PADDING, 1.0) / size):
        if len(lines) == room:
            return Fitted(size, tuple(lines), text[end:])
        lines.append(line)
        end = following
    return Fitted(size, tuple(lines))


def _wrapped(text: str, face: Typeface, width: float) -> Iterator[tuple[str, int]]:
    """Lines of at most this width at size 1, each with the index at which the next begins."""
    start = blank = 0
    used = 0.0
    index = 0
    while index < len(text):
        character = text[index]
        if character == "\n":
            yield text[start:index], index + 1
            start, used = index + 1, 0.0
        else:
            if character == " ":
                blank = index
            used += face.width(character)
            if used > width and index > start and character != " ":
                # Break at the last blank of the line, or in the middle of a word that has none.
                end, following = (blank, blank + 1) if blank > start else (index, index)
                yield text[start:end].rstrip(), following
                start = index = following
                used = 0.0
                continue
        index += 1
    if start < len(text):
        yield text[start:], len(text)
