"""A request on its way through the effects of a fault.

Rule: effects are layers around the unit. Each gets the passage and what lies within; it asks that or not, and lets pass
what it likes.
"""

from asyncio import Event
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from emulator.appliance import Appliance
from emulator.asgi import WITHOUT_CONTENT, Headers, Message, Receive, Scope, Send, respond
from emulator.connection import Connection
from emulator.faults.layers import Layer
from emulator.faults.shape import Shape
from emulator.faults.turns import Dice
from emulator.ffws.body import MOST_BYTES
from emulator.pacer import pause_unless

LOOK_EVERY = 0.25
"""Seconds between two looks whether a client that is kept waiting is still there."""

MOST_DRAINED = MOST_BYTES
"""Bytes of a body that are read and forgotten: as much as the unit takes."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One request, where its answer goes, and the fault's dice. `ended` is set when the fault is ended or replaced."""

    scope: Scope
    receive: Receive
    send: Send
    unit: Appliance
    connection: Connection
    dice: Dice
    ended: Event

    async def wait(self, seconds: float) -> None:
        """Keep the client waiting for real seconds, until it has left, or until the fault has ended."""
        while seconds > 0 and self.connection.is_open and not self.ended.is_set():
            await pause_unless(self.ended, min(seconds, LOOK_EVERY))
            seconds -= LOOK_EVERY

    async def drain(self) -> None:
        """Take in the request's body and forget it."""
        size, more = 0, True
        while more and size <= MOST_DRAINED:
            message = await self.receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)

    async def until_gone(self) -> None:
        """Return when the connection has ended: nobody is to answer on it any more."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def respond(self, status: int, body: bytes, content_type: str, extra: Headers = ()) -> None:
        """Answer instead of the unit."""
        await respond(self.send, status, body, content_type.encode("latin-1"), extra)


Within = Callable[[Passage], Awaitable[None]]


class Effect(Shape):
    """What happens to a request that is hit."""

    layer: ClassVar[Layer] = Layer.REQUESTS
    replaces_the_unit: ClassVar[bool] = False
    """True when the request is not carried out: nothing can lie within."""

    async def apply(self, passage: Passage, within: Within) -> None:
        """Let the request through to what lies within, or not, and its answer out."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The word that asks for it."""
        kind: str = getattr(self, "kind", "")
        return kind


@dataclass(slots=True)
class WholeAnswer:
    """An answer that was taken in whole; `status` is None when there was none, because the client had left."""

    status: int | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def take(self, message: Message) -> None:
        """One message of it."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    def set_header(self, name: bytes, value: bytes | None) -> None:
        """Replace a header, or take it away; `name` in small letters."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name]
        if value is not None:
            self.headers.append((name, value))

    async def leave(self, send: Send) -> None:
        """Send it with the length that its body has."""
        if self.status is None:
            return
        has_content = self.status not in WITHOUT_CONTENT
        self.set_header(b"content-length", str(len(self.body)).encode() if has_content else None)
        await self.leave_in(send, [self.body])

    async def leave_in(self, send: Send, pieces: Iterable[bytes]) -> None:
        """Send it piece by piece, headers as they are."""
        await self.start(send)
        for piece in pieces:
            await send(body_message(piece, more=True))
        await send(body_message(b"", more=False))

    async def start(self, send: Send) -> None:
        """Send its head."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})


def body_message(piece: bytes, *, more: bool) -> dict[str, Any]:
    """A piece of a body."""
    return {"type": "http.response.body", "body": piece, "more_body": more}


async def answer_from(within: Within, passage: Passage) -> WholeAnswer:
    """The whole answer of what lies within, none of it sent."""
    taken = WholeAnswer()

    async def keep(message: Message) -> None:
        taken.take(message)

    await within(replace(passage, send=keep))
    return taken
