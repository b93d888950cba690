"""HTTP by hand, for what no library would send: a socket, bytes, and answers read as they come."""

import socket
import struct
from base64 import b64encode
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from lxml import etree

from tests.support.patience import PATIENT
from tests.support.servers import RunningEmulator

ADMIN = "Authorization: Basic " + b64encode(b"admin:admin").decode()


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One answer as it came over the wire; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> str:
        """`/response/message`."""
        assert self.headers["content-type"] == "application/xml"
        return etree.fromstring(self.body).findtext("message") or ""


def head(method: str, path: str, *headers: str, user: str = ADMIN) -> bytes:
    """A request line and headers, `Host` and credentials among them, with the empty line after them."""
    lines = [f"{method} /ffws/v1{path} HTTP/1.1", "Host: fax.example", *([user] if user else []), *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def request(method: str, path: str, body: bytes = b"", *headers: str, user: str = ADMIN) -> bytes:
    """A whole request with its body."""
    return head(method, path, f"Content-Length: {len(body)}", *headers, user=user) + body


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body; the empty one ends it."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


class Wire:
    """A connection to the emulator, inside a `with` block."""

    def __init__(self, emulator: RunningEmulator) -> None:
        host, _, port = emulator.url.removeprefix("http://").partition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=PATIENT)
        self._reader = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send it all."""
        self._socket.sendall(data)

    def send_on(self, data: bytes) -> None:
        """Send it again and again, until the server takes no more; ends in an exception."""
        while True:
            self._socket.sendall(data)

    def answer(self, *, has_body: bool = True) -> RawAnswer:
        """The next answer; blocks until it is there whole."""
        status_line = self._reader.readline()
        assert status_line.startswith(b"HTTP/1.1 "), status_line
        headers = {}
        while (line := self._reader.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", "0")) if has_body else 0
        return RawAnswer(int(status_line.split()[1]), headers, self._reader.read(length))

    def is_closed(self) -> bool:
        """True when the server has closed the connection; blocks until it has said something."""
        try:
            return self._reader.read(1) == b""
        except ConnectionResetError:
            return True

    def stop_sending(self) -> None:
        """Tell the server that nothing more comes, and go on listening."""
        self._socket.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """Go at once, without the courtesies: the server sees a reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._reader.close()
        self._socket.close()
