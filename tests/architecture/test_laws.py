"""The laws that neither types nor import contracts can see, read from the source text.

Laws 1 and 2 are import contracts, law 3 is a lint rule (pyproject.toml); here stands what keeps their exceptions few.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("emulator", "models", "fax_engine", "hardware_sim")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]

# Where real time, waiting or dice are allowed besides emulator/pacer.py, and how often. Each place gives its reason.
ONE_CLOCK_EXCEPTIONS = {
    "emulator/certificate_maker.py": 1,
    "emulator/commands/readyz.py": 3,
    "emulator/commands/send.py": 1,
    "emulator/faults/turns.py": 1,
    "emulator/ffws/access.py": 1,
    "emulator/logs.py": 1,
    "fax_engine/passwords.py": 1,
    "hardware_sim/ip_session.py": 1,
}

READERS_OF_THE_ENVIRONMENT = {"emulator/settings_sources.py"}

# What a module may make for itself when it is imported: values that nobody can change, and declarations.
IMMUTABLE_MAKERS = frozenset({"frozenset", "tuple", "namedtuple", "TypeVar", "NewType", "ParamSpec"})


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), place(path))


def classes_of(trees: dict[str, ast.Module]) -> dict[str, ast.ClassDef]:
    return {node.name: node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def is_frozen(definition: ast.ClassDef) -> bool:
    """A frozen dataclass, an enumeration, a named tuple, or a class without any state to change."""
    for decorator in definition.decorator_list:
        if isinstance(decorator, ast.Call) and any(
            keyword.arg == "frozen" and isinstance(keyword.value, ast.Constant) and keyword.value.value
            for keyword in decorator.keywords
        ):
            return True
    return any(
        isinstance(base, ast.Name) and base.id in {"StrEnum", "IntEnum", "Enum", "NamedTuple"}
        for base in definition.bases
    )


def module_level_values(tree: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """Every expression whose value outlives the import: assignments of the module and of its classes."""
    bodies: list[list[ast.stmt]] = [tree.body]
    while bodies:
        for statement in bodies.pop():
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                yield statement.lineno, statement.value
            elif isinstance(statement, ast.ClassDef):
                bodies.append(statement.body)
            elif isinstance(statement, ast.If | ast.Try | ast.With):
                bodies.append([child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt)])


def calls_made_at_import(value: ast.expr) -> Iterator[ast.Call]:
    """The calls inside an expression, but for those that a lambda only makes later."""
    waiting: list[ast.AST] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def called_name(call: ast.Call) -> str:
    function = call.func.value if isinstance(call.func, ast.Subscript) else call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def foreign_names(tree: ast.Module) -> set[str]:
    """What a module has from libraries: a class of ours may have the same name."""
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] not in PACKAGES
        for alias in node.names
    }


def living_instances(trees: dict[str, ast.Module]) -> list[str]:
    """Law 7: instances of our own changeable classes that a module makes when it is imported."""
    classes = classes_of(trees)
    return [
        f"{where}:{line}: {called_name(call)}"
        for where, tree in trees.items()
        for line, value in module_level_values(tree)
        for call in calls_made_at_import(value)
        if called_name(call) not in foreign_names(tree)
        and (definition := classes.get(called_name(call))) is not None
        and not is_frozen(definition)
    ]


def test_law_7_no_module_makes_an_instance_that_can_change() -> None:
    assert living_instances({place(path): parsed(path) for path in MODULES}) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class Store: ...\nstore = Store()", ["m.py:2: Store"]),
        ("class Store: ...\nSTORES: dict = {'a': [Store()]}", ["m.py:2: Store"]),
        ("class Store: ...\nclass App:\n    store = Store()", ["m.py:3: Store"]),
        ("class Store: ...\nif True:\n    store = engine.Store()", ["m.py:3: Store"]),
        ("class Store: ...\nmake = lambda: Store()", []),
        ("from models.store import Store\nclass Store: ...\nstore = Store()", ["m.py:3: Store"]),
        ("from library import Path\nclass Other:\n    class Path: ...\nplace = Path()", []),
        ("class Store: ...\ndef make(): return Store()", []),
        ("@dataclass(frozen=True)\nclass Row: ...\nROWS = {1: Row()}", []),
        ("@dataclass\nclass Row: ...\nROWS = {1: Row()}", ["m.py:3: Row"]),
        ("class State(StrEnum): ...\nSTATE = State('a')", []),
    ],
)
def test_law_7_is_one_that_bites(source: str, found: list[str]) -> None:
    assert living_instances({"m.py": ast.parse(source)}) == found


def test_law_7_no_module_keeps_a_global_that_functions_change() -> None:
    changed = [
        f"{place(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Global)
    ]
    assert changed == []


def test_law_3_exceptions_are_few_known_and_reasoned() -> None:
    exceptions: dict[str, int] = {}
    for path in MODULES:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "noqa: TID251" in line:
                assert line.partition("noqa: TID251")[2].startswith(" - "), (
                    f"{place(path)}: an exception gives its reason"
                )
                exceptions[place(path)] = exceptions.get(place(path), 0) + 1
    assert exceptions == ONE_CLOCK_EXCEPTIONS


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        place(path)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "getenvb"}
    }
    assert readers == READERS_OF_THE_ENVIRONMENT


def test_the_child_process_that_makes_certificates_imports_nothing_of_ours() -> None:
    imported = {
        name for node in ast.walk(parsed(ROOT / "emulator" / "certificate_maker.py")) for name in _imported(node)
    }
    assert not imported & set(PACKAGES)
    importers = [
        place(path)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if {"trustme", "cryptography"} & set(_imported(node))
    ]
    assert set(importers) == {"emulator/certificate_maker.py"}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").split(".")[0]]
    return []


def test_every_module_says_what_it_is() -> None:
    silent = [place(path) for path in MODULES if not (ast.get_docstring(parsed(path)) or "").strip()]
    assert silent == []
