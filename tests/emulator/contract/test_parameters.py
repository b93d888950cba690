"""Every operation reads the query parameters that it declares, each by itself, and no others."""

import pytest

from emulator.ffws.operations import Operation
from emulator.ffws.registry import OPERATIONS
from emulator.profiles import PROFILES
from tests.support.cell_rows import ROWS
from tests.support.cell_world import ADMIN, OWNER, World
from tests.support.cells import ADMINISTRATORS, Row
from tests.support.inside import InsideAnswer, InsideEmulator

UNREADABLE = "x" * 1001
"""Too long for a text, and no number, word or moment: whoever reads it refuses it by the parameter's name."""

NAMES = {name for operation in OPERATIONS for name in operation.queries}


def row_of(operation: Operation) -> Row:
    """The first row of the operation in the table of cells."""
    segments = ["{}" if segment.startswith("{") else segment for segment in operation.segments]
    return next(row for row in ROWS if row.operation == f"{operation.method} /{'/'.join(segments)}")


def ask(world: World, row: Row, query: str) -> InsideAnswer:
    """A good request but for its query."""
    body = row.body(world) if callable(row.body) else row.body
    credentials = ADMIN if row.rights is ADMINISTRATORS else OWNER
    return world.emulator.request(row.method, row.target(row.keys(world), query), body, credentials)


@pytest.mark.parametrize("model", ["FF240", "FF240-IP"])
def test_each_parameter_that_is_declared_is_read_by_its_operation_and_no_other_is(model: str) -> None:
    here = [operation for operation in OPERATIONS if operation.only in (None, PROFILES[model].channel_kind)]
    wrong: list[str] = []
    with InsideEmulator(model=model) as emulator:
        world = World(emulator)
        for operation in here:
            row = row_of(operation)
            for name in operation.queries:
                answer = ask(world, row, f"{name}={UNREADABLE}")
                if answer.status != 400 or not answer.first("message").startswith(f"{name}: "):
                    wrong.append(f"{row.operation} does not read {name}: {answer.status}")
            others = "&".join(f"{name}={UNREADABLE}" for name in sorted(NAMES.difference(operation.queries)))
            answer = ask(world, row, others)
            if answer.status != row.good:
                wrong.append(f"{row.operation} reads what it does not declare: {answer.body!r}")
    assert wrong == []


def test_there_are_parameters_to_look_at() -> None:
    assert {"at", "class", "complete_limit", "limit", "offset", "order", "from", "to"} <= NAMES
