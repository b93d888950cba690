"""Request bodies: read as they arrive, never more than the unit takes (36 MB, developer guide page 6).

Rule: what is too large is refused before it is read whole, and the rest is drained within limits afterwards, so that a
client in the middle of its upload still gets to read the answer.
"""

from contextlib import suppress

from emulator.asgi import Receive
from emulator.ffws.problems import Problem
from emulator.ffws.texts import FfwsTexts
from emulator.markup import BodyParser, MarkupError, Node

MOST_BYTES = 36 << 20
"""36 MB, read as 36 x 1024 x 1024 bytes (ours)."""


class ClientLeft(Exception):
    """The client hung up before its body was complete."""


class TooLarge(Problem):
    """A body over the limit, of which nobody read the rest (status ours: the guide prints only 201 and 400)."""

    def __init__(self) -> None:
        super().__init__(400)

    def said_with(self, texts: FfwsTexts) -> str:
        """The sentence for people."""
        return texts.too_large.format(limit=MOST_BYTES)


def check_announced_size(headers: dict[bytes, bytes]) -> None:
    """Refuse by Content-Length alone, before anything is read."""
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > MOST_BYTES:
        raise TooLarge


async def read_markup(receive: Receive) -> Node:
    """Parse the body while it arrives.

    Raises `TooLarge` for a body over the limit, `MarkupError` for one that is not well-formed (after draining it),
    `ClientLeft` for one that never came whole.
    """
    parser = BodyParser()
    failure: MarkupError | None = None
    size = 0
    while True:
        piece, more = await _next_piece(receive)
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLarge
        if failure is None and piece:
            try:
                parser.feed(piece)
            except MarkupError as error:
                failure = error
        if not more:
            break
    if failure is not None:
        raise failure
    return parser.close()


async def drain(receive: Receive) -> None:
    """Read on and forget, at most as much as a request may have, or until the client leaves."""
    size = 0
    more = True
    with suppress(ClientLeft):
        while more and size <= MOST_BYTES:
            piece, more = await _next_piece(receive)
            size += len(piece)


async def _next_piece(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientLeft
    return message.get("body", b""), message.get("more_body", False)
