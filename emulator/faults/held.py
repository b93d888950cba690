"""A request that is held back: what its client sends meanwhile is read and kept, and the leaving of the client noticed.

Rule: a connection that nobody reads tells nothing. A client that goes while half its request lies in the buffers of two
systems looks to the server like one that waits.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from emulator.asgi import Message, Receive
from emulator.ffws.body import MOST_BYTES


class HeldRequest:
    """Reads `receive` as far as a request may go; `receive` of its own gives the same again."""

    def __init__(self, receive: Receive) -> None:
        self.client_has_left = False
        self._receive = receive
        self._kept: deque[Message] = deque()
        self._size = 0
        self._news = asyncio.Event()
        self._has_read_enough = False

    async def receive(self) -> Message:
        """The next message, in the order they came."""
        while not self._kept and not self._has_read_enough:
            self._news.clear()
            await self._news.wait()
        return self._kept.popleft() if self._kept else await self._receive()

    async def read(self) -> None:
        """Read until the client leaves, or has sent more than any request may have."""
        while not self.client_has_left and self._size <= MOST_BYTES:
            message = await self._receive()
            self.client_has_left = message["type"] == "http.disconnect"
            self._size += len(message.get("body", b""))
            self._kept.append(message)
            self._news.set()
        self._has_read_enough = True
        self._news.set()


@contextmanager
def held(receive: Receive) -> Iterator[HeldRequest]:
    """The request, read in the background as long as the block lasts."""
    request = HeldRequest(receive)
    reading = asyncio.create_task(request.read())
    try:
        yield request
    finally:
        reading.cancel()
