"""What can be called otherwise, and what cannot.

Rule: a name is `ours` when everything that goes by it is; one that is the appliance's anywhere stays everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from emulator.contract.rows import LeafRow, Registry
from emulator.markup.fields import OWN_TEXT
from fax_engine.grades import Grade


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one kind: those that can be renamed with what they stand for by default, the others with their grade."""

    ours: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, Grade] = field(default_factory=dict)


def path_names(contract: Registry) -> Names:
    """Paths by their template, which is what they stand for."""
    return _sorted((row.path, row.path, row.path_grade) for row in contract.operations)


def element_names(contract: Registry) -> Names:
    """Elements by their tag; leaves by `tag/leaf`, standing for the second part."""
    tags = [(row.tag, row.tag, row.grade) for row in contract.elements]
    leaves = [
        (leaf_key(row.tag, leaf), leaf.name, leaf.grade)
        for row in contract.elements
        for leaf in row.leaves
        if leaf.element is None and leaf.name != OWN_TEXT
    ]
    return _sorted(tags + leaves)


def text_names(contract: Registry) -> Names:
    """Texts by their key."""
    return _sorted((row.key, row.text, row.grade) for row in contract.texts)


def leaf_key(tag: str, leaf: LeafRow) -> str:
    """How a leaf of the element `tag` is named: an element in it by its own tag, a value after the element's."""
    return leaf.name if leaf.element else f"{tag}/{leaf.name}"


def _sorted(rows: Iterable[tuple[str, str, Grade]]) -> Names:
    names = Names()
    for key, default, grade in rows:
        if grade is not Grade.OURS:
            names.ours.pop(key, None)
            names.fixed.setdefault(key, grade)
        elif key not in names.fixed:
            names.ours[key] = default
    return names
