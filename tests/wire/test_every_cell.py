"""Operation x appliance type x caller x input: every cell of the table is asked, or counted under a reason.

The operations come from the registry, the rows from tests/support/cell_rows.py, and the status that must follow from
the rules in tests/support/cells.py.
"""

import re
from collections import Counter
from itertools import product

import pytest

from emulator.ffws.operations import Operation
from emulator.ffws.registry import OPERATIONS
from emulator.profiles import PROFILES
from tests.support.cell_rows import ROWS
from tests.support.cell_world import ADMIN, World
from tests.support.cells import Caller, Cell, Input
from tests.support.inside import InsideAnswer, InsideEmulator

FILE_BEGINNINGS = {"application/pdf": (b"%PDF-",), "image/tiff": (b"II*\0", b"MM\0*")}

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")


def named(operation: Operation) -> str:
    """An operation as the table names it."""
    return f"{operation.method} {re.sub(r'{[^}]*}', '{}', operation.template)}"


BY_NAME = {named(operation): operation for operation in OPERATIONS}


def test_every_operation_has_its_row() -> None:
    assert sorted(set(BY_NAME) - {row.operation for row in ROWS}) == []


def test_every_row_has_its_operation() -> None:
    assert sorted({row.operation for row in ROWS} - set(BY_NAME)) == []


def test_rows_are_told_apart() -> None:
    assert [name for name, count in Counter((row.operation, row.note) for row in ROWS).items() if count > 1] == []


def test_a_row_has_a_body_where_its_operation_takes_one() -> None:
    assert [row.operation for row in ROWS if bool(row.body) != BY_NAME[row.operation].takes_body] == []


@pytest.mark.parametrize("model", PROFILES)
def test_every_cell_is_answered_by_the_rules(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked, wrong = 0, []
    passed_over: Counter[str] = Counter()
    with InsideEmulator(model=model) as emulator:
        world = World(emulator)
        for row, caller, given in product(ROWS, Caller, Input):
            reason = row.why_not(given)
            if reason:
                passed_over[reason] += 1
                continue
            asked += 1
            wrong += _faults(Cell(row, caller, given), world, model)
    summary = ", ".join(f"{count} {reason}" for reason, count in sorted(passed_over.items()))
    with capsys.disabled():
        print(f"\n{model}: {asked} cells asked; not applicable: {summary}")
    assert asked + passed_over.total() == len(ROWS) * len(Caller) * len(Input)
    assert wrong == []


@pytest.mark.parametrize("model", PROFILES)
def test_what_a_resource_does_not_do_is_405_with_what_it_does(model: str) -> None:
    kind = PROFILES[model].channel_kind
    here = [operation for operation in OPERATIONS if operation.only in (None, kind)]
    with InsideEmulator(model=model) as emulator:
        for template in {operation.template for operation in here}:
            target = re.sub(r"{[^}]*}", "1", template)
            known = {operation.method for operation in here if operation.template == template}
            for method in sorted(set(METHODS) - known):
                answer = emulator.request(method, target, credentials=ADMIN)
                assert answer.status == 405, (method, target)
                assert answer.headers["allow"] == ", ".join(sorted(known)), (method, target)
                assert _faults_of_form(answer, "application/xml") == []


def _faults(cell: Cell, world: World, model: str) -> list[str]:
    """What is wrong with the answer to a cell, in words."""
    operation = BY_NAME[cell.row.operation]
    is_here = operation.only in (None, PROFILES[model].channel_kind)
    answer = world.emulator.request(*cell.ask(world), cell.caller.value)
    expected = cell.expected(is_here=is_here)
    faults = _faults_of_form(answer, cell.row.content_type)
    if answer.status != expected:
        faults.append(f"{answer.status} instead of {expected}")
    if answer.status not in {401, *operation.statuses, *(() if is_here else (404,))}:
        faults.append(f"{answer.status} is none of its statuses")
    return [f"{model}: {cell}: {fault}: {answer.body[:300]!r}" for fault in faults]


def _faults_of_form(answer: InsideAnswer, good_type: str) -> list[str]:
    """What is wrong with an answer whatever it says."""
    if answer.status >= 500:
        return ["a defect"]
    if answer.status < 300 and good_type in FILE_BEGINNINGS:
        is_file = answer.content_type == good_type and answer.body.startswith(FILE_BEGINNINGS[good_type])
        return [] if is_file else [f"no {good_type}"]
    faults = [] if answer.content_type == "application/xml" else [f"content type {answer.content_type}"]
    root = answer.root
    if root.tag != "response" or root[0].tag != "message" or not root[0].text:
        faults.append("not of the guide's form")
    if answer.status >= 400 and len(root) != 1:
        faults.append("a refusal with elements")
    if (answer.status == 401) != ("www-authenticate" in answer.headers):
        faults.append("WWW-Authenticate where it does not belong, or missing")
    return faults
