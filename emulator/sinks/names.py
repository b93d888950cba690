"""Names from outside as names of folders.

Rule: a name leads to one folder below its parent, never out of it, and different names lead to different folders:
whatever could mean something to a file system is written as `%` and two hexadecimal digits for each octet of UTF-8.
"""

from hashlib import sha256

LONGEST = 200
"""Octets of a folder's name; file systems take 255."""

SAFE = " !#$&'()+,-=@[]_{}~"
"""Signs besides letters, digits and dots that mean nothing to any file system."""


def folder_name(name: str) -> str:
    """The name of the folder that stands for `name`."""
    safe = "".join(sign if sign.isalnum() or sign in SAFE or sign == "." else _escaped(sign) for sign in name)
    if safe[:1] in ("", "."):
        safe = "%2E" + safe[1:] if safe else "%"
    if safe[-1] in " .":
        safe = safe[:-1] + _escaped(safe[-1])
    octets = safe.encode("utf-8", "replace")
    if len(octets) <= LONGEST:
        return safe
    return octets[:LONGEST].decode("utf-8", "ignore") + "%~" + sha256(name.encode("utf-8", "replace")).hexdigest()[:16]


def _escaped(sign: str) -> str:
    return "".join(f"%{octet:02X}" for octet in sign.encode("utf-8", "replace"))
