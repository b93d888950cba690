"""The listening side: one event loop with an HTTP and an HTTPS server on it that share one application.

Rule: the application lives once, signals are somebody else's, and the end waits for nobody: requests in progress get a
short grace, then their connections are cut.
"""

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from socket import socket
from ssl import SSLContext
from typing import Any

import uvicorn

from emulator.asgi import Scope, Served
from emulator.connection import CONNECTION
from emulator.ending import Ending
from emulator.pipelining import PipelinedConnection

# How long requests may go on after the end was asked for, how long their answers may take to leave, and how long
# what was cut may take to notice.
GRACE_SECONDS = 0.15
FLUSH_SECONDS = 0.05
CUT_SECONDS = 0.05
# Longer than any client's pause between two polls, so that a kept connection is not closed under a request.
KEEP_ALIVE_SECONDS = 75
# Objects that are made before the youngest are looked through for circles, and how often the older ones are.
COLLECT_AFTER = (5_000, 10, 10)


class Connections(set[Any]):
    """The open connections of a server, and an event that tells when the last has gone."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = asyncio.Event()

    def discard(self, connection: Any) -> None:
        """Forget a connection."""
        super().discard(connection)
        if not self:
            self.gone.set()


class Listener(uvicorn.Server):
    """One uvicorn server whose end is driven from outside."""

    def __init__(self, app: Served, bound: socket, context: SSLContext | None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PipelinedConnection,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,  # the application says when it answers: the unit has a clock of its own
                # The application reads the forwarding headers itself: they belong into the URLs of its answers.
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                ssl_context_factory=(lambda config, default: context) if context else None,
            )
        )
        self._bound = bound

    async def open(self, state: dict[str, Any]) -> None:
        """Begin to accept; `state` is what the application's lifespan made for its requests."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        self.lifespan.state = {**state, CONNECTION: self._transport_of}
        self.server_state.connections = Connections()
        await self.on_tick(0)
        await self.startup(sockets=[self._bound])

    def _transport_of(self, scope: Scope) -> asyncio.BaseTransport | None:
        """What the request's connection is carried by, None when it is gone: no two open ones share both ends."""
        ends = scope["client"], scope["server"]
        open_ones: set[Any] = self.server_state.connections
        return next((one.transport for one in open_ones if (one.client, one.server) == ends), None)

    def stop_accepting(self) -> None:
        """Refuse new connections, close the idle ones, and let the others close after their answer."""
        for server in self.servers:
            server.close()
        self._bound.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()

    @property
    def requests(self) -> set[asyncio.Task[None]]:
        """The requests in progress."""
        return self.server_state.tasks

    async def wait_until_gone(self) -> None:
        """Return when no connection is left."""
        connections = self.server_state.connections
        if connections and isinstance(connections, Connections):
            connections.gone.clear()
            await connections.gone.wait()

    def cut(self) -> None:
        """Drop what is left of connections and requests."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for request in list(self.requests):
            request.cancel()


Announce = Callable[[], None]


def run(app: Served, bound: dict[str, socket], context: SSLContext | None, ending: Ending, announce: Announce) -> None:
    """Serve `app` on the bound sockets (by scheme) until `ending` asks to stop; `announce` is called once it serves.

    Raises what the application's start raises.
    """
    listeners = [Listener(app, entry, context if scheme == "https" else None) for scheme, entry in bound.items()]
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        try:
            runner.run(_serve(app, listeners, ending, announce))
        finally:
            ending.ask_with(None)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(app: Served, listeners: list[Listener], ending: Ending, announce: Announce) -> None:
    loop, serving, stop = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()
    assert serving is not None
    ending.ask_with(lambda: _soon(loop, serving.cancel))
    with suppress(asyncio.CancelledError):
        async with app.lifespan() as state:
            # What the start has made stays to the end: the collector need not look at it ever again.
            gc.freeze()
            # And a unit at work makes and drops thousands of rows and events, hardly any of them in circles.
            gc.set_threshold(*COLLECT_AFTER)
            gc.enable()
            for listener in listeners:
                await listener.open(dict(state or {}))
            ending.ask_with(lambda: _soon(loop, stop.set))
            try:
                if await _unless(stop, app.get_ready()):
                    announce()
                    await stop.wait()
                    await app.take_leave()
            finally:
                app.state.ending.set()
                await _close(listeners)


def _soon(loop: asyncio.AbstractEventLoop, action: Callable[[], object]) -> None:
    loop.call_soon_threadsafe(action)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do this work, or give it up when the end is asked for; answers whether it was done. Raises what it raises."""
    doing, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    doing.cancel()
    with suppress(asyncio.CancelledError):
        await doing
    return not doing.cancelled()


async def _close(listeners: list[Listener]) -> None:
    for listener in listeners:
        listener.stop_accepting()
    await _at_most(GRACE_SECONDS, *(request for listener in listeners for request in listener.requests))
    await _at_most(FLUSH_SECONDS, *(asyncio.ensure_future(listener.wait_until_gone()) for listener in listeners))
    # uvicorn would report every request that is cut as an error of the application.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
    for listener in listeners:
        listener.cut()
    await _at_most(CUT_SECONDS, *(request for listener in listeners for request in listener.requests))


async def _at_most(seconds: float, *work: "asyncio.Future[None]") -> None:
    if work:
        await asyncio.wait(work, timeout=seconds)
