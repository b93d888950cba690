"""A program for tests: serves a tiny application the way the product serves the real one.

Its paths: `/readyz` tells what the lifespan handed on; `/slow` begins an answer and never ends it; `/upload` reads a
body; `/stuck` holds the event loop. What its lifespan did is printed. What it is to do wrong is said in its arguments.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, StreamingResponse

from emulator.server import serve
from emulator.settings import Settings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
    """Tell what happens, and hold up the start where the test wants to end it there."""
    print("opened", *app.state.urls, flush=True)
    if "hang" in sys.argv:
        await asyncio.Event().wait()
    if "break" in sys.argv:
        raise RuntimeError("the store is from a newer version")
    yield {"shared": "by both servers"}
    print("closed", flush=True)


class TinyUnit(FastAPI):
    """A FastAPI application that the server can run."""

    def lifespan(self) -> AbstractAsyncContextManager[Mapping[str, Any] | None]:
        return self.router.lifespan_context(self)

    async def get_ready(self) -> None:
        if "hang-late" in sys.argv:
            print("getting ready", flush=True)
            await asyncio.Event().wait()

    async def take_leave(self) -> None:
        print("taking leave", flush=True)
        if "tell-time" in sys.argv:
            print(signal.getitimer(signal.ITIMER_REAL)[0], flush=True)


def create_app(settings: Settings) -> TinyUnit:
    """The tiny application."""
    if "deaf" in sys.argv:
        with suppress(SystemExit):
            hang_in_silence()
        hang_in_silence()
    app = TinyUnit(lifespan=lifespan)
    app.state.ending = asyncio.Event()

    @app.get("/readyz")
    async def readyz(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.state.shared)

    @app.get("/slow")
    async def slow() -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"begun"
            await asyncio.Event().wait()

        return StreamingResponse(body())

    @app.post("/upload")
    async def upload(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    @app.get("/stuck")
    async def stuck() -> None:
        print("stuck", flush=True)
        while True:
            pass

    return app


def hang_in_silence() -> None:
    """Never end, unless by an exception."""
    print("hanging", flush=True)
    while True:
        pass


if __name__ == "__main__":
    settings = Settings(http_port=0, https_port=0 if "https" in sys.argv else None, host="127.0.0.1")
    serve(replace(settings, shutdown_seconds=60.0) if "patient" in sys.argv else settings, create_app)
