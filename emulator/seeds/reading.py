"""Seed files as trees of plain values: TOML, YAML or JSON by the end of the file's name.

Rule: a folder is its seed files in the order of their names, whatever else lies in it; folders in it are not looked into.
A key that stands twice in one table is refused in each format, not only where the format itself forbids it.
"""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from emulator.seeds.errors import SeedError

Tree = dict[str, Any]


def seed_files(path: Path) -> list[Path]:
    """The files that the seed at this path consists of, in order. Raises `SeedError` when there is none."""
    known = ", ".join(_READERS)
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.is_file() and file.suffix.lower() in _READERS)
        if not found:
            raise SeedError([f"{path}: a folder without a seed file ({known})"])
        return found
    if path.suffix.lower() not in _READERS:
        raise SeedError([f"{path}: a seed file ends in one of {known}"])
    return [path]


def read_tree(file: Path) -> Tree:
    """What one file says. Raises `SeedError`."""
    try:
        tree = _READERS[file.suffix.lower()](file.read_bytes())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SeedError([f"{file.name}: {reason}"]) from None
    if tree is None:
        return {}
    if isinstance(tree, dict):
        return tree
    raise SeedError(
        [f"{file.name}: a seed is a table of users, contacts, faxes and so on, not a list or a single value"]
    )


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


def _yaml(content: bytes) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """The safe loader, with an eye on keys that stand twice."""

    def construct(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Tree:
        pairs = [(str(loader.construct_object(key)), value) for key, value in node.value]
        return _without_doubles([(key, loader.construct_object(value, deep=True)) for key, value in pairs])

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, construct)
    try:
        return yaml.load(content, Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML: {' '.join(str(error).split())}") from None


_READERS: Mapping[str, Callable[[bytes], Any]] = {".toml": _toml, ".yaml": _yaml, ".yml": _yaml, ".json": _json}
