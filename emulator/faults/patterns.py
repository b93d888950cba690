"""Patterns that somebody gives: for paths, where `*` is anything within one part, `**` anything at all and `?` one
character; for texts, where `*` is anything; and regular expressions.

Rule: whatever pattern is given, looking through a text takes time in proportion to its length. Python's `re` promises
no such thing, and one request could stop the whole process; RE2 does (https://github.com/google/re2/wiki/Syntax), and
has neither back-references nor look-around for it. It is loaded with the first pattern.
"""

import re
from typing import Protocol

_WILD = re.compile(r"(\*\*|\*|\?)")
_IN_A_PATH = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
_IN_A_TEXT = {"**": ".*", "*": ".*"}


class Pattern(Protocol):
    """What looks through texts; None stands for not found."""

    def search(self, text: str) -> object | None:
        """Whether it is found somewhere in the text."""

    def fullmatch(self, text: str) -> object | None:
        """Whether it is the whole text."""


def expression(text: str) -> Pattern:
    """A regular expression. Raises `ValueError` for what is none."""
    return _compiled(text)


def path_pattern(glob: str) -> Pattern:
    """What matches the whole of a path."""
    return _compiled(_translated(glob, _IN_A_PATH), dot_nl=True)


def text_pattern(glob: str) -> Pattern:
    """What matches the whole of a text in any case; `*` is anything there."""
    return _compiled(_translated(glob, _IN_A_TEXT), dot_nl=True, case_sensitive=False)


def _translated(glob: str, meanings: dict[str, str]) -> str:
    return "".join(meanings.get(part) or re.escape(part) for part in _WILD.split(glob))


def _compiled(text: str, **options: bool) -> Pattern:
    import re2

    wanted = re2.Options()
    wanted.log_errors = False
    wanted.never_capture = True  # nobody asks what a group holds, and without it is faster by far
    for name, value in options.items():
        setattr(wanted, name, value)
    try:
        found: Pattern = re2.compile(text, wanted)
    except re2.error as error:
        raise ValueError(f"not a regular expression: {_said(error)}") from None
    return found


def _said(error: Exception) -> str:
    (text,) = error.args
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)
