"""Effects on the connection: it ends where an answer should come."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from emulator.faults.passage import Effect, Passage, Within, answer_from, body_message
from emulator.faults.shape import BodyText

NOT_HTTP = "\x15\x03\x01\x00\x02\x02\x28\r\nthis is not the server that you are looking for\r\n\r\n"


class Reset(Effect):
    """The connection is reset at once; the request is not carried out, nor read to its end."""

    replaces_the_unit: ClassVar[bool] = True
    kind: Literal["reset"]

    async def apply(self, passage: Passage, within: Within) -> None:
        """Reset it."""
        passage.connection.reset()
        await passage.until_gone()


class Closed(Effect):
    """The request is taken in and not carried out; the connection is closed without an answer."""

    replaces_the_unit: ClassVar[bool] = True
    kind: Literal["close"]

    async def apply(self, passage: Passage, within: Within) -> None:
        """Close it."""
        await passage.drain()
        passage.connection.close()
        await passage.until_gone()


class NotHttp(Effect):
    """The request is taken in and not carried out; what comes back is no HTTP, and then the connection is closed."""

    replaces_the_unit: ClassVar[bool] = True
    kind: Literal["not_http"]
    text: BodyText = NOT_HTTP

    async def apply(self, passage: Passage, within: Within) -> None:
        """Write past the server, then close."""
        await passage.drain()
        passage.connection.write(self.text.encode())
        passage.connection.close()
        await passage.until_gone()


class LostAnswer(Effect):
    """The request is carried out, and the connection is reset before a byte of the answer: was the fax taken?"""

    kind: Literal["lost_answer"]

    async def apply(self, passage: Passage, within: Within) -> None:
        """Carry out, then reset."""
        await answer_from(within, passage)
        passage.connection.reset()
        await passage.until_gone()


class TruncatedBody(Effect):
    """Carried out; the head promises the whole body, and the connection is closed after `bytes` of it, or half."""

    kind: Literal["truncated_body"]
    bytes: Annotated[int | None, Field(ge=0, le=10**9, strict=True)] = None

    async def apply(self, passage: Passage, within: Within) -> None:
        """Send the beginning, then close; a body is never sent whole."""
        answer = await answer_from(within, passage)
        if answer.status is None:
            return
        size = len(answer.body)
        kept = size // 2 if self.bytes is None else min(self.bytes, size - 1)
        if size == 0:
            answer.set_header(b"content-length", b"1")
        await answer.start(passage.send)
        if size:
            await passage.send(body_message(answer.body[:kept], more=True))
        passage.connection.close()
        await passage.until_gone()
