"""Assembly of what is served: the appliance's own interface, the control plane beside it, and the log around both.

Rule: this module only puts parts together. The emulated interface answers in XML and has none of a framework's own
pages. The control plane is a FastAPI application that is loaded when it is first asked for: an emulator that is only
polled starts sooner and stays smaller.
"""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from typing import TYPE_CHECKING, Any

from emulator.asgi import Receive, Scope, Send, respond
from emulator.dates import Dates
from emulator.fetching import FETCH_LIMITS
from emulator.ffws.interface import Interface
from emulator.ffws.links import BASE_PATH, is_below_base
from emulator.ffws.registry import OPERATIONS
from emulator.ground import Ground
from emulator.pacer import real_now
from emulator.request_log import RequestLog
from emulator.running import Running
from emulator.settings import Settings
from emulator.strays import is_stray
from emulator.watching import Watch
from emulator.webhooks.post_room import PostRoom
from emulator.wording import Wording
from emulator.workspaces.entrance import Entrance
from emulator.workspaces.expiry import expire
from emulator.workspaces.workspaces import Workspaces
from fax_engine.workshop import Workshop
from models.store import Store

if TYPE_CHECKING:
    from fastapi import FastAPI

    from emulator.seeds.seed import Seed

CONVERTERS = 2
FETCHERS = 4
CARRIERS = 2
"""Workers that hand over received faxes: a server that is silent keeps other deliveries waiting, and nothing else."""


class Application:
    """The ASGI application for these settings. Raises `SettingError` for a wording that cannot be used."""

    def __init__(self, settings: Settings) -> None:
        self.state = Running(settings)
        self._wording = _wording(settings)
        self._log = RequestLog(self._route)
        self._watch = Watch(self.state)
        self._dates = Dates(real_now)
        self._entrance: Entrance | None = None
        self._control: asyncio.Task[FastAPI] | None = None
        self._description: asyncio.Task[dict[str, Any]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and log it."""
        if self._entrance is not None and (address := self._entrance.address_of(scope)) is not None:
            await self._entrance(address, scope, receive, send)
        else:
            await self._to_default(scope, receive, send)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Open the store and power the units on, and off at the end.

        Raises `StoreError`, `SettingError` for a seed, and `InitFailure`.
        """
        state, settings = self.state, self.state.settings
        with ExitStack() as at_the_end:
            converters = at_the_end.enter_context(closing(Workshop(CONVERTERS)))
            fetchers = at_the_end.enter_context(closing(Workshop(FETCHERS, FETCH_LIMITS)))
            carriers = at_the_end.enter_context(closing(Workshop(CARRIERS, FETCH_LIMITS)))
            posters = at_the_end.enter_context(closing(PostRoom()))
            await self._boot()
            seed = self._seed(converters)  # before the store: nothing is written for one that cannot be used
            folder = settings.data_dir
            store = at_the_end.enter_context(closing(Store.in_folder(folder) if folder else Store.in_memory()))
            loop = asyncio.get_running_loop()
            interface = Interface(OPERATIONS, self._wording)
            ground = Ground(store, converters, fetchers, carriers, posters, self._wording, interface, seed, loop)
            unit = ground.place(state, seed)
            await ground.power_on(state)
            at_the_end.callback(unit.stop)
            if settings.workspaces:
                await self._open_workspaces(ground, at_the_end)
            try:
                yield
            finally:
                state.is_ready = False

    async def get_ready(self) -> None:
        """Requests are answered: the hooks of that stage have their turn, then the unit is ready. Raises
        `InitFailure`."""
        if self.state.hooks is not None:
            await self.state.hooks.get_ready()
        self.state.is_ready = True

    async def take_leave(self) -> None:
        """The end was asked for: the hooks of that stage have their turn."""
        if self.state.hooks is not None:
            await self.state.hooks.take_leave()

    async def _boot(self) -> None:
        settings = self.state.settings
        if settings.init_dir.is_dir():
            from emulator.hooks.init_hooks import InitHooks

            self.state.hooks = InitHooks(settings, next(iter(self.state.urls), ""))
            await self.state.hooks.boot()

    def _seed(self, converters: Workshop) -> "Seed | None":
        settings, hooks = self.state.settings, self.state.hooks
        joining = hooks.seed_files if hooks is not None else ()
        if settings.seed is None and not joining:
            return None
        from emulator.seeds.loading import load_seed

        seed = load_seed(settings.seed, settings, converters, real_now(), joining)
        if hooks is not None:
            hooks.seed_was_read()
        return seed

    async def _open_workspaces(self, ground: Ground, at_the_end: ExitStack) -> None:
        state = self.state
        workspaces = state.workspaces = Workspaces(state, ground)
        at_the_end.callback(workspaces.close)
        await workspaces.recover()
        if state.settings.workspace_idle is not None:
            expiring = asyncio.create_task(expire(workspaces, state.settings.workspace_idle))
            at_the_end.callback(expiring.cancel)
        self._entrance = Entrance(state, workspaces, self._to_default, self._others)

    async def _to_default(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_below_base(scope.get("path", "")):
            scope["root_path"] = BASE_PATH  # in place: who logs reads from the same scope who asked
            await self._watch(scope, receive, send)
        elif is_stray(scope.get("path", "/")):
            await self._watch.stray(scope, receive, send)
        else:
            scope["faxfinder.running"] = self.state
            await self._others(scope, receive, send)

    async def _others(self, scope: Scope, receive: Receive, send: Send) -> None:
        """All but `/ffws/v1`."""
        await self._log(scope, receive, self._dates.on(send))

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path == "/livez":
            await respond(send, 200, b"ok\n")
        elif path == "/readyz":
            await (respond(send, 200, b"ready\n") if self.state.is_ready else respond(send, 503, b"starting\n"))
        else:
            control = await self._control_plane()
            if path == control.openapi_url:
                await self._describe(control)
            await control(scope, receive, send)

    async def _describe(self, control: "FastAPI") -> None:
        """The control plane's own description, worked out beside the event loop the first time; it is kept there."""
        if self._description is None:
            self._description = asyncio.create_task(asyncio.to_thread(control.openapi))
        await asyncio.shield(self._description)

    async def _control_plane(self) -> "FastAPI":
        """The control plane, loaded beside the event loop the first time, so that polls go on meanwhile."""
        if self._control is None:
            self._control = asyncio.create_task(asyncio.to_thread(_load_control_plane, self.state.settings))
        return await asyncio.shield(self._control)


def create_app(settings: Settings) -> Application:
    """The application for these settings. Raises `SettingError`."""
    return Application(settings)


def _wording(settings: Settings) -> Wording:
    if settings.wording is None:
        return Wording()
    from emulator.wording_file import read_wording

    return read_wording(settings.wording)


def _load_control_plane(settings: Settings) -> "FastAPI":
    from emulator.control.application import create_control_app

    app = create_control_app(asks_for_token=settings.control_token is not None)
    # It stays as long as the process: whenever something is collected, it need not be looked through.
    gc.freeze()
    return app
