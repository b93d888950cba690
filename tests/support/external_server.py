"""A web server for external attachments: good ones, and every bad habit a server can have."""

import gzip
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, Self

PIECE = bytes(1 << 20)


class ExternalServer:
    """Serves the paths of `PAGES` on a free port of this machine, inside a `with` block."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return self._server.asked

    def wait_until_asked(self, times: int, seconds: float = 30.0) -> None:
        """Wait until so many requests have come in all; fails when they do not."""
        with self._server.news:
            assert self._server.news.wait_for(lambda: len(self.asked) >= times, seconds), self.asked

    def let_go(self) -> None:
        """Have every answer end that does not end by itself."""
        self._server.let_go()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """`asked` keeps what was asked for; `enough` ends the answers of the present that would never end."""

    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.asked: list[str] = []
        self.news = Condition()
        self.enough = Event()

    def let_go(self) -> None:
        self.enough.set()
        self.enough = Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A fetcher that hangs up in the middle is what these tests are about."""


class _Conversation(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server

    def do_GET(self) -> None:
        """Answer as the path's page does."""
        with self.server.news:
            self.server.asked.append(self.path)
            self.server.news.notify_all()
        PAGES.get(self.path.partition("?")[0], _missing)(self)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""

    def begin(self, status: int, **headers: str) -> None:
        """Status and headers; `_` in a name stands for a dash."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def give(self, body: bytes, **headers: str) -> None:
        """A whole answer."""
        self.begin(200, Content_Length=str(len(body)), **headers)
        self.wfile.write(body)


Page = Callable[[_Conversation], None]


def _whole(body: bytes, **headers: str) -> Page:
    return lambda conversation: conversation.give(body, **headers)


def _missing(conversation: _Conversation) -> None:
    conversation.begin(404)


def _away_to(location: str) -> Page:
    return lambda conversation: conversation.begin(302, Location=location)


def _endless(conversation: _Conversation) -> None:
    enough = conversation.server.enough
    conversation.begin(200, Content_Type="text/plain")
    while not enough.is_set():
        conversation.wfile.write(PIECE)


def _silent(conversation: _Conversation) -> None:
    conversation.server.enough.wait()


def _late(conversation: _Conversation) -> None:
    conversation.server.enough.wait()
    conversation.give(b"A letter at last.", Content_Type="text/plain")


def _dripping(conversation: _Conversation) -> None:
    enough = conversation.server.enough
    conversation.begin(200, Content_Type="text/plain")
    while not enough.wait(0.05):
        conversation.wfile.write(b".")
        conversation.wfile.flush()


def _breaking_off(conversation: _Conversation) -> None:
    conversation.begin(200, Content_Type="text/plain", Content_Length="1000")
    conversation.wfile.write(b"half")


def _talking_nonsense(conversation: _Conversation) -> None:
    conversation.wfile.write(b"\x16\x03\x01 hello? this is not HTTP\r\n\r\n")


def _bomb(conversation: _Conversation) -> None:
    conversation.give(
        gzip.compress(bytes(64 << 20), compresslevel=1), Content_Type="text/plain", Content_Encoding="gzip"
    )


PAGES: dict[str, Page] = {
    "/letter.txt": _whole(b"A letter from afar.", Content_Type="text/plain; charset=utf-8"),
    "/no-type": _whole(b"A letter without a type."),
    "/picture-of-a-cat": _whole(b"meow", Content_Type="application/x-cat"),
    "/called-a-pdf": _whole(b"This is no PDF.", Content_Type="application/pdf"),
    "/nothing": _whole(b"", Content_Type="text/plain"),
    "/too-large": _whole(bytes((36 << 20) + 1), Content_Type="text/plain"),
    "/not-gzip": _whole(b"plain", Content_Type="text/plain", Content_Encoding="gzip"),
    "/one-redirect": _away_to("/letter.txt"),
    "/around": _away_to("/around"),
    "/to-a-file": _away_to("file:///etc/hostname"),
    "/to-nowhere": _away_to("http://"),
    "/endless": _endless,
    "/silent": _silent,
    "/late": _late,
    "/dripping": _dripping,
    "/breaking-off": _breaking_off,
    "/nonsense": _talking_nonsense,
    "/bomb": _bomb,
}
