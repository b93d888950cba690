"""`multipart/form-data` (RFC 7578): a form with files, taken apart without losing a byte.

Rule: a part is its name, its content type and its bytes; what stands outside the parts is passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

BREAK = b"\r\n"


class NotMultipart(Exception):
    """The body is no form; the text says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; `content_type` is empty when it states none."""

    name: str
    content_type: str
    content: bytes


def boundary_of(content_type: str) -> bytes:
    """What separates the parts. Raises `NotMultipart`."""
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_boundary()
    if not boundary:
        raise NotMultipart("Content-Type names no boundary")
    return boundary.encode("latin-1", "replace")


def parts_of(body: bytes, boundary: bytes) -> Iterator[Part]:
    """The parts of a form, in order. Raises `NotMultipart`."""
    delimiter = BREAK + b"--" + boundary
    _, *pieces = (BREAK + body).split(delimiter)
    if not pieces or not pieces[-1].startswith(b"--"):
        raise NotMultipart("the last boundary is missing")
    for piece in pieces[:-1]:
        head, gap, content = piece.partition(BREAK + BREAK)
        if not gap:
            raise NotMultipart("a part has no headers")
        yield _part(head.removeprefix(BREAK), content)


def _part(head: bytes, content: bytes) -> Part:
    headers = BytesHeaderParser().parsebytes(head)
    name = headers.get_param("name", header="Content-Disposition")
    if not isinstance(name, str):
        raise NotMultipart("a part has no name")
    return Part(name, headers.get("Content-Type", ""), content)
