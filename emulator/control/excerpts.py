"""Recorded requests as they are shown: text for people, without passwords and without documents.

Rule: what cannot be read for certain is not shown, because what is not read cannot be searched for secrets.
"""

import re
from collections.abc import Iterable

from emulator.redaction import MASK, redact_query, redact_urls
from emulator.request_journal import Excerpt

LONG_BASE64 = 200
"""Characters from which on a run of base64 is left out."""

_BASE64 = re.compile(r"[A-Za-z0-9+/]{64,}={0,2}(?:\s+[A-Za-z0-9+/]{16,}={0,2})*")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_PLAIN = re.compile(rb"(?i)utf-8|us-ascii|ascii|iso-8859-\d+|latin-?1|windows-125\d")
_SECRET_HEADER = re.compile(r"(?i)auth|cookie|secret|token|api.?key|pass")
_SECRET_TAG = r"[\w.-]*(?:pass|pwd|secret)[\w.-]*"


def shown_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name, repeated ones joined (RFC 9110 section 5.2); of a secret one, that it was there."""
    shown: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if _SECRET_HEADER.search(name) and name != "www-authenticate":
            value = MASK
        value = redact_urls(value)
        shown[name] = f"{shown[name]}, {value}" if name in shown else value
    return shown


def shown_path(raw_path: bytes) -> str:
    """A path as it came; one with secrets of a URL in it is decoded, without them."""
    return redact_urls(raw_path.decode("latin-1"))


def shown_query(query: bytes) -> str:
    """A query as it came, secret values masked."""
    return redact_query(query.decode("latin-1"))


def shown_body(excerpt: Excerpt | None, content_type: str, secret_tags: Iterable[str] = ()) -> str:
    """A body as text; `secret_tags` are names of elements, in addition to those that look secret."""
    if excerpt is None:
        return ""
    if not _is_readable(excerpt.head, content_type):
        return f"({excerpt.size} bytes that are not shown)"
    text = _told(excerpt.head.decode("utf-8", "replace"), secret_tags)
    left_out = excerpt.size - excerpt.kept
    if excerpt.tail:
        gap = f"\n({left_out} bytes left out)\n" if left_out else ""
        text += gap + _told(excerpt.tail.decode("utf-8", "replace"), secret_tags, is_tail=True)
    return text


def _is_readable(head: bytes, content_type: str) -> bool:
    """Whether secrets in it would be found: text, in an encoding that has ASCII's letters where ASCII has them."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith(("image/", "audio/", "video/", "font/")) or kind in (
        "application/pdf",
        "application/octet-stream",
    ):
        return False
    declared = _DECLARED.search(head)
    return b"\0" not in head and (declared is None or _PLAIN.fullmatch(declared[1]) is not None)


def _told(text: str, secret_tags: Iterable[str], *, is_tail: bool = False) -> str:
    tag = "|".join([_SECRET_TAG, *map(re.escape, secret_tags)])
    if is_tail:
        # The element may have begun in what was left out.
        text = re.sub(rf"(?is)^[^<]*(?=</(?:[\w.-]+:)?(?:{tag})\s*>)", MASK, text)
    value = r"(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|[^<])*"
    text = re.sub(rf"(?is)(<(?:[\w.-]+:)?(?:{tag})(?:\s[^>]*)?>){value}", rf"\1{MASK}", text)
    return _BASE64.sub(_left_out, redact_urls(text))


def _left_out(found: re.Match[str]) -> str:
    length = len(found[0])
    return found[0] if length < LONG_BASE64 else f"({length} characters of base64 left out)"
