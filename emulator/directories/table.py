"""CSV text: bytes to lines of cells, and back (RFC 4180).

Rule: every bad row is told with its line, all of them at once. Taken are a UTF-8 byte order mark, either line end,
quotes, and semicolons instead of commas; written are commas, CRLF, and quotes where they are needed.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from emulator.markup.scalars import LONGEST_TEXT, one_line
from emulator.markup.writing import FORBIDDEN
from emulator.slices import Slices, at_once

_forbidden = re.compile(f"[{FORBIDDEN}]").search
ROWS_AT_ONCE = 200
"""Rows that are read before others have their turn: two milliseconds."""

_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong in a line, which is counted from 1."""

    line: int
    message: str


class BadFile(Exception):
    """A file that cannot be taken; nothing was changed. `rows` are in the order of the lines."""

    def __init__(self, rows: Iterable[BadRow]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.line))
        super().__init__(f"{len(self.rows)} bad row{'' if len(self.rows) == 1 else 's'}")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the line of the file in which it begins, and its cells, trimmed and each on one line."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """The cell in that place; empty where the row is shorter."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(eq=False, slots=True)
class Table:
    """A file that was read: its rows without the header, and what is wrong with it so far."""

    lines: list[Line] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)

    def complain(self, line: int, message: str) -> None:
        """Add what is wrong in a line."""
        self.bad_rows.append(BadRow(line, message))


def read_table(content: bytes, *headers: Sequence[str]) -> Table:
    """The rows of a file that has one of these headers, or none. Raises `BadFile` when it is no CSV text at all."""
    return at_once(table_in_slices(content, *headers))


def table_in_slices(content: bytes, *headers: Sequence[str]) -> Slices[Table]:
    """The same, for a file that may be long."""
    table = Table()
    text = _decoded(content)
    has_forbidden = _forbidden(text) is not None
    for number, cells in _rows(text, table):
        line = Line(number, tuple(_clean(cell, number, table, has_forbidden) for cell in cells))
        if any(line.cells):
            table.lines.append(line)
        if number % ROWS_AT_ONCE == 0:
            yield
    if not (table.lines or table.bad_rows):
        raise BadFile([BadRow(1, "the file is empty")])
    _take_header(table, headers)
    return table


def write_table(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as a file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def check_width(table: Table, line: Line, width: int) -> None:
    """Complain of cells behind the last one that means something."""
    if any(line.cells[width:]):
        table.complain(line.number, f"{len(line.cells)} cells, and only {width} mean something")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile([BadRow(line, "not UTF-8 text; save the file as UTF-8")]) from None


def _rows(text: str, table: Table) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        table.complain(number, f"not CSV ({error}); what follows was not read")


def _delimiter(text: str) -> str:
    """What the first line that says anything has more of, quotes aside: spreadsheets of many countries write
    semicolons."""
    first = next((line for line in io.StringIO(text) if line.strip(" \t\r\n,;")), "")
    bare = _QUOTED.sub("", first)
    return ";" if bare.count(";") > bare.count(",") else ","


def _clean(cell: str, line: int, table: Table, may_be_forbidden: bool) -> str:
    if may_be_forbidden and _forbidden(cell):
        table.complain(line, "a control character in a cell")
        return ""
    try:
        return one_line(cell, LONGEST_TEXT)
    except ValueError as error:
        table.complain(line, f"a cell is {error}")
        return ""


def _take_header(table: Table, headers: Sequence[Sequence[str]]) -> None:
    """Take the header off, known by its first cell, which no row has."""
    if not table.lines or table.lines[0].cell(0).lower() != headers[0][0].lower():
        return
    found = table.lines.pop(0)
    cells = [cell.lower() for cell in found.cells if cell]
    if all(cells != [name.lower() for name in header] for header in headers):
        table.complain(found.number, f"the header should be {','.join(headers[0])}")
