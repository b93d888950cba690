"""The connection that a request came on: what can be done to it beside answering.

Rule: the listener leaves a way to it in every request's state, and looks for it only when somebody asks.
"""

import struct
from asyncio import BaseTransport, Transport
from socket import SO_LINGER, SOL_SOCKET
from typing import cast

from emulator.asgi import Scope

CONNECTION = "faxfinder.connection"
"""Where the listener leaves the way to a connection in a request's state: a function from the scope to it, or None."""

AT_ONCE = struct.pack("ii", 1, 0)
"""Linger for no time: the kernel drops what was not sent and ends the connection with RST (RFC 9293 section 3.6)."""


class Connection:
    """One client's connection, open or not."""

    def __init__(self, transport: BaseTransport | None) -> None:
        self._transport = cast(Transport, transport)
        self.was_reset = False
        """True once it was ended here with `reset`, whether the requests on it have heard of that or not."""

    @property
    def is_open(self) -> bool:
        """False once either side has ended it, as far as is known."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def has_ended(self) -> bool:
        """True once either side is known to have ended it; never where no listener tells."""
        return self._transport is not None and self._transport.is_closing()

    def close(self) -> None:
        """End it after what was written has left."""
        if self.is_open:
            self._transport.close()

    def reset(self) -> None:
        """End it now; the client's system reports a connection reset by its peer."""
        if self.is_open:
            self.was_reset = True
            self._transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, AT_ONCE)
            self._transport.abort()

    def write(self, raw: bytes) -> None:
        """Send bytes that need not be HTTP."""
        if self.is_open:
            self._transport.write(raw)


def connection_of(scope: Scope) -> Connection:
    """The connection of this request; one that is closed where no listener stands before the application."""
    find = scope["state"].get(CONNECTION)
    return Connection(find(scope) if find else None)
