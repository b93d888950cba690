"""URLs in answers, and keys in URLs.

Rule: absolute URLs follow the caller (scheme, Host, X-Forwarded-*), unless a dialect or a setting fixes them; on input
both separators between fax key and entry key are the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from emulator.dialects import Dialect

BASE_PATH = "/ffws/v1"

_BELOW_BASE = BASE_PATH + "/"

INBOUND_FAX = "/data/inbound/{name}"

_HOST = re.compile(r"[A-Za-z0-9._\-\[\]:]+")
_FAX_KEY = re.compile(r"[0-9A-Fa-f]{8}")
_ENTRY_KEY = re.compile(r"[0-9A-Fa-f]{4}")
_ID = re.compile(r"[0-9]{1,18}")
_CONTACT = re.compile(r"(?:.*/)?contacts/([^/]+)/([0-9]{1,18})/*", re.DOTALL)


def is_below_base(path: str) -> bool:
    """Whether the path is the appliance's own interface's."""
    return path.startswith(_BELOW_BASE) or path == BASE_PATH


def below_base(path: str) -> str:
    """A path below `/ffws/v1`, without a slash at the end."""
    return path.removeprefix(BASE_PATH).rstrip("/") or "/"


def parse_fax_key(text: str) -> int | None:
    """The key's number; None for anything but 8 hex digits."""
    return int(text, 16) if _FAX_KEY.fullmatch(text) else None


def parse_entry_key(text: str) -> int | None:
    """The entry's number; None for anything but 4 hex digits."""
    return int(text, 16) if _ENTRY_KEY.fullmatch(text) else None


def parse_id(text: str) -> int | None:
    """The number of a contact, a group or the like; None for anything but 1 to 18 decimal digits."""
    return int(text) if _ID.fullmatch(text) else None


def cover_page_name(url: str) -> str:
    """The file name that a cover page's URL ends in; the host part is arbitrary."""
    return unquote(_path(url).rstrip("/").rsplit("/", 1)[-1])


def contact_place(url: str) -> tuple[str, int] | None:
    """The list's owner and the contact's number that a contact's URL ends in; the host part is arbitrary."""
    found = _CONTACT.fullmatch(_path(url))
    return (unquote(found[1]), int(found[2])) if found else None


def _path(url: str) -> str:
    return url.split("?", 1)[0].split("#", 1)[0]


@dataclass(frozen=True, slots=True)
class Links:
    """Writes URLs below one base, such as `https://fax.example:8443/ffws/v1`.

    `paths` are other templates of paths that are this project's own.
    """

    base: str
    entry_separator: str
    paths: Mapping[str, str] = field(default_factory=dict)

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

    def inbound(self, number: int) -> str:
        """Of a received fax as a PDF, by its call's number."""
        path = self.paths.get(INBOUND_FAX, INBOUND_FAX)
        return self.base + path.format(name=f"{number}.pdf")

    def user(self, username: str) -> str:
        """Of a user."""
        return f"{self.base}/users/{quote(username)}"

    def contact(self, owner: str, number: int) -> str:
        """Of a contact in its owner's list."""
        return f"{self.base}/contacts/{quote(owner)}/{number}"

    def contact_group(self, owner: str, number: int) -> str:
        """Of a group in its owner's list."""
        return f"{self.base}/contact_groups/{quote(owner)}/{number}"


def links_for(
    headers: dict[bytes, bytes],
    scheme: str,
    own_host: str,
    advertise: str | None,
    dialect: Dialect,
    paths: Mapping[str, str],
    prefix: str = "",
) -> Links:
    """The links that suit a caller, from the request's headers; `prefix` leads to the caller's unit, such as
    `/w/team-a`."""
    base_path = prefix + BASE_PATH
    if advertise:
        return Links(advertise.rstrip("/") + base_path, dialect.entry_separator, paths)
    host = _first(headers.get(b"x-forwarded-host")) or _first(headers.get(b"host"))
    if not _HOST.fullmatch(host):
        host = own_host
    forwarded = _first(headers.get(b"x-forwarded-proto"))
    if dialect.url_scheme == "https":
        scheme = "https"
    elif forwarded in ("http", "https"):
        scheme = forwarded
    return Links(f"{scheme}://{host}{base_path}", dialect.entry_separator, paths)


def _first(value: bytes | None) -> str:
    return value.decode("latin-1").split(",")[0].strip() if value else ""
