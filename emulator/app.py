"""Assembly of what is served: the appliance's own interface, the control plane beside it, and the log around both.

Rule: this module only puts parts together. The emulated interface answers in XML and has none of a framework's own
pages. The control plane is a FastAPI application that is loaded when it is first asked for: an emulator that is only
polled starts sooner and stays smaller.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from emulator.appliance import Appliance
from emulator.asgi import Asgi, Receive, Scope, Send, respond
from emulator.fetching import FETCH_LIMITS
from emulator.ffws.application import FfwsApplication
from emulator.ffws.links import BASE_PATH
from emulator.ffws.registry import OPERATIONS
from emulator.logs import log_state_change
from emulator.request_log import RequestLog
from emulator.running import Running
from emulator.settings import Settings
from fax_engine.journal import EntryMoved
from fax_engine.workshop import Workshop
from models.store import Store

UNIT_NAME = "default"
"""The unit that answers when no other is named."""

CONVERTERS = 2
FETCHERS = 4


class Application:
    """The ASGI application for these settings."""

    def __init__(self, settings: Settings) -> None:
        self.state = Running(settings)
        self._log = RequestLog(self._route)
        self._control: asyncio.Task[Asgi] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and log it."""
        await self._log(scope, receive, send)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Open the store and power the unit on, and off at the end. Raises `StoreError`."""
        state = self.state
        folder = state.settings.data_dir
        store = Store.in_folder(folder) if folder else Store.in_memory()
        workshops = Workshop(CONVERTERS), Workshop(FETCHERS, FETCH_LIMITS)
        unit = state.unit = Appliance(UNIT_NAME, state.settings, store, *workshops)
        state.ffws = FfwsApplication(unit, OPERATIONS)
        unit.journal.listen(_log_move)
        loop = asyncio.get_running_loop()
        for workshop in workshops:
            _collect_from(workshop, unit, loop)
        unit.power_on()
        unit.pacer.start(loop)
        state.is_ready = True
        try:
            yield
        finally:
            state.is_ready = False
            unit.pacer.stop()
            for workshop in workshops:
                workshop.close()
            store.close()

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path == BASE_PATH or path.startswith(BASE_PATH + "/"):
            scope["root_path"] = BASE_PATH  # in place: the log reads from the same scope who asked
            await self.state.ffws(scope, receive, send)
        elif path == "/livez":
            await respond(send, 200, b"ok\n")
        elif path == "/readyz":
            await (respond(send, 200, b"ready\n") if self.state.is_ready else respond(send, 503, b"starting\n"))
        else:
            await (await self._control_plane())(scope, receive, send)

    async def _control_plane(self) -> Asgi:
        """The control plane, loaded beside the event loop the first time, so that polls go on meanwhile."""
        if self._control is None:
            self._control = asyncio.create_task(asyncio.to_thread(_load_control_plane, self.state))
        return await asyncio.shield(self._control)


def create_app(settings: Settings) -> Application:
    """The application for these settings."""
    return Application(settings)


def _load_control_plane(state: Running) -> Asgi:
    from emulator.control.application import create_control_app

    return create_control_app(state)


def _collect_from(workshop: Workshop, unit: Appliance, loop: asyncio.AbstractEventLoop) -> None:
    """Have the results of other processes collected as they come, and the unit's time go on with them."""

    def collect() -> None:
        workshop.collect()
        unit.pacer.told_of_progress()

    def watch(descriptor: int) -> None:
        loop.add_reader(descriptor, collect)

    workshop.watch(watch, partial(_unwatch, loop), loop.call_soon)


def _unwatch(loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
    loop.remove_reader(descriptor)


def _log_move(event: EntryMoved) -> None:
    log_state_change(
        fax=f"{event.fax_key:08X}/{event.entry_number:04X}",
        before=event.before,
        after=event.after,
        message=event.message,
    )
