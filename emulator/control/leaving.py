"""Noticing that nobody waits for an answer any more: the client hung up, or the server is about to end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from emulator.asgi import Receive


@contextmanager
def until_it_leaves(receive: Receive, ending: asyncio.Event) -> Iterator["asyncio.Future[None]"]:
    """A future that is done once the client has hung up, or `ending` is set. The request's body must have been read."""
    left: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    watching = asyncio.create_task(_hung_up(receive)), asyncio.create_task(ending.wait())
    for each in watching:
        each.add_done_callback(lambda _: None if left.done() else left.set_result(None))
    try:
        yield left
    finally:
        for each in watching:
            each.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
