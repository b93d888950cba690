"""SIP messages, written and read (RFC 3261 clause 7).

Rule: a message is a value, and `parse(write(message)) == message`. Content-Length is never among the headers: it
follows from the body, is always written, and has to be right.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

VERSION = "SIP/2.0"
LENGTH = "Content-Length"
_TOKEN = r"[A-Za-z0-9\-.!%*_+`'~]+"
_REQUEST_LINE = re.compile(rf"({_TOKEN}) (\S+) SIP/2\.0")
_STATUS_LINE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2}) ([^\r\n]*)")
_HEADER = re.compile(rf"({_TOKEN})[ \t]*:[ \t]*([^\r\n]*)")

Headers = tuple[tuple[str, str], ...]


class NotSip(ValueError):
    """A text that is no SIP message; it says why."""


class Method(StrEnum):
    """The methods that a fax call needs."""

    INVITE = "INVITE"
    ACK = "ACK"
    BYE = "BYE"
    CANCEL = "CANCEL"
    REGISTER = "REGISTER"


@dataclass(frozen=True, slots=True)
class Request:
    """A request. Header values have no line ends and no spaces around them."""

    method: Method
    uri: str
    headers: Headers
    body: str = ""

    @property
    def first_line(self) -> str:
        """The request line."""
        return f"{self.method} {self.uri} {VERSION}"


@dataclass(frozen=True, slots=True)
class Response:
    """A response; `status` is 100 to 699."""

    status: int
    reason: str
    headers: Headers
    body: str = ""

    @property
    def first_line(self) -> str:
        """The status line."""
        return f"{VERSION} {self.status} {self.reason}"


Message = Request | Response


def header(message: Message, name: str) -> str:
    """The first header of that name, in any case. Raises `NotSip` when there is none."""
    for known, value in message.headers:
        if known.lower() == name.lower():
            return value
    raise NotSip(f"no {name}")


def write(message: Message) -> str:
    """The message as it travels, UTF-8."""
    lines = [message.first_line, *(f"{name}: {value}" for name, value in message.headers)]
    length = len(message.body.encode())
    return "\r\n".join((*lines, f"{LENGTH}: {length}", "", message.body))


def parse(text: str) -> Message:
    """The message that a text is. Raises `NotSip`."""
    head, end, body = text.partition("\r\n\r\n")
    if not end:
        raise NotSip("its headers do not end")
    first_line, *lines = head.split("\r\n")
    make = _first_line(first_line)
    found = [_header(line) for line in lines]
    lengths = [value for name, value in found if name.lower() == LENGTH.lower()]
    if lengths != [str(len(body.encode()))]:
        raise NotSip(f"{LENGTH} is {', '.join(lengths) or 'missing'}, and the body has {len(body.encode())} octets")
    return make(tuple((name, value) for name, value in found if name.lower() != LENGTH.lower()), body)


def _first_line(line: str) -> Callable[[Headers, str], Message]:
    status = _STATUS_LINE.fullmatch(line)
    if status is not None:
        return lambda headers, body: Response(int(status[1]), status[2], headers, body)
    request = _REQUEST_LINE.fullmatch(line)
    if request is None or request[1] not in list(Method):
        raise NotSip(f"it begins with {line[:80]!r}")
    return lambda headers, body: Request(Method(request[1]), request[2], headers, body)


def _header(line: str) -> tuple[str, str]:
    found = _HEADER.fullmatch(line)
    if found is None:
        raise NotSip(f"{line[:80]!r} is no header")
    return found[1], found[2].rstrip(" \t")
