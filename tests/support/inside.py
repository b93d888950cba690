"""A whole emulator inside the test's own process: requests by the thousand, without a network between.

Rule: the application is the one that is served, with its control plane; only the server around it is left out.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from socket import socketpair
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from lxml import etree

from emulator.app import create_app
from emulator.appliance import Appliance
from emulator.asgi import Message, Scope
from emulator.connection import CONNECTION
from emulator.faults.board import board_of
from emulator.pacer import let_others_go_first
from emulator.settings import PACES, Settings

HOST = b"192.168.2.1"


ADMINISTRATOR = (b"authorization", b"Basic " + b64encode(b"admin:admin"))


@dataclass(frozen=True, slots=True)
class InsideAnswer:
    """An answer: status, headers by lower-case name, and the bytes of the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """Of the body; empty where none is told."""
        return self.headers.get("content-type", "")

    @property
    def root(self) -> etree._Element:
        """The body as XML."""
        return etree.fromstring(self.body)

    def first(self, path: str) -> str:
        """The text of the first element there; empty when it is empty."""
        found = self.root.find(path)
        assert found is not None, f"{path}: {self.body!r}"
        return found.text or ""


JSON = (b"content-type", b"application/json")

Asked = tuple[str, str, bytes]
"""Method, path, body."""


class InsideEmulator:
    """One unit whose clock stands still. Use it as a context: it is powered on at the beginning and off at the end."""

    def __init__(self, **settings: Any) -> None:
        self._app = create_app(Settings(**({"pace": PACES["instant"]} | settings)))
        self._lifespan = self._app.lifespan()
        self._runner = asyncio.Runner()
        self._below = ""

    def __enter__(self) -> Self:
        self._runner.__enter__()
        self._runner.run(self._lifespan.__aenter__())
        self._runner.run(self._app.get_ready())
        self.control("PUT", "/clock", {"mode": "frozen"})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._runner.run(self._lifespan.__aexit__(kind, error, trace))
        finally:
            self._runner.__exit__(kind, error, trace)

    def request(
        self, method: str, target: str, body: str = "", credentials: tuple[str, str] | None = None
    ) -> InsideAnswer:
        """One request below `/ffws/v1`, `target` with its query; without credentials where none are given."""
        headers = [(b"host", HOST)]
        if body:
            headers.append((b"content-type", b"application/xml"))
        if credentials:
            token = b64encode(":".join(credentials).encode())
            headers.append((b"authorization", b"Basic " + token))
        return self._runner.run(self._ask(method, f"/ffws/v1{target}", headers, body.encode()))

    def answered(self, *targets: str, credentials: tuple[str, str]) -> list[str]:
        """GET all of them below `/ffws/v1` at once; answers them in the order in which they were answered."""
        token = b64encode(":".join(credentials).encode())
        headers = [(b"host", HOST), (b"authorization", b"Basic " + token)]
        order: list[str] = []

        async def ask(target: str) -> None:
            answer = await self._ask("GET", f"/ffws/v1{target}", headers, b"")
            assert answer.status == 200, answer.body
            order.append(target)

        async def ask_all() -> None:
            await asyncio.gather(*map(ask, targets))

        self._runner.run(ask_all())
        return order

    def workspace(self, name: str) -> "InsideEmulator":
        """The same emulator for requests below `/w/NAME`; the original ends it."""
        found = copy(self)
        found._below = f"/w/{name}"
        return found

    @property
    def unit(self) -> Appliance:
        """The default unit."""
        return self._app.state.unit

    def unit_of(self, name: str) -> Appliance:
        """The unit of a workspace that is there."""
        workspaces = self._app.state.workspaces
        assert workspaces is not None
        found = workspaces.find(name)
        assert found is not None
        return found.running.unit

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the control plane; answers the JSON."""
        answer = self.ask_control(method, path, body)
        assert answer.status in (200, 201, 202), answer.body
        return json.loads(answer.body)

    def ask_control(self, method: str, path: str, body: Any = None) -> InsideAnswer:
        """Ask the control plane; answers whatever it answers."""
        return self._runner.run(self._ask_control(method, path, body))

    def ask_control_while_converting(self, path: str, body: Any, *meanwhile: tuple[str, str, Any]) -> InsideAnswer:
        """POST something that brings a document; the other requests are answered while that is at the converters."""

        async def ask() -> InsideAnswer:
            asked = asyncio.create_task(self._ask_control("POST", path, body))
            while not self.unit.conversions.working + self.unit.conversions.queued:
                await asyncio.wait([asked], timeout=0)
                assert not asked.done(), asked.result().body
            for request in meanwhile:
                assert (await self._ask_control(*request)).status == 200
            assert not asked.done()
            return await asked

        return self._runner.run(ask())

    async def _ask_control(self, method: str, path: str, body: Any) -> InsideAnswer:
        content = b"" if body is None else json.dumps(body).encode()
        headers = [(b"host", HOST), (b"content-type", b"application/json")]
        return await self._ask(method, f"/_emulator{path}", headers, content)

    def overtaken(self, first: "Asked", second: "Asked", turns: int = 50) -> tuple[InsideAnswer, InsideAnswer]:
        """Two requests of the administrator's: the second comes when the loop has gone round so often since the
        first."""
        token = b64encode(b"admin:admin")

        async def ask(asked: "Asked") -> InsideAnswer:
            method, path, body = asked
            return await self._ask(method, path, [(b"host", HOST), JSON, (b"authorization", b"Basic " + token)], body)

        async def ask_both() -> tuple[InsideAnswer, InsideAnswer]:
            early = asyncio.ensure_future(ask(first))
            for _ in range(turns):
                await let_others_go_first()
            assert not early.done()
            late = await ask(second)
            return await early, late

        return self._runner.run(ask_both())

    def cut_off(self, path: str, body: str) -> list[Message]:
        """What is answered to a POST of the administrator's at which a fault is, when the unit is reset as the body has
        come, and before anybody has looked at it."""
        faults = board_of(self._app.state)
        came, said = asyncio.Event(), list[Message]()

        async def take() -> list[Message]:
            ours, theirs = socketpair()
            with theirs:
                transport, connection = await asyncio.get_running_loop().connect_accepted_socket(_Wire, ours)
                messages: Iterator[Message] = iter(
                    [{"type": "http.request", "body": body.encode(), "more_body": False}]
                )

                async def receive() -> Message:
                    for message in messages:
                        await came.wait()
                        return message
                    await connection.is_lost.wait()
                    return {"type": "http.disconnect"}

                async def send(message: Message) -> None:
                    said.append(message)

                scope = _scope("POST", f"{self._below}{path}", [(b"host", HOST), ADMINISTRATOR], len(body))
                scope["state"][CONNECTION] = lambda _: transport
                asked = asyncio.ensure_future(self._app(scope, receive, send))
                while not faults.hits_by_kind:
                    await let_others_go_first()
                came.set()
                self.unit.reset()
                faults.cut_off()
                await asked
            return said

        return self._runner.run(take())

    async def _ask(self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes) -> InsideAnswer:
        scope = _scope(method, f"{self._below}{target}", headers, len(body))
        said: list[Message] = []

        asked = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Message:
            for message in asked:
                return message
            await asyncio.Event().wait()  # for a client that leaves, which this one never does
            raise AssertionError

        async def send(message: Message) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        told = {name.decode(): value.decode("latin-1") for name, value in said[0]["headers"]}
        return InsideAnswer(said[0]["status"], told, b"".join(message["body"] for message in said[1:]))


class _Wire(asyncio.Protocol):
    """A connection that tells when it is lost."""

    def __init__(self) -> None:
        self.is_lost = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost.set()


def _scope(method: str, target: str, headers: list[tuple[bytes, bytes]], length: int) -> Scope:
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [*headers, (b"content-length", str(length).encode())],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 50000),
        "state": {},
    }
