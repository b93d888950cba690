"""Somebody who has asked to be told of events: a web server that keeps what it is told, and answers as a test wants."""

import json
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, Self

from tests.support.patience import PATIENT


@dataclass(frozen=True, slots=True)
class Told:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Any:
        """What the body says."""
        return json.loads(self.body)

    @property
    def id(self) -> str:
        """`webhook-id`."""
        return self.headers["webhook-id"]


class WebhookReceiver:
    """A receiver on a free port of this machine, inside a `with` block. It answers 204, or what `answers` holds first:
    a status, or None for no answer at all. `on_told` is called with each request before it is answered."""

    def __init__(self, context: ssl.SSLContext | None = None, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Conversation)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.port: int = self._server.server_address[1]
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}/hook"

    @property
    def told(self) -> list[Told]:
        """Every request so far."""
        return list(self._server.told)

    @property
    def answers(self) -> deque[int | None]:
        """What comes next."""
        return self._server.answers

    def wait(self, is_enough: Callable[[list[Told]], bool]) -> list[Told]:
        """Every request, once they are enough."""
        with self._server.news:
            assert self._server.news.wait_for(lambda: is_enough(self.told), PATIENT), self.told
        return self.told

    def wait_for(self, count: int) -> list[Told]:
        """Every request, once there are so many."""
        return self.wait(lambda told: len(told) >= count)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.enough.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1_000  # many may come at once

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.told: list[Told] = []
        self.answers: deque[int | None] = deque()
        self.news = Condition()
        self.enough = Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever posts may give up in the middle."""


class _Conversation(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Keep it, and answer."""
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.news:
            answer = self.server.answers.popleft() if self.server.answers else 204
            self.server.told.append(Told(self.path, headers, body))
            self.server.news.notify_all()
        if answer is None:
            self.server.enough.wait(PATIENT)
            return
        self.send_response(answer)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""
