"""Secrets in texts that were sent by others: credentials in URLs, and parameters whose names look secret.

Rule: a URL may stand in a text, in a path or in another URL's query, encoded once or more: wherever one is found, its
secrets are masked, and the text is decoded as far as that takes.
"""

import re
from urllib.parse import unquote, unquote_plus

MASK = "***"

DEEPEST = 3
"""How often a text is decoded in search of URLs."""

_SECRET_NAME = re.compile(r"pass|pwd|secret|token|auth|credential|api.?key|session|signature", re.IGNORECASE)
_CREDENTIALS = re.compile(r"//[^/@\s<>\"]*@")
_QUERY = re.compile(r"([?#])([^?#\s<>\"']*)")


def redact_query(query: str) -> str:
    """A query string without secrets; the values of parameters whose names look secret are masked."""
    return redact_urls(f"?{query}")[1:]


def redact_urls(text: str) -> str:
    """A text without the secrets of URLs in it."""
    shown = plain = text
    for _ in range(DEEPEST):
        masked = _masked(plain)
        if masked != plain:
            shown = masked
        if "%" not in masked:
            break
        plain = unquote(masked)
    return shown


def _masked(text: str) -> str:
    if "@" in text:
        text = _CREDENTIALS.sub(f"//{MASK}@", text)
    if "=" in text:
        text = _QUERY.sub(_without_secrets, text)
    return text


def _without_secrets(found: re.Match[str]) -> str:
    mark, query = found.groups()
    if not _SECRET_NAME.search(query) and "%" not in query:
        return found[0]
    return mark + "&".join(_redact_parameter(parameter) for parameter in query.split("&"))


def _redact_parameter(parameter: str) -> str:
    name, equals, _ = parameter.partition("=")
    return f"{name}={MASK}" if equals and _SECRET_NAME.search(unquote_plus(name)) else parameter
