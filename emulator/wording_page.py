"""The wording file to start from: every name and text that is `ours`, with its default, commented out.

Rule: a line that begins with `# ` becomes a setting when those two characters go; one that begins with `##` explains.
"""

import json
from collections.abc import Iterable

from emulator.contract.names import element_names, leaf_key, path_names, text_names
from emulator.contract.registry import registry
from emulator.contract.rows import ElementRow, Registry

HEAD = """\
## Wording of the FaxFinder emulator: names and texts of which nobody knows what the appliance has (graded "ours").
## To correct one: remove the "# " before its line, change the right-hand side, and start the emulator with
##   faxfinder-emulator serve --wording FILE        (or FAXFINDER_WORDING=FILE)
## What is printed in Multi-Tech's manuals or was seen on a unit cannot be changed, and is not listed here.
"""


def page() -> str:
    """The whole file, TOML."""
    contract = registry()
    parts = (
        [HEAD, "\n[paths]\n", "## A place such as {extension} stands for a value and stays in the path.\n"],
        _path_lines(contract),
        ["\n[elements]\n", "## An element by its tag; what stands in it after a slash.\n"],
        _element_lines(contract),
        ["\n[texts]\n", "## A word in braces is the place of a value; it may be left out, others cannot be added.\n"],
        _text_lines(contract),
    )
    return "".join(line for part in parts for line in part)


def _path_lines(contract: Registry) -> Iterable[str]:
    for path in path_names(contract).ours:
        rows = [row for row in contract.operations if row.path == path]
        for row in rows:
            yield f"## ours: {row.method}: {row.title}\n"
        yield _setting(json.dumps(path), path)


def _element_lines(contract: Registry) -> Iterable[str]:
    names = element_names(contract).ours
    for key in names:
        yield f"## ours: {_about(key, contract.elements)}\n"
        yield _setting(json.dumps(key), names[key])


def _about(key: str, rows: Iterable[ElementRow]) -> str:
    for row in rows:
        if row.tag == key:
            return row.help
        for leaf in row.leaves:
            if leaf.element is None and leaf_key(row.tag, leaf) == key:
                return ", ".join(part for part in (leaf.help, leaf.kind) if part)
    return ""


def _text_lines(contract: Registry) -> Iterable[str]:
    names = text_names(contract).ours
    for row in contract.texts:
        if row.key in names:
            places = ", ".join(f"{{{name}}}" for name in row.places)
            about = "; ".join(part for part in (row.help, places and f"places: {places}") if part)
            yield f"## ours{': ' if about else ''}{about}\n"
            yield _setting(row.key, row.text)


def _setting(key: str, value: str) -> str:
    return f"# {key} = {json.dumps(value, ensure_ascii=False)}\n"
