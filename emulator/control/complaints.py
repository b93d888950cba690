"""What is wrong with a request, in words: a sentence for each place, made of what pydantic found there.

Rule: a place is named as the client wrote it (`body.faxes.0.state`). Names that pydantic gives to the alternatives of a
type are left out; what it says of several alternatives stands together, unless one of them fits but for something
inside.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

BODY = "body"
"""What pydantic's places begin with where FastAPI read the request."""

TAG = "kind"
"""The member that says which of several kinds of object one is."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "model_attributes_type": "Input should be an object",
        "model_type": "Input should be an object",
        "dict_type": "Input should be an object",
        "list_type": "Input should be a list",
    }
)
_ALIKE = "Input should be "


def told(problems: Iterable[Mapping[str, Any]], body: Any) -> str:
    """All of it; `body` is what was given, as far as it could be read."""
    by_place: dict[str, list[str]] = {}
    for problem in problems:
        said = by_place.setdefault(_place(problem, body), [])
        if (words := _words(problem)) not in said:
            said.append(words)
    return "; ".join(
        f"{place}: {_together(said)}"
        for place, said in by_place.items()
        if not any(other.startswith(f"{place}.") for other in by_place)
    )


def _place(problem: Mapping[str, Any], body: Any) -> str:
    where = tuple(problem["loc"])
    if problem["type"] == "json_invalid" or not where:
        return BODY
    if where[0] != BODY:
        return ".".join(map(str, where))  # in the path, the query or a header
    return ".".join([BODY, *_steps(where[1:], body, may_miss=problem["type"] == "missing")])


def _steps(where: tuple[Any, ...], given: Any, *, may_miss: bool) -> Iterator[str]:
    """The steps that lead into what was given; the last may lead to what is missing there."""
    is_tagged = False
    for number, step in enumerate(where, 1):
        if not is_tagged and isinstance(given, Mapping) and step == given.get(TAG):
            is_tagged = True  # pydantic's step to the alternative that the tag names
        elif step in _keys(given):
            given, is_tagged = given[step], False
            yield str(step)
        elif may_miss and number == len(where):
            yield str(step)


def _keys(given: Any) -> Iterable[Any]:
    if isinstance(given, Mapping):
        return given.keys()
    return range(len(given)) if isinstance(given, list) else ()


def _words(problem: Mapping[str, Any]) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if problem["type"] == "json_invalid":
        position = problem["loc"][-1:]
        return f"not JSON: {problem['ctx']['error']}" + (f" at character {position[0]}" if position else "")
    return _WORDS.get(problem["type"]) or str(problem["msg"])


def _together(said: list[str]) -> str:
    return ", or ".join([said[0], *(words.removeprefix(_ALIKE) for words in said[1:])])
