"""One script as a process of its own: what it writes is told line by line, and it has so many seconds.

Rule: a script that is over is over, even if something that it left running still holds its output; a script that is too
late, or that nobody waits for any more, is ended together with all that it started.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from emulator.pacer import done_within

PIECE = 1 << 16
LONGEST_LINE = 4096
"""Bytes; a longer line is told as several."""

LAST_WORDS_SECONDS = 0.2
"""After the end of a script: for what it wrote and nobody has read yet."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a script ended: `exit_code` is negative for a signal, None when it never ran. `reason` is empty for a
    success."""

    exit_code: int | None
    reason: str


async def run_script(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    say: Say,
    listeners: set[asyncio.Task[None]],
) -> Ended:
    """Run a command in a folder, for so many of our seconds at most. Ended with all that it started when cancelled.

    `listeners` keeps who reads what it writes, as long as anybody may write: what it leaves running would end
    otherwise.
    """
    reading, writing = os.pipe()
    listening = asyncio.create_task(_listen(reading, say))
    listeners.add(listening)
    listening.add_done_callback(listeners.discard)
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            cwd=folder,
            env=environment,
            start_new_session=True,  # a group of its own, to be ended as one
        )
    except OSError as error:
        return Ended(None, f"cannot be run: {error.strerror or error}")
    finally:
        os.close(writing)
    end = asyncio.ensure_future(process.wait())
    try:
        is_in_time = await done_within(seconds, end)
    finally:
        if not end.done():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    code = await end
    await done_within(LAST_WORDS_SECONDS, listening)
    if not is_in_time:
        return Ended(code, f"took longer than {seconds:g} seconds")
    return Ended(code, _reason(code))


def _reason(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}" if code else ""
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:  # a real-time signal has no name
        return f"was ended by signal {-code}"


async def _listen(descriptor: int, say: Say) -> None:
    """Tell what is written, until nobody is left who could write."""
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        try:
            await _tell_lines(reader, say)
        finally:
            transport.close()


async def _tell_lines(reader: asyncio.StreamReader, say: Say) -> None:
    rest = b""
    while piece := await reader.read(PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            _tell(line, say)
        while len(rest) > LONGEST_LINE:
            _tell(rest[:LONGEST_LINE], say)
            rest = rest[LONGEST_LINE:]
    if rest:
        _tell(rest, say)


def _tell(line: bytes, say: Say) -> None:
    line = line.rstrip(b"\r")
    for start in range(0, max(len(line), 1), LONGEST_LINE):
        say(line[start : start + LONGEST_LINE].decode("utf-8", "replace"))
