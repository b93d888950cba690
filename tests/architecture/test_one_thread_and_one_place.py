"""Laws 4 and 6: one thread owns an appliance, and every fact stands once."""

import ast
from dataclasses import fields
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from emulator.control.application import create_control_app
from emulator.ffws import elements
from emulator.ffws.registry import OPERATIONS
from emulator.settings import SETTINGS
from fax_engine.texts import Texts
from hardware_sim.outcomes import OUTCOMES

ROOT = Path(__file__).parents[2]
CORE = [path for folder in ("models", "fax_engine", "hardware_sim") for path in sorted((ROOT / folder).rglob("*.py"))]
EMULATOR = sorted((ROOT / "emulator").rglob("*.py"))

CONCURRENCY = {"asyncio", "threading", "concurrent", "multiprocessing", "queue", "contextvars"}
LONG_ENOUGH_TO_BE_A_TEXT = 10


def imported(tree: ast.Module) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_law_4_the_core_is_synchronous_and_knows_no_threads(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert not imported(tree) & CONCURRENCY
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


def test_law_4_the_edge_starts_one_thread_for_loading_and_none_for_work() -> None:
    users = {path.name for path in EMULATOR if imported(ast.parse(path.read_text())) & (CONCURRENCY - {"asyncio"})}
    threads = {
        path.name for path in EMULATOR if "to_thread" in path.read_text() or "run_in_executor" in path.read_text()
    }
    # Processes of their own: one is gone before the first request, the other knows no unit.
    assert users == {"certificate_maker.py", "postman.py"}
    assert threads == {"app.py"}


def endpoints(routes: Any) -> list[APIRoute]:
    found: list[APIRoute] = []
    for route in routes:
        inner = getattr(route, "original_router", None)
        found += [route] if isinstance(route, APIRoute) else endpoints(inner.routes) if inner is not None else []
    return found


def test_law_4_no_control_request_is_handed_to_a_thread_pool() -> None:
    routes = endpoints(create_control_app().routes)
    assert len(routes) >= 8
    for route in routes:
        assert iscoroutinefunction(route.endpoint), route.path
        for needed in route.dependant.dependencies:
            assert needed.call is not None
            assert iscoroutinefunction(needed.call), route.path


def test_law_6_a_text_of_the_unit_stands_in_the_table_alone() -> None:
    texts = {field.default for field in fields(Texts) if len(str(field.default)) >= LONG_ENOUGH_TO_BE_A_TEXT}
    assert len(texts) >= 5
    for path in CORE + EMULATOR:
        if path.name != "texts.py":
            constants = {
                node.value
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            assert not constants & texts, path


def test_law_6_nothing_is_declared_twice() -> None:
    operations = [(operation.method, operation.template) for operation in OPERATIONS]
    numbers = [outcome.magic_number for outcome in OUTCOMES.values() if outcome.magic_number]
    tags = [
        getattr(elements, name).contract().tag
        for name in elements.__all__
        # The list of cover pages has the tag that a fax's cover page has, and other children.
        if hasattr(getattr(elements, name), "contract") and name != "ListedCoverPage"
    ]
    for declared in (operations, numbers, tags, [setting.variable for setting in SETTINGS.values()]):
        assert len(declared) == len(set(declared)) > 0
