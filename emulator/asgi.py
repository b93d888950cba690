"""The words of ASGI 3 (https://asgi.readthedocs.io), and the shortest way to answer."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

Headers = Iterable[tuple[bytes, bytes]]


class Served(Protocol):
    """An ASGI application with a life of its own; `state` takes `urls` and `ca_pem` before it begins, and has
    `ending`."""

    state: Any

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

    def lifespan(self) -> AbstractAsyncContextManager[Mapping[str, Any] | None]:
        """What happens before the first and after the last request; what it makes goes into every request's state."""

    async def get_ready(self) -> None:
        """What happens when requests are answered, and before anybody is told. Raises what ends the start."""

    async def take_leave(self) -> None:
        """What happens when the end was asked for, while requests are still answered."""


WITHOUT_CONTENT = frozenset({204, 304})
"""Statuses whose answers have no body, and no Content-Length of 0 either (RFC 9110 section 8.6)."""


async def respond(
    send: Send,
    status: int,
    body: bytes,
    content_type: bytes = b"text/plain; charset=utf-8",
    extra: Headers = (),
    *,
    is_last: bool = True,
) -> None:
    """Answer with a whole body, which some statuses do not have; with `is_last` false the response stays open until an
    empty last piece is sent."""
    headers = [(b"content-type", content_type), *extra]
    if status in WITHOUT_CONTENT:
        body = b""
    else:
        headers.insert(1, (b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": not is_last})
