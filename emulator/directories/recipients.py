"""The file of recipients, which is the inbound routes (administrator guide): one row for each destination.

Rule: rows of one extension make one route, with their destinations in order; the name is the same in all of them, or
empty after the first. The header's last word is the appliance's own misspelling, and the right one is taken, too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emulator.directories.merging import Counts, Mode
from emulator.directories.table import BadFile, Line, Table, check_width, read_table, write_table
from fax_engine.setup_rules import MOST_DIGITS, is_extension, lacks_value
from models.route import GLOBAL_ROUTE, LINE_ROUTE, InboundRoute, RouteDestination, Routes
from models.vocabulary import DestinationType

HEADER = ("Extension", "Name", "Destination type", "Desintation value")
SPELLED_RIGHT = (*HEADER[:3], "Destination value")

_TYPES = {kind.lower(): kind for kind in DestinationType}

Destination = tuple[DestinationType, str]


@dataclass(frozen=True, slots=True)
class Route:
    """What a file says of one extension."""

    name: str
    destinations: tuple[Destination, ...]


def read_recipients(content: bytes, lines: int) -> dict[str, Route]:
    """The routes in a file, by extension; `lines` is how many lines of the unit have routes of their own.

    Raises `BadFile` with everything that is wrong.
    """
    table = read_table(content, HEADER, SPELLED_RIGHT)
    rows: dict[str, list[Line]] = {}
    for line in table.lines:
        check_width(table, line, len(HEADER))
        extension = line.cell(0).lower()
        if not is_extension(extension, lines):
            table.complain(line.number, f"Extension: {line.cell(0)[:40]!r} is not {_expected(lines)}")
        rows.setdefault(extension, []).append(line)
    routes = {extension: _route(listed, table) for extension, listed in rows.items()}
    if table.bad_rows:
        raise BadFile(table.bad_rows)
    return routes


def write_recipients(routes: Iterable[tuple[InboundRoute, Sequence[RouteDestination]]]) -> bytes:
    """The routes as a file; one without destinations is a row without."""
    rows: list[tuple[str, ...]] = [HEADER]
    for route, destinations in routes:
        cells = [(destination.type.value, destination.value) for destination in destinations] or [("", "")]
        rows += [(route.extension, route.name, *pair) for pair in cells]
    return write_table(rows)


def import_recipients(kept: Routes, routes: dict[str, Route], mode: Mode) -> Counts:
    """Make the unit's routes what a file says; a route of the same extension is overwritten."""
    before = {
        route.extension: Route(route.name, tuple((each.type, each.value) for each in destinations))
        for route, destinations in kept.all()
    }
    counts = Counts()
    for extension, route in routes.items():
        if before.get(extension) != route:
            kept.keep(extension, route.name, route.destinations)
            counts += Counts(changed=1) if extension in before else Counts(added=1)
    for extension in before.keys() - routes.keys() if mode is Mode.REPLACE else ():
        kept.remove(extension)
        counts.removed += 1
    return counts


def _expected(lines: int) -> str:
    return f"a number of at most {MOST_DIGITS} digits, {GLOBAL_ROUTE}" + (
        f", or {LINE_ROUTE}1 to {LINE_ROUTE}{lines}" if lines else ""
    )


def _route(rows: Sequence[Line], table: Table) -> Route:
    first, *others = rows
    for row in others:
        if row.cell(1) not in ("", first.cell(1)):
            table.complain(row.number, f"Name: {row.cell(1)[:40]!r}, and {first.cell(1)[:40]!r} in line {first.number}")
    destinations = [_destination(row, table) for row in rows if row.cell(2) or row.cell(3) or others]
    return Route(first.cell(1), tuple(each for each in destinations if each is not None))


def _destination(row: Line, table: Table) -> Destination | None:
    kind, value = _TYPES.get(row.cell(2).lower()), row.cell(3)
    if kind is None:
        table.complain(row.number, f"Destination type: {row.cell(2)[:40]!r} is not one of {', '.join(DestinationType)}")
        return None
    if lacks_value(kind, value):
        table.complain(row.number, f"Destination value: required for {kind}")
    return kind, value
