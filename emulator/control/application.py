"""The control plane as an application: its routers, its errors, its own description."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from fastapi import Depends, FastAPI
from starlette.routing import Route

from emulator.control import (
    calls,
    clock,
    contract,
    deliveries,
    dialing_rules,
    directories,
    docs_page,
    errors,
    events,
    faults,
    faxes,
    inbound,
    init,
    mail,
    metrics,
    options,
    outcomes,
    packets,
    registration,
    requests,
    snapshots,
    stations,
    unit_resources,
    verify,
    wait,
    webhooks,
    workspaces,
)
from emulator.control.queries import check_query
from emulator.control.unit import check_token
from emulator.strays import CONTROL
from emulator.version import VERSION


def _probe(summary: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """A path that answers with a word, to everybody: no token is asked for."""
    content = {"text/plain": {"schema": {"type": "string"}}}
    responses = {status: {"description": meaning, "content": content} for status, meaning in answers.items()}
    return {"get": {"tags": ["process"], "summary": summary, "responses": responses, "security": []}}


PROBES: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "/livez": _probe("Whether the process is there", {"200": "It is."}),
        "/readyz": _probe(
            "Whether units can be used",
            {"200": "They can.", "503": "The store, the seed or an init hook is still being waited for."},
        ),
    }
)
"""`emulator/app.py` answers them."""


RESOURCES = (
    unit_resources,
    init,
    clock,
    contract,
    dialing_rules,
    options,
    outcomes,
    stations,
    inbound,
    calls,
    packets,
    registration,
    faxes,
    mail,
    deliveries,
    directories,
    wait,
    verify,
    events,
    webhooks,
    faults,
    requests,
    snapshots,
    metrics,
    workspaces,
)
"""In the order of the description."""


class ControlPlane(FastAPI):
    """A FastAPI application whose description tells of the probes, too, which the process answers before it is
    loaded."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        description = super().openapi()
        description["paths"].update(PROBES)
        return description


class TokenedControlPlane(ControlPlane):
    """Its description tells of the control token: `/_emulator/docs` asks for it then."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        description = super().openapi()
        description["components"]["securitySchemes"] = {"control token": {"type": "http", "scheme": "bearer"}}
        description["security"] = [{"control token": []}]
        return description


def create_control_app(*, asks_for_token: bool = False) -> FastAPI:
    """The application for `/_emulator`; anything else that reaches it is not found.

    It serves every unit: which one, and what stands around it, is in the scope as `faxfinder.running`.
    """
    app = (TokenedControlPlane if asks_for_token else ControlPlane)(
        title="FaxFinder emulator: control plane",
        version=VERSION,
        openapi_url="/_emulator/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    # Each by itself: FastAPI looks for a route twice at every level of routers within routers.
    for resource in RESOURCES:
        app.include_router(
            resource.router,
            prefix=CONTROL,
            dependencies=[Depends(check_token), Depends(check_query)],
            responses=dict(errors.REFUSALS),
        )
    app.state.paths = tuple(dict.fromkeys(_paths()))
    app.include_router(docs_page.router, prefix=CONTROL)
    app.include_router(docs_page.doors)
    errors.install(app)
    return app


def _paths() -> Iterator[str]:
    """What there is below `/_emulator`."""
    for resource in RESOURCES:
        for route in resource.router.routes:
            assert isinstance(route, Route)
            yield route.path
