"""One log line a request, whatever became of it; probes, which come every second or so, are told at DEBUG alone."""

import logging

from emulator.asgi import Asgi, Message, Receive, Scope, Send
from emulator.logs import log_request, stopwatch
from emulator.strays import PROBES

CLIENT_LEFT = 499
"""Logged for a request whose client hung up before it was answered (nginx's habit; never on the wire)."""


class RequestLog:
    """Wraps an application. Whoever knows the user leaves the name in the scope as `faxfinder.user`, and so for
    `faxfinder.workspace`."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        elapsed = stopwatch()
        status = CLIENT_LEFT

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        finally:
            log_request(
                method=scope["method"],
                path=scope["path"],
                query=scope["query_string"].decode("latin-1"),
                user=scope.get("faxfinder.user"),
                status=status,
                milliseconds=elapsed(),
                workspace=scope.get("faxfinder.workspace"),
                level=logging.DEBUG if scope["path"] in PROBES else logging.INFO,
            )
