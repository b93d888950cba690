"""Names of workspaces. Rule: a name is a label of a host name (RFC 1123 section 2.1); capitals make no difference."""

import re

DEFAULT = "default"
"""The unit that answers when no other is named."""

LONGEST = 63

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def parse_name(text: str) -> str | None:
    """The name as it is kept; None for what cannot be one."""
    name = text.lower() if text.isascii() else text
    return name if _LABEL.fullmatch(name) else None


def read_name(text: str) -> str:
    """The name as it is kept. Raises `ValueError` for what cannot be one."""
    name = parse_name(text)
    if name is None:
        raise ValueError(f"{text[:100]!r} is no name of a unit: letters, digits and hyphens, no hyphen at either end")
    return name
