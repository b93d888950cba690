"""URLs in answers, and keys in URLs.

Rule: absolute URLs follow the caller (scheme, Host, X-Forwarded-*), unless a dialect or a setting fixes them; on input
both separators between fax key and entry key are the same.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from emulator.dialects import Dialect

BASE_PATH = "/ffws/v1"

_HOST = re.compile(r"[A-Za-z0-9._\-\[\]:]+")
_FAX_KEY = re.compile(r"[0-9A-Fa-f]{8}")
_ENTRY_KEY = re.compile(r"[0-9A-Fa-f]{4}")


def parse_fax_key(text: str) -> int | None:
    """The key's number; None for anything but 8 hex digits."""
    return int(text, 16) if _FAX_KEY.fullmatch(text) else None


def parse_entry_key(text: str) -> int | None:
    """The entry's number; None for anything but 4 hex digits."""
    return int(text, 16) if _ENTRY_KEY.fullmatch(text) else None


def cover_page_name(url: str) -> str:
    """The file name that a cover page's URL ends in; the host part is arbitrary."""
    path = url.split("?", 1)[0].split("#", 1)[0].rstrip("/")
    return unquote(path.rsplit("/", 1)[-1])


@dataclass(frozen=True, slots=True)
class Links:
    """Writes URLs below one base, such as `https://fax.example:8443/ffws/v1`."""

    base: str
    entry_separator: str

    def fax(self, key: int) -> str:
        """Of a fax."""
        return f"{self.base}/ofax/{key:08X}"

    def entry(self, key: int, number: int) -> str:
        """Of one entry of it."""
        return f"{self.base}/ofax/{key:08X}{self.entry_separator}{number:04X}"

    def preview(self, key: int, number: int) -> str:
        """Of the entry's pages as a PDF."""
        return f"{self.base}/data/preview/{key:08X}-{number:04X}.pdf"

    def cover_page(self, name: str) -> str:
        """Of a template; empty when there is none."""
        return f"{self.base}/data/cover_pages/{quote(name)}" if name else ""

    def user(self, username: str) -> str:
        """Of a user."""
        return f"{self.base}/users/{quote(username)}"


def links_for(
    headers: dict[bytes, bytes], scheme: str, own_host: str, advertise: str | None, dialect: Dialect
) -> Links:
    """The links that suit a caller, from the request's headers."""
    if advertise:
        return Links(advertise.rstrip("/") + BASE_PATH, dialect.entry_separator)
    host = _first(headers.get(b"x-forwarded-host")) or _first(headers.get(b"host"))
    if not _HOST.fullmatch(host):
        host = own_host
    forwarded = _first(headers.get(b"x-forwarded-proto"))
    if dialect.url_scheme == "https":
        scheme = "https"
    elif forwarded in ("http", "https"):
        scheme = forwarded
    return Links(f"{scheme}://{host}{BASE_PATH}", dialect.entry_separator)


def _first(value: bytes | None) -> str:
    return value.decode("latin-1").split(",")[0].strip() if value else ""
