"""New names that would meet another one. Rule: whatever is renamed, one request leads to one operation, one tag to one
field."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from emulator.contract.names import leaf_key
from emulator.contract.rows import ElementRow, OperationRow
from emulator.markup.fields import OWN_TEXT

ANSWERS_OWN = ("response", "message")
"""The elements of every answer (developer guide, page 7)."""


def check_paths(operations: Iterable[OperationRow], paths: Mapping[str, str]) -> None:
    """Raises `ValueError` when a renamed path and another one take the same request on the same appliance."""
    for one, other in combinations(operations, 2):
        new, there = (other, one) if other.path in paths else (one, other)
        if new.path in paths and _meet(new, there, paths):
            at = paths.get(there.path, there.path)
            raise ValueError(f'[paths] "{new.path}": {there.method} {at} is taken by {there.title!r}')


def check_elements(elements: Iterable[ElementRow], names: Mapping[str, str]) -> None:
    """Raises `ValueError` when a renamed element or leaf has the name of another in the same place."""
    owners: dict[str, str] = {}
    for row in elements:
        name = names.get(row.tag, row.tag)
        if name in ANSWERS_OWN or owners.setdefault(name, row.tag) != row.tag:
            key = row.tag if row.tag in names else owners[name]
            raise ValueError(f'[elements] "{key}": {name!r} is the name of another element')
        _check_leaves(row, names)


def _check_leaves(row: ElementRow, names: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for leaf in row.leaves:
        key = leaf_key(row.tag, leaf)
        name = names.get(key, leaf.name)
        if leaf.name != OWN_TEXT and name in seen:
            renamed = key if key in names else seen[name]
            raise ValueError(f'[elements] "{renamed}": {name!r} stands in {row.tag} already')
        seen[name] = key


def _meet(one: OperationRow, other: OperationRow, paths: Mapping[str, str]) -> bool:
    if one.path == other.path or one.method != other.method or not set(one.profiles) & set(other.profiles):
        return False
    parts, others = (paths.get(row.path, row.path).strip("/").split("/") for row in (one, other))
    return len(parts) == len(others) and all(
        part == its or "{" in part + its for part, its in zip(parts, others, strict=True)
    )
