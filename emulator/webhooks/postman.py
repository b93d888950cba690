"""The other side of the post room: a process that posts whatever it is handed, all of it at once, and tells how each
went.

Rule: a receiver that does not answer costs nothing but its own time, the same for all. The process reads pairs of a
number and a `Posting`, writes pairs of that number and a `Posted`, and ends when its input does. Its argument is OWNER
(a process id); on Linux it ends with that.
"""

import asyncio
import os
import pickle
import signal
import ssl
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from socket import gaierror

import httpx

from emulator.webhooks.posting import READY, Posted, Posting
from fax_engine.processes import HEADER, end_with

MOST_LOOK_UPS = 64
"""Names that are asked for at once: the system's own look-up holds up a thread each."""


def main() -> None:
    """Post until the input ends."""
    end_with(int(sys.argv[1]))
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not end up among the results
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(10)
    asyncio.run(_work(source, sink))


async def post(posting: Posting) -> Posted:
    """Post it. Every failure is a value with a reason."""
    needs_proof = posting.url.startswith("https:") and not posting.insecure
    try:
        async with (
            asyncio.timeout(posting.seconds),
            httpx.AsyncClient(
                verify=_context(needs_proof), trust_env=False, follow_redirects=False, timeout=None
            ) as client,
            client.stream("POST", posting.url, content=posting.body, headers=dict(posting.headers)) as response,
        ):
            return _judged(response.status_code)
    except TimeoutError:
        return Posted(None, f"no answer within {posting.seconds:g} seconds")
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:  # the last: a host name that is none
        return Posted(None, f"cannot be reached: {_reason(error)}")


async def _work(source: int, sink: int) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(MOST_LOOK_UPS))
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(source, "rb"))
    tasks: set[asyncio.Task[None]] = set()

    # Whoever hands out reads nothing meanwhile: were this side to wait until it is read, both would wait for ever.
    writer, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(sink, "wb", buffering=0))

    def tell(number: int, posted: Posted | None) -> None:
        body = pickle.dumps((number, posted), protocol=pickle.HIGHEST_PROTOCOL)
        writer.write(struct.pack(HEADER, len(body)) + body)

    tell(READY, None)
    while True:
        try:
            (length,) = struct.unpack(HEADER, await reader.readexactly(struct.calcsize(HEADER)))
            number, posting = pickle.loads(await reader.readexactly(length))
        except asyncio.IncompleteReadError:
            os._exit(0)  # an ordinary exit would wait for names that are being looked up
        task = asyncio.create_task(_post_and_tell(number, posting, tell))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _post_and_tell(number: int, posting: Posting, tell: Callable[[int, Posted], None]) -> None:
    try:
        posted = await post(posting)
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits to be told
        posted = Posted(None, f"cannot be posted: {error}")
    tell(number, posted)


@cache
def _context(needs_proof: bool) -> ssl.SSLContext:
    """Made once: it reads every authority that there is."""
    return httpx.create_ssl_context(verify=needs_proof, trust_env=False)


def _reason(error: BaseException) -> str:
    """What the system said of it, where it did: libraries say only that it failed."""
    said, inner = str(error) or type(error).__name__, error.__cause__ or error.__context__
    while inner is not None:
        if isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]
            continue
        if isinstance(inner, OSError) and inner.errno:
            is_plain = not isinstance(inner, ssl.SSLError | gaierror)
            said = f"[Errno {inner.errno}] {os.strerror(inner.errno)}" if is_plain else str(inner)
        inner = inner.__cause__ or inner.__context__
    return said


def _judged(status: int) -> Posted:
    if 200 <= status < 300:
        return Posted(status, "")
    hint = ", and redirects are not followed" if 300 <= status < 400 else ""
    return Posted(status, f"the server answered {status}{hint}")
