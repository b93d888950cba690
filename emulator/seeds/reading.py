"""Seed files as trees of plain values: TOML, YAML or JSON by the end of the file's name.

Rule: a folder is its seed files in the order of their names, whatever else lies in it; folders in it are not looked
into. A key that stands twice in one table is refused in each format, not only where the format itself forbids it.
YAML's merge keys (https://yaml.org/type/merge.html) are taken: a table's own keys beat those of the tables that `<<`
names.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from emulator.seeds.errors import SeedError

Tree = dict[str, Any]

MOST_LEVELS = 32
"""How deep tables and lists may stand within each other: no part of a seed needs half of it (ours)."""


def is_seed_file(path: Path) -> bool:
    """True when the end of its name says so."""
    return path.suffix.lower() in _READERS


def seed_files(path: Path) -> list[Path]:
    """The files that the seed at this path consists of, in order. Raises `SeedError` when there is none."""
    known = ", ".join(_READERS)
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.is_file() and is_seed_file(file))
        if not found:
            raise SeedError([f"{path}: a folder without a seed file ({known})"])
        return found
    if not is_seed_file(path):
        raise SeedError([f"{path}: a seed file ends in one of {known}"])
    return [path]


def read_tree(file: Path) -> Tree:
    """What one file says. Raises `SeedError`."""
    try:
        tree = _READERS[file.suffix.lower()](file.read_bytes())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SeedError([f"{file.name}: {reason}"]) from None
    except RecursionError:
        raise _too_deep(file.name) from None
    return checked_tree(file.name, tree)


def checked_tree(name: str, tree: object) -> Tree:
    """What the seed of this name says, if that may be a seed at all. Raises `SeedError`."""
    if _levels_exceed(MOST_LEVELS, tree):
        raise _too_deep(name)
    if tree is None:
        return {}
    if isinstance(tree, dict):
        return tree
    raise SeedError([f"{name}: a seed is a table of users, contacts, faxes and so on, not a list or a single value"])


def _too_deep(name: str) -> SeedError:
    return SeedError([f"{name}: tables and lists stand within each other more than {MOST_LEVELS} levels deep"])


def _levels_exceed(most: int, tree: object) -> bool:
    """True when the tree has more levels than that. YAML's aliases share parts: each is looked at once a level."""
    level = [tree]
    for _ in range(most):
        inner = (each for part in level for each in _within(part))
        level = list({id(part): part for part in inner if isinstance(part, dict | list)}.values())
    return bool(level)


def _within(part: object) -> Iterable[object]:
    return part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()


def _toml(content: bytes) -> Any:
    try:
        return tomllib.loads(content.decode())
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from None


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> Tree:
    table: Tree = {}
    for key, value in pairs:
        if key in table:
            raise ValueError(f"the key {key!r} stands twice in one table")
        table[key] = value
    return table


MERGE_KEY = "<<"
MERGE_TAG = "tag:yaml.org,2002:merge"
"""What the key is, unless it stands in quotation marks."""


def _merged(table: Tree) -> Tree:
    """The table with the keys of those that its merge key names; of several, the first that has a key counts."""
    named = table.pop(MERGE_KEY)
    tables = named if isinstance(named, list) else [named]
    if not all(isinstance(other, dict) for other in tables):
        raise ValueError("'<<' should name a table (<<: *name) or a list of them (<<: [*one, *other])")
    merged: Tree = {}
    for other in tables:
        merged = other | merged
    return merged | table


def _yaml(content: bytes) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """The safe loader, with an eye on keys that stand twice."""

    def construct(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Tree:
        pairs = [
            (MERGE_KEY if key.tag == MERGE_TAG else str(loader.construct_object(key)), value)
            for key, value in node.value
        ]
        table = _without_doubles([(key, loader.construct_object(value, deep=True)) for key, value in pairs])
        return _merged(table) if any(key.tag == MERGE_TAG for key, _ in node.value) else table

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, construct)
    try:
        return yaml.load(content, Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML: {' '.join(str(error).split())}") from None


_READERS: Mapping[str, Callable[[bytes], Any]] = {".toml": _toml, ".yaml": _yaml, ".yml": _yaml, ".json": _json}
