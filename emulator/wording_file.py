"""The file that `wording` names: TOML with the sections [paths], [elements] and [texts].

Rule: only what is graded `ours` may be called otherwise, because the rest is the appliance's. A file that says anything
else stops the start, with a message that names the place and what would be right.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from emulator.contract.names import Names, element_names, path_names, text_names
from emulator.contract.places import places_in
from emulator.contract.registry import registry
from emulator.contract.rows import Registry
from emulator.markup.writing import FORBIDDEN
from emulator.settings import SettingError
from emulator.wording import Wording
from emulator.wording_clashes import check_elements, check_paths

LONGEST_TEXT = 500
"""Characters of a text; answers repeat it for each of many recipients."""

_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+|\{[a-z_]+\}")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_forbidden = re.compile(f"[{FORBIDDEN}]").search
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")

SECTIONS = ("paths", "elements", "texts")


class WordingError(ValueError):
    """A wording that cannot be used; the message names the place and tells what would be right."""


def read_wording(path: Path) -> Wording:
    """What the file says. Raises `SettingError`."""
    try:
        return wording_of(_load(path), registry())
    except ValueError as error:
        raise SettingError("wording", f"{path}: {error}") from None
    except RecursionError:
        raise SettingError("wording", f"{path}: tables and lists stand within each other too deep") from None


def wording_of(content: Mapping[str, Any], contract: Registry) -> Wording:
    """What a file with this content says. Raises `ValueError`."""
    for section, entries in content.items():
        if section not in SECTIONS:
            raise WordingError(f"there is no section [{section}]{_instead(section, SECTIONS)}")
        if not isinstance(entries, dict):
            raise WordingError(f"{section} should be a section: [{section}]")
    wording = Wording(
        paths=_section("paths", content.get("paths", {}), path_names(contract), _check_path),
        elements=_section("elements", content.get("elements", {}), element_names(contract), _check_element),
        texts=_section("texts", _flat(content.get("texts", {})), text_names(contract), _check_text),
    )
    check_paths(contract.operations, wording.paths)
    check_elements(contract.elements, wording.elements)
    return wording


def _load(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise WordingError(error.strerror or str(error)) from None
    except tomllib.TOMLDecodeError as error:
        raise WordingError(f"not TOML: {error}") from None
    except UnicodeDecodeError:
        raise WordingError("not TOML: not UTF-8") from None


def _section(
    section: str, entries: Mapping[str, object], names: Names, check: Callable[[str, str], None]
) -> dict[str, str]:
    """The entries that change something. Raises `ValueError`."""
    found: dict[str, str] = {}
    for key, value in entries.items():
        try:
            _check_key(key, names)
            if not isinstance(value, str):
                raise WordingError("expected a text in quotation marks")
            check(names.ours[key], value)
        except ValueError as error:
            raise WordingError(f'[{section}] "{key}": {error}') from None
        if value != names.ours[key]:
            found[key] = value
    return found


def _check_key(key: str, names: Names) -> None:
    if key in names.ours:
        return
    grade = names.fixed.get(key)
    if grade is None:
        raise WordingError(f"there is no such name{_instead(key, [*names.ours, *names.fixed])}")
    raise WordingError(f"this is the appliance's own ({grade}) and stays: only what is graded ours can be renamed")


def _check_path(default: str, path: str) -> None:
    segments = path.removeprefix("/").split("/")
    if not (path.startswith("/") and all(_SEGMENT.fullmatch(segment) for segment in segments)):
        raise WordingError(f"{path!r} is no path like {default!r}")
    if segments[0].startswith("{"):
        raise WordingError(f"{path!r} should not begin with a place")
    wanted, given = sorted(_PLACE.findall(default)), sorted(_PLACE.findall(path))
    if given != wanted:
        raise WordingError(f"{path!r} should have {_places(wanted)}, and each once")


def _check_element(default: str, name: str) -> None:
    if not _XML_NAME.fullmatch(name):
        raise WordingError(f"{name!r} is no name of an XML element like {default!r}")


def _check_text(default: str, said: str) -> None:
    if len(said) > LONGEST_TEXT:
        raise WordingError(f"longer than {LONGEST_TEXT} characters")
    unfit = _forbidden(said)
    if unfit:
        raise WordingError(f"the character U+{ord(unfit[0]):04X} cannot stand in XML")
    allowed = places_in(default)
    try:
        used = places_in(said)
    except ValueError as error:
        raise WordingError(f"{said!r} cannot be used: {error}; there may be {_places(allowed)}") from None
    for name in used:
        if name not in allowed:
            raise WordingError(f"{{{name}}} is no place of this text; there may be {_places(allowed)}")
    if not allowed and ("{" in said or "}" in said):
        raise WordingError("braces cannot stand in a text without places")


def _flat(entries: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """`answer.created` and `[texts.answer] created` are the same to TOML; both become one key."""
    found: dict[str, object] = {}
    for key, value in entries.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


def _places(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names) or "no places"


def _instead(name: str, known: Iterable[str]) -> str:
    """What would be right: the nearest, by its spelling, else what there is."""
    known = list(known)
    found = get_close_matches(name, known, n=1)
    if found:
        return f'; did you mean "{found[0]}"?'
    return (
        f"; there are {', '.join(known)}"
        if len(known) <= len(SECTIONS)
        else "; `faxfinder-emulator wording` lists them"
    )
