"""What the engine answers through a callback, for whoever can wait: the engine is plain synchronous code, and those who
answer requests are coroutines.

Rule: an answer that is an exception is raised. Whoever has left meanwhile is told nothing.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

Answer = TypeVar("Answer")


async def answered(ask: Callable[[Callable[[Answer | Exception], None]], object]) -> Answer:
    """Call `ask` with what is to be called with the answer, and wait for that."""
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    ask(partial(_resolve, future))
    return await future


def _resolve(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
