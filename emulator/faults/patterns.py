"""Patterns for paths: `*` is anything within one part of a path, `**` anything at all, `?` one character."""

import re

_WILD = re.compile(r"(\*\*|\*|\?)")
_MEANING = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


def path_pattern(glob: str) -> re.Pattern[str]:
    """What matches the whole of a path."""
    parts = (_MEANING.get(part) or re.escape(part) for part in _WILD.split(glob))
    return re.compile("".join(parts), re.DOTALL)


def text_pattern(glob: str) -> re.Pattern[str]:
    """What matches the whole of a text in any case; `*` is anything there."""
    parts = (".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", glob))
    return re.compile("".join(parts), re.DOTALL | re.IGNORECASE)
