"""Every method of every path of the control plane is asked for over real HTTP by some test under `tests/wire`.

Rule: requests are read off the tests' source: a path as it is written, or as an f-string whose values stand for any one
part. What is asked with a method or a path that only shows when the test runs is not counted.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.described import control_paths

TESTS = Path(__file__).parents[1]
BASE = "/_emulator"
PROBES = ("/livez", "/readyz")
ANYTHING = "*"
VALUE = r"\{\w+\}[^/]*"
VALUES = rf"{VALUE}(?:/{VALUE})?"
"""A text in a test may hold both keys of an entry."""

Asked = tuple[str, tuple[str, ...]]
"""A method, and the parts of a path."""


def operations() -> list[tuple[str, str]]:
    """What the description of the control plane names."""
    paths = control_paths()
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def text_of(node: ast.expr) -> str | None:
    """The text of a literal; values in an f-string are `*`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else ANYTHING for part in node.values)
    return None


def asked_by(call: ast.Call) -> Asked | None:
    """The request that a call makes, where its source tells."""
    if not isinstance(call.func, ast.Attribute):
        return None
    name, texts = call.func.attr, [text_of(argument) for argument in call.args[:2]]
    if name in ("get", "post", "put", "delete"):
        texts.insert(0, name)
    elif name not in ("control", "request", "stream"):
        return None
    method, path = (*texts, None, None)[:2]
    if method is None or path is None or not (name == "control" or path.startswith((BASE, *PROBES))):
        return None
    return method.upper(), tuple(path.partition("?")[0].removeprefix(BASE).strip("/").split("/"))


def all_asked(source: str) -> Iterator[Asked]:
    """Every request in a test file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (found := asked_by(node)) is not None:
            yield found


def is_for(asked: Asked, method: str, template: str) -> bool:
    """Whether a request goes to this operation."""
    parts = (VALUES if part == ANYTHING else rf"(?:{VALUE}|{re.escape(part)})" for part in asked[1])
    return asked[0] == method and re.fullmatch("/".join(parts), template.removeprefix(BASE).strip("/")) is not None


def test_some_test_asks_for_each() -> None:
    asked = {found for path in sorted(TESTS.rglob("test_*.py")) for found in all_asked(path.read_text())}
    described = operations()
    assert described
    assert [(method, path) for method, path in described if not any(is_for(one, method, path) for one in asked)] == []


def test_requests_are_read_off_the_source() -> None:
    source = """
emulator.control("PUT", f"/faults/{name}", {})
emulator.http.get("/_emulator/mail/1/raw?x=1")
emulator.http.request(method, path)
admin.get("/ofax")
emulator.control("GET", "/faults")
"""
    found = set(all_asked(source))
    assert found == {("PUT", ("faults", "*")), ("GET", ("mail", "1", "raw")), ("GET", ("faults",))}
    assert {one for one in found if is_for(one, "PUT", "/_emulator/faults/{name}")} == {("PUT", ("faults", "*"))}
    assert is_for(("GET", ("faxes", "*", "pages")), "GET", "/_emulator/faxes/{fax_key}/{entry_key}/pages")
    assert not any(is_for(one, "DELETE", "/_emulator/faults/{name}") for one in found)
    assert not any(is_for(one, "GET", "/_emulator/mail/{number}") for one in found)
