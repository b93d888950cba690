"""Digest authentication: a challenge, and the proof of a password that answers it (RFC 2617 as RFC 3261 clause 22 uses
it).

Rule: MD5 with `qop=auth`, which every SIP proxy knows. The password itself is never needed: its digest with user and
realm is (`secret`).
"""

import re
from dataclasses import dataclass
from hashlib import md5

_PARAMETER = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))')


def fingerprint(*parts: str) -> str:
    """MD5 of the parts with colons between them, 32 hex digits: digests, and whatever has to look random and be the
    same every time."""
    return md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()


def secret(username: str, realm: str, password: str) -> str:
    """What stands for a password in one realm."""
    return fingerprint(username, realm, password)


@dataclass(frozen=True, slots=True)
class Challenge:
    """`WWW-Authenticate` or `Proxy-Authenticate`."""

    realm: str
    nonce: str

    def write(self) -> str:
        """The header's value."""
        return f'Digest realm="{self.realm}", nonce="{self.nonce}", algorithm=MD5, qop="auth"'


def read_challenge(value: str) -> Challenge:
    """The challenge in a header. Raises `KeyError` when it has no realm or no nonce."""
    found = parameters(value)
    return Challenge(found["realm"], found["nonce"])


def parameters(value: str) -> dict[str, str]:
    """The parameters of a challenge, or of an answer to one."""
    return {name: quoted or plain for name, quoted, plain in _PARAMETER.findall(value)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proof is for: the request, something of the client's own, and which use of the challenge it is, from 1."""

    method: str
    uri: str
    cnonce: str
    count: int = 1

    @property
    def nc(self) -> str:
        """The count as it is written."""
        return f"{self.count:08x}"


def proof(key: str, nonce: str, asked: Asked) -> str:
    """The `response` of an answer; `key` is the `secret` (RFC 2617 clause 3.2.2.1)."""
    return fingerprint(key, nonce, asked.nc, asked.cnonce, "auth", fingerprint(asked.method, asked.uri))


def answer(challenge: Challenge, username: str, key: str, asked: Asked) -> str:
    """The value of `Authorization` or `Proxy-Authorization`."""
    response = proof(key, challenge.nonce, asked)
    return (
        f'Digest username="{quoted(username)}", realm="{challenge.realm}", nonce="{challenge.nonce}", '
        f'uri="{asked.uri}", response="{response}", algorithm=MD5, cnonce="{asked.cnonce}", qop=auth, nc={asked.nc}'
    )


def quoted(text: str) -> str:
    """A text as it stands between quotation marks; what no header holds is a space."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return printable.replace("\\", "\\\\").replace('"', '\\"')
