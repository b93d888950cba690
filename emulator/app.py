"""Assembly of the web application: the appliance's own interface, the control plane beside it, and the log around both.

Rule: this module only puts parts together. The emulated interface answers in XML and has none of the framework's own
pages; the control plane lives under `/_emulator` and describes itself at `/_emulator/openapi.json`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, Depends, FastAPI, Request, Response

from emulator.appliance import Appliance
from emulator.below import Below
from emulator.control import clock, errors, unit_resources
from emulator.control.unit import check_token
from emulator.fetching import FETCH_LIMITS
from emulator.ffws.application import FfwsApplication
from emulator.ffws.links import BASE_PATH
from emulator.ffws.registry import OPERATIONS
from emulator.logs import log_state_change
from emulator.request_log import RequestLog
from emulator.settings import Settings
from emulator.version import VERSION
from fax_engine.journal import EntryMoved
from fax_engine.workshop import Workshop
from models.store import Store

UNIT_NAME = "default"
"""The unit that answers when no other is named."""

CONVERTERS = 2
FETCHERS = 4


def create_app(settings: Settings) -> FastAPI:
    """The application for these settings; its lifespan opens the store and powers the unit on and off.

    Raises `StoreError` while starting when the data folder cannot be used.
    """
    app = FastAPI(
        title="FaxFinder emulator: control plane",
        version=VERSION,
        openapi_url="/_emulator/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.urls = []
    app.state.ca_pem = None
    app.state.is_ready = False
    app.include_router(_probes())
    control = APIRouter(prefix="/_emulator", dependencies=[Depends(check_token)])
    control.include_router(unit_resources.router)
    control.include_router(clock.router)
    app.include_router(control)
    errors.install(app)
    app.add_middleware(RequestLog)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    store = Store.in_folder(settings.data_dir) if settings.data_dir else Store.in_memory()
    converters, fetchers = Workshop(CONVERTERS), Workshop(FETCHERS, FETCH_LIMITS)
    unit = Appliance(UNIT_NAME, settings, store, converters, fetchers)
    unit.journal.listen(_log_move)
    app.state.unit = unit
    app.state.ffws = FfwsApplication(unit, OPERATIONS)
    # First of all routes: this is what clients poll.
    app.router.routes.insert(0, Below(BASE_PATH, app.state.ffws))
    _connect(unit, (converters, fetchers), asyncio.get_running_loop())
    unit.power_on()
    unit.pacer.start(asyncio.get_running_loop())
    app.state.is_ready = True
    try:
        yield
    finally:
        app.state.is_ready = False
        unit.pacer.stop()
        converters.close()
        fetchers.close()
        store.close()


def _connect(unit: Appliance, workshops: tuple[Workshop, ...], loop: asyncio.AbstractEventLoop) -> None:
    """Have results of other processes collected as they come, and the unit's time go on with them."""
    for workshop in workshops:
        workshop.watch(partial(_add_reader, loop, partial(_collect, workshop, unit)), partial(_remove_reader, loop))


def _add_reader(loop: asyncio.AbstractEventLoop, collect: Callable[[], None], descriptor: int) -> None:
    loop.add_reader(descriptor, collect)


def _remove_reader(loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
    loop.remove_reader(descriptor)


def _collect(workshop: Workshop, unit: Appliance) -> None:
    workshop.collect()
    unit.pacer.told_of_progress()


def _probes() -> APIRouter:
    probes = APIRouter(tags=["probes"])

    @probes.get("/livez", response_class=Response)
    async def livez() -> Response:
        """The process is alive."""
        return Response("ok\n", media_type="text/plain")

    @probes.get("/readyz", response_class=Response, responses={503: {"description": "not ready yet"}})
    async def readyz(request: Request) -> Response:
        """The unit takes faxes."""
        is_ready = request.app.state.is_ready
        return Response("ready\n" if is_ready else "starting\n", 200 if is_ready else 503, media_type="text/plain")

    return probes


def _log_move(event: EntryMoved) -> None:
    log_state_change(
        fax=f"{event.fax_key:08X}/{event.entry_number:04X}",
        before=event.before,
        after=event.after,
        message=event.message,
    )
