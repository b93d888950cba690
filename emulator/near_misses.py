"""Paths that somebody may have meant who asked for one that leads nowhere.

Rule: below `/ffws/v1` what stands there is compared, and so below `/_emulator`; elsewhere also each of its ends, since
its beginning is wrong.
"""

from collections.abc import Collection
from difflib import SequenceMatcher

from emulator.ffws.links import BASE_PATH, below_base, is_below_base

NEAR_ENOUGH = 0.6
MOST_NEAR_MISSES = 3

MOST_CHARACTERS = 500
MOST_PARTS = 4
"""Of an end: no operation has more."""


def near_misses(path: str, templates: tuple[str, ...]) -> list[str]:
    """The known paths that are most like this one, `/ffws/v1` included, the nearest first."""
    return [BASE_PATH + template for template in _nearest(_ends(path[:MOST_CHARACTERS]), templates)]


def control_near_misses(path: str, templates: Collection[str]) -> list[str]:
    """The same for the control plane: path and templates are those below `/_emulator`, and so is what is answered."""
    return _nearest([path[:MOST_CHARACTERS]], templates)


def _nearest(paths: list[str], templates: Collection[str]) -> list[str]:
    asked = [path.split("/") for path in paths]
    likeness = {template: max(_likeness(parts, template.split("/")) for parts in asked) for template in templates}
    near = sorted((template for template in likeness if likeness[template] >= NEAR_ENOUGH), key=lambda t: -likeness[t])
    return near[:MOST_NEAR_MISSES]


def _ends(path: str) -> list[str]:
    if is_below_base(path):
        return [below_base(path)]
    parts = [part for part in path.split("/") if part][-MOST_PARTS:]
    return ["/" + "/".join(parts[first:]) for first in range(len(parts))] or ["/"]


def _likeness(parts: list[str], known: list[str]) -> float:
    """0 to 1; a part of the template in braces is like anything that stands in its place."""
    filled = [
        parts[at] if part.startswith("{") and at < len(parts) and parts[at] else part for at, part in enumerate(known)
    ]
    return SequenceMatcher(None, "/".join(parts).lower(), "/".join(filled).lower(), autojunk=False).ratio()
