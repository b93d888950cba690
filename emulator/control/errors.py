"""Errors of the control plane: `{"error": ..., "detail": ...}` with a 4xx status, and a 500 for a defect of its own."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.control.complaints import BODY, told
from emulator.near_misses import control_near_misses
from emulator.pacer import StateReplaced
from emulator.strays import CONTROL
from emulator.workspaces.refusals import WorkspaceRefused
from fax_engine.errors import UnitGone

log = logging.getLogger(__name__)

NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})

_UNREADABLE = f"{BODY}: no JSON that can be read: not UTF-8, nested too deeply, or with too long a number"
"""FastAPI keeps to itself which of these it was."""


class Refusal(BaseModel):
    """How every refusal is answered: a word for programs, a sentence for people, and with some words more."""

    model_config = ConfigDict(extra="allow")

    error: str
    detail: str


REFUSALS: Mapping[int | str, dict[str, Any]] = MappingProxyType(
    {"4XX": {"model": Refusal, "description": "Refused: the request as it is, or as the unit stands."}}
)
"""What the description says of every operation. Declared so, FastAPI leaves out its own 422, which is never
answered."""


class ControlError(Exception):
    """A control request that cannot be done; `more` stands beside `error` and `detail` in the answer."""

    def __init__(
        self,
        status: int,
        error: str,
        detail: str,
        more: Mapping[str, Any] = NOTHING_MORE,
        headers: Mapping[str, str] = NOTHING_MORE,
    ) -> None:
        super().__init__(detail)
        self.more = more
        self.headers = headers
        self.status = status
        self.error = error
        self.detail = detail


class Defects:
    """Stands around the control plane: what it did not foresee is answered like all else, and the connection stays
    good."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; see the ASGI specification. An answer that has begun can only be cut off."""
        has_begun = False

        async def note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:
            if has_begun:
                raise
            log.exception("a defect: the control request could not be answered")
            answer = _answer(500, "defect", "a defect of the emulator, of which its log tells more")
            await answer(scope, receive, send)


def install(app: FastAPI) -> None:
    """Have every failure of the control plane answered the same way."""
    app.add_middleware(Defects)
    app.add_exception_handler(ControlError, _control_error)
    app.add_exception_handler(UnitGone, _unit_gone)
    app.add_exception_handler(StateReplaced, _state_replaced)
    app.add_exception_handler(WorkspaceRefused, _workspace_refused)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)


def _control_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ControlError)
    return _answer(error.status, error.error, error.detail, error.more, error.headers)


def _unit_gone(_request: Request, error: Exception) -> JSONResponse:
    """The workspace was deleted while the request was under way."""
    return _answer(410, "deleted", str(error))


def _state_replaced(_request: Request, _error: Exception) -> JSONResponse:
    """What was asked for was begun on a state that is not there any more."""
    return _answer(410, "reset", "the unit was reset, restored or deleted meanwhile")


def _workspace_refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, WorkspaceRefused)
    return _answer(error.status, error.error, error.detail)


def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, bytes):  # it was not read, because it does not say that it is JSON
        stated = request.headers.get("content-type")
        said = f"the body says Content-Type: {stated}" if stated else "the body has no Content-Type"
        return _answer(415, "unsupported_media_type", f"{said}; send JSON with Content-Type: application/json")
    return _answer(400, "invalid_request", told(error.errors(), error.body))


def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        return _answer(400, "invalid_request", _UNREADABLE)
    if error.status_code == 404:
        return _answer(404, "not_found", _nothing_here(request))
    words = {405: "method_not_allowed"}
    word = words.get(error.status_code, "http_error")
    return _answer(error.status_code, word, str(error.detail), headers=error.headers or NOTHING_MORE)


def _nothing_here(request: Request) -> str:
    """No resource refuses so: there is none at that path."""
    prefix = request.scope.get("faxfinder.prefix", "")
    asked = request.scope["path"].removeprefix(CONTROL)
    near = [f"{prefix}{CONTROL}{path}" for path in control_near_misses(asked, request.app.state.paths)]
    told = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"nothing is here: {prefix}{CONTROL}/docs describes what there is{told}"


def _answer(
    status: int,
    error: str,
    detail: str,
    more: Mapping[str, Any] = NOTHING_MORE,
    headers: Mapping[str, str] = NOTHING_MORE,
) -> JSONResponse:
    return JSONResponse({"error": error, "detail": detail, **more}, status, headers=dict(headers))
