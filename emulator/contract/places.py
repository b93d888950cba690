"""Places for values in texts. Rule: `{name}` is a place and nothing else is; `{{` and `}}` stand for braces."""

from string import Formatter


def places_in(text: str) -> tuple[str, ...]:
    """The names of the places, in order, each once.

    Raises `ValueError` that says what is wrong with a text whose braces are something else.
    """
    names: list[str] = []
    for _, name, specification, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or specification or conversion:
            raise ValueError("a place is written {name}, and nothing else may stand in braces")
        if name not in names:
            names.append(name)
    return tuple(names)
