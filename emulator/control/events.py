"""`/_emulator/events`: what happens on the unit, as server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html. Rule: a stream never waits for its reader with anything
but its own place; a reader that is too slow is told that it missed something, and its stream ends.
"""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from starlette.types import Receive, Scope, Send

from emulator.appliance import Appliance
from emulator.control.event_views import as_json
from emulator.control.leaving import until_it_leaves
from emulator.control.unit import current_unit, running
from emulator.event_types import EventType, type_of
from emulator.feed import Feed, Numbered, Reader
from emulator.pacer import done_within
from emulator.running import Running
from fax_engine.journal import Event

router = APIRouter(tags=["waiting"])

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]

KEEP_ALIVE_SECONDS = 15.0
"""Between two signs of life, so that nobody on the way takes the connection for dead."""

MOST_AT_ONCE = 100
BEGINNING = b"retry: 1000\n\n"
SIGN_OF_LIFE = b": nothing new\n\n"

MEANING = """A stream of events, each with `id`, `event` (its type) and `data` (a JSON object), and every 15 seconds a comment.

Each object has `at`, the unit's moment, and

- `fax`: `fax`, `number`, `user`, `before` (null for a new one), `state`, `schedule_message`, `try_number`, `pages`, `due_at`;
- `channel`: `channel`, `state`, `direction`, `number`, `page`;
- `call` (one that is over): `call`, `direction`, `channel`, `number`, `from`, `outcome`, `succeeded`, `pages`, `fax`;
- `inbound`: `call`, `from`, `extension`, `recipient`, `state`, `pages`;
- `mail`: `id`, `kind`, `to`, `subject`, `fax`, `call`;
- `reset`: `snapshot`, the name of the one that was restored, null for the first state;
- `outrun` (without an id): `missed`, how many events are not kept any more, null when nobody knows.
"""


class EventStream(Response):
    """An answer that goes on until the reader leaves or `ending` is set. `resume`: the id of the last event that it
    has, None for none."""

    media_type = "text/event-stream"

    def __init__(
        self,
        feed: Feed,
        types: frozenset[EventType],
        ending: asyncio.Event,
        resume: str | None = None,
        keep_alive: float = KEEP_ALIVE_SECONDS,
    ) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._feed = feed
        self._types = types
        self._ending = ending
        self._resume = resume
        self._keep_alive = keep_alive

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; see the ASGI specification."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        position = self._feed.position_of(self._resume) if self._resume else None
        is_lost = bool(self._resume) and position is None
        start = 0 if is_lost else position
        with until_it_leaves(receive, self._ending) as left, self._feed.reader(start, self._wants) as reader:
            await _send(send, BEGINNING)
            if is_lost or reader.missed:
                await _send(send, _outrun(None if is_lost else reader.missed))
            await self._tell(reader, left, send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, reader: Reader, left: "asyncio.Future[None]", send: Send) -> None:
        """Send what there is, then what comes."""
        while not left.done():
            found = reader.read(MOST_AT_ONCE)
            if found:
                await _send(send, b"".join(map(self._frame, found)))
            elif not await self._has_news(reader, left):
                await _send(send, SIGN_OF_LIFE)
            if missed := reader.missed:
                await _send(send, _outrun(missed))
                return

    async def _has_news(self, reader: Reader, left: "asyncio.Future[None]") -> bool:
        news = asyncio.create_task(reader.news.wait())
        try:
            return await done_within(self._keep_alive, news, left)
        finally:
            news.cancel()

    def _wants(self, event: Event) -> bool:
        return type_of(event) in self._types

    def _frame(self, numbered: Numbered) -> bytes:
        event_id, event = self._feed.id_of(numbered.number), numbered.event
        return f"id: {event_id}\nevent: {type_of(event)}\ndata: {as_json(event)}\n\n".encode()


STREAM: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"description": MEANING, "content": {"text/event-stream": {"schema": {"type": "string"}}}}},
}


@router.get("/events", **STREAM)
async def stream_events(
    state: State,
    unit: Unit,
    types: Annotated[
        list[EventType] | None, Query(description="only these; may be given again; all when left out")
    ] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=100, description="go on after this one; the newest thousand are kept")
    ] = None,
) -> EventStream:
    """Tell what happens, from now on or from where a reader was; see the answer. A reader that is outrun is dropped."""
    unit.pacer.catch_up()
    return EventStream(unit.feed, frozenset(types or EventType), state.ending, last_event_id)


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


def _outrun(missed: int | None) -> bytes:
    return f"event: outrun\ndata: {json.dumps({'missed': missed})}\n\n".encode()
