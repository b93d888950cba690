"""Who calls: Basic credentials (RFC 7617) become a `Caller`.

Rule: a password is checked against its slow digest once; after that a keyed digest of the header is enough, until a
user changes, and then as long as the slow digest is still the same. Nothing here ever keeps or logs a password.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from hashlib import blake2b

from emulator.ffws.problems import Problem, unauthorized
from fax_engine.context import UnitContext
from fax_engine.passwords import matches

MOST_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated user."""

    username: str
    is_admin: bool


class Access:
    """Checks credentials against the users of one unit."""

    def __init__(self) -> None:
        self._key = os.urandom(16)  # noqa: TID251 - a secret; nothing that is ever seen depends on it
        self._known: dict[bytes, Caller] = {}
        self._matched: dict[bytes, str] = {}  # the slow digest that the password in a header was found to match

    def forget(self) -> None:
        """A user changed, or all of them: look for everybody anew."""
        self._known.clear()

    def authenticate(self, header: bytes | None, context: UnitContext) -> Caller:
        """The caller that this Authorization header stands for. Raises a 401 `Problem`."""
        if header is None:
            raise unauthorized()
        fingerprint = blake2b(header, key=self._key, digest_size=16).digest()
        caller = self._known.get(fingerprint)
        if caller is None:
            caller = self._check(header, fingerprint, context)
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[fingerprint] = caller
        return caller

    def _check(self, header: bytes, fingerprint: bytes, context: UnitContext) -> Caller:
        username, password = _decode(header)
        with context.work() as work:
            user = work.users.find(username)
        if user is None:
            raise unauthorized()
        if self._matched.get(fingerprint) != user.password_digest:
            if not matches(password, user.password_digest):
                raise unauthorized()
            if len(self._matched) >= MOST_REMEMBERED:
                self._matched.clear()
            self._matched[fingerprint] = user.password_digest
        return Caller(user.username, user.is_admin)


def claimed_username(header: bytes | None) -> str:
    """The user name in the header, right or wrong, for the log; `-` when there is none."""
    try:
        return _decode(header)[0] if header else "-"
    except Problem:
        return "-"


def _decode(header: bytes) -> tuple[str, str]:
    scheme, _, credentials = header.partition(b" ")
    if scheme.lower() != b"basic":
        raise unauthorized()
    try:
        plain = base64.b64decode(credentials.strip(), validate=True)
    except binascii.Error:
        raise unauthorized() from None
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        text = plain.decode("latin-1")
    username, colon, password = text.partition(":")
    if not colon:
        raise unauthorized()
    return username, password
