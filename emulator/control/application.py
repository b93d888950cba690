"""The control plane as an application: its routers, its errors, its own description."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

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


class ControlPlane(FastAPI):
    """A FastAPI application whose description tells of the probes, too, which the process answers before it is loaded."""

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
    control = APIRouter(
        prefix="/_emulator",
        dependencies=[Depends(check_token), Depends(check_query)],
        responses=dict(errors.REFUSALS),
    )
    control.include_router(unit_resources.router)
    control.include_router(init.router)
    control.include_router(clock.router)
    control.include_router(contract.router)
    control.include_router(dialing_rules.router)
    control.include_router(options.router)
    control.include_router(outcomes.router)
    control.include_router(stations.router)
    control.include_router(inbound.router)
    control.include_router(calls.router)
    control.include_router(packets.router)
    control.include_router(registration.router)
    control.include_router(faxes.router)
    control.include_router(mail.router)
    control.include_router(deliveries.router)
    control.include_router(directories.router)
    control.include_router(wait.router)
    control.include_router(verify.router)
    control.include_router(events.router)
    control.include_router(webhooks.router)
    control.include_router(faults.router)
    control.include_router(requests.router)
    control.include_router(snapshots.router)
    control.include_router(metrics.router)
    control.include_router(workspaces.router)
    app.include_router(control)
    app.include_router(docs_page.router, prefix="/_emulator")
    app.include_router(docs_page.doors)
    errors.install(app)
    return app
