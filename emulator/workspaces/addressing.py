"""Which workspace a request names: by a prefix of its path, by its host, or by a suffix of its user name.

Rule: the path counts before the host, the host before the user name, and what does not count is left as it is. A unit
sees neither prefix nor suffix; the host it sees, and writes into the URLs of its answers.
"""

from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Callable
from dataclasses import dataclass

from emulator.asgi import Scope
from emulator.ffws.links import is_below_base
from emulator.workspaces.names import parse_name

PREFIX = "/w/"
"""What a path begins with that names a workspace: `/w/team-a/ffws/v1/...`."""

BASIC = b"basic"
MARK = b"@"


@dataclass(frozen=True, slots=True)
class Address:
    """A workspace that a request names. `path` is the unit's own; `prefix` has to stand before it in URLs of answers.

    `credentials`: the Authorization header without the suffix, None where there was none.
    """

    name: str
    path: str
    prefix: str = ""
    credentials: bytes | None = None


class Addressing:
    """Reads addresses off requests.

    `domains`: what stands behind a workspace's name in a host name. `may_be` tells of a name whether there is or could
    be such a workspace: only then is a suffix one. `is_advertised`: URLs in answers do not follow the host, so that the
    prefix has to name what the host named.
    """

    def __init__(self, domains: tuple[str, ...], may_be: Callable[[str], bool], *, is_advertised: bool) -> None:
        behind = [f".{domain.lower().strip('.')}".encode() for domain in domains]
        self._domains = tuple(behind)
        self._may_be = may_be
        self._is_advertised = is_advertised

    def __call__(self, scope: Scope) -> Address | None:
        """The workspace that is named; None where none is."""
        path: str = scope["path"]
        if path.startswith(PREFIX):
            return _by_path(path)
        headers = dict(scope["headers"])
        host = (headers.get(b"x-forwarded-host") or headers.get(b"host", b"")).lower()
        for domain in self._domains:
            if domain in host and (found := self._by_host(host, domain, path)) is not None:
                return found
        credentials = headers.get(b"authorization")
        return self._by_user(credentials, path) if credentials is not None and is_below_base(path) else None

    def _by_host(self, host: bytes, domain: bytes, path: str) -> Address | None:
        name = host.partition(b",")[0].strip().partition(b":")[0].rstrip(b".")
        label = parse_name(name.removesuffix(domain).decode("latin-1")) if name.endswith(domain) else None
        if label is None:
            return None
        return Address(label, path, f"{PREFIX}{label}" if self._is_advertised else "")

    def _by_user(self, header: bytes, path: str) -> Address | None:
        """Only for `/ffws/v1`: nobody logs in elsewhere. Every poll comes along here, and most have no mark."""
        scheme, _, coded = header.partition(b" ")
        try:
            credentials = a2b_base64(coded, strict_mode=True)
        except Error:
            return None
        if MARK not in credentials or scheme.lower() != BASIC:
            return None
        username, colon, password = credentials.partition(b":")
        own, _, suffix = username.rpartition(MARK)
        # No user of a unit has the mark in the name: names are letters and digits (the manuals).
        name = parse_name(suffix.decode("latin-1")) if own else None
        if name is None or not self._may_be(name):
            return None
        return Address(name, path, credentials=b"Basic " + b64encode(own + colon + password))


def _by_path(path: str) -> Address:
    """Whatever stands there is the name, right or wrong: nothing else can be meant."""
    text, slash, rest = path.removeprefix(PREFIX).partition("/")
    name = parse_name(text) or text
    return Address(name, slash + rest, f"{PREFIX}{name}")
