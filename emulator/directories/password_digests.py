"""Digests of the passwords in a file, made where their cost is nobody's: each takes milliseconds on purpose."""

from collections.abc import Sequence

from fax_engine.passwords import digest, matches


def settle(passwords: Sequence[tuple[str, str]]) -> list[str]:
    """For each password and the digest stored before (empty: none): that digest if it still fits, else a new one."""
    return [stored if stored and matches(password, stored) else digest(password) for password, stored in passwords]
