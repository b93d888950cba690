"""Errors of the control plane: `{"error": ..., "detail": ...}` with a 4xx status."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


class ControlError(Exception):
    """A control request that cannot be done."""

    def __init__(self, status: int, error: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.error = error
        self.detail = detail


def install(app: FastAPI) -> None:
    """Have every failure of the control plane answered the same way."""
    app.add_exception_handler(ControlError, _control_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)


def _control_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ControlError)
    return _answer(error.status, error.error, error.detail)


def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()]
    return _answer(400, "invalid_request", "; ".join(problems))


def _http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    words = {404: "not_found", 405: "method_not_allowed"}
    return JSONResponse(
        {"error": words.get(error.status_code, "http_error"), "detail": str(error.detail)},
        error.status_code,
        headers=dict(error.headers or {}),
    )


def _answer(status: int, error: str, detail: str) -> JSONResponse:
    return JSONResponse({"error": error, "detail": detail}, status)
