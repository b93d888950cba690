"""From a file's tree to the parts of a seed, or to complaints in words for whoever wrote it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args

from pydantic import ValidationError

from emulator.seeds.errors import SeedError, did_you_mean
from emulator.seeds.parts import Part
from emulator.seeds.schema import SeedFile
from emulator.seeds.settings import ReadAs

Path = tuple[str | int, ...]

_KEY = "[key]"
"""How pydantic marks that a key itself is wrong."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "missing": "is missing",
        "tuple_type": "is not a list",
        "dict_type": "is not a table",
        "model_type": "is not a table",
        "model_attributes_type": "is not a table",
    }
)


def validate(name: str, tree: Mapping[str, Any]) -> SeedFile:
    """What the file of this name says. Raises `SeedError` with everything that is wrong in it."""
    try:
        return SeedFile.model_validate(tree)
    except ValidationError as error:
        raise SeedError(f"{name}: {complaint}" for complaint in _complaints(error)) from None


def _complaints(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False):
        where = tuple(problem["loc"])
        if problem["type"] == "extra_forbidden":
            yield f"{key_path(where)}: there is no such key; {did_you_mean(str(where[-1]), _keys_at(where[:-1]))}"
        elif problem["type"] == "value_error":
            yield f"{key_path(where)}: {problem['ctx']['error']}"
        else:
            yield f"{key_path(where)}: {_WORDS.get(problem['type'], problem['msg'])}"


def key_path(where: Path) -> str:
    """The way to a value as one would write it: `faxes[2].recipients[0].state`."""
    text = ""
    for step in where:
        text += "" if step == _KEY else f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")


def _keys_at(where: Path) -> list[str]:
    """The keys of the table at this place of the schema."""
    part: type[Part] = SeedFile
    for step in where:
        entry = part.model_fields.get(str(step))
        # A number is a place in a list, a name that is no key is that of a table which the author chose.
        if entry is not None:
            part = next((found for known in (*entry.metadata, entry.annotation) for found in _parts_in(known)), part)
    return list(part.model_fields)


def _parts_in(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, ReadAs):
        yield annotation.part
    if isinstance(annotation, type) and issubclass(annotation, Part) and annotation is not Part:
        yield annotation
    for argument in get_args(annotation):
        yield from _parts_in(argument)
