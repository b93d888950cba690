"""A place in the path tree that belongs to one application, whole.

Rule: everything at the path and below it goes there, whatever the characters: the framework's own `Mount` overlooks the
bare path and any path with a line feed in it, and would answer those itself.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Below(BaseRoute):
    """Hands every HTTP request at or below `path` to `app`, with `root_path` telling what stood before."""

    def __init__(self, path: str, app: Asgi) -> None:
        self.path = path
        self._app = app

    def matches(self, scope: Scope) -> tuple[Match, dict[str, Any]]:
        """Whether the request is below the path, and what the application should know of it."""
        wanted: str = scope["path"]
        if scope["type"] == "http" and (wanted == self.path or wanted.startswith(self.path + "/")):
            return Match.FULL, {"root_path": self.path, "endpoint": self._app}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await self._app(scope, receive, send)
