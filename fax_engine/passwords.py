"""Passwords are kept as salted scrypt digests; the parameters are small because this guards test accounts."""

import hmac
import os
from hashlib import blake2b, scrypt

_COST, _BLOCK, _LANES = 1 << 10, 8, 1


def digest(password: str) -> str:
    """A storable digest of the password, with a fresh salt."""
    salt = os.urandom(16)  # noqa: TID251 - a salt; nothing that is ever seen depends on it
    return f"{salt.hex()}:{_derive(password, salt).hex()}"


def matches(password: str, stored: str) -> bool:
    """True when `stored` is a digest of this password."""
    salt, _, expected = stored.partition(":")
    return hmac.compare_digest(_derive(password, bytes.fromhex(salt)).hex(), expected)


def _derive(password: str, salt: bytes) -> bytes:
    # Hashed first: scrypt takes a password for the same with zeros behind it, up to its block of 64 bytes (RFC 2104).
    return scrypt(blake2b(password.encode()).digest(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)
