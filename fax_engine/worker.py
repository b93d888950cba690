"""The other side of the workshop: a process that reads a function and its arguments, and writes back what came out.

Its arguments are SECONDS, BYTES and OWNER (a process id). Rule: it ends when its input does, when a piece of work takes
longer than SECONDS, when it wants more than BYTES of memory, or (Linux) with OWNER, in the middle of its work.
"""

import os
import pickle
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fax_engine.processes import HEADER, end_with

IN_A_FILE = 1 << 63
"""Added to the length when what follows is the name of a file that holds the pickle; whoever reads it removes it."""

OUT_OF_MEMORY = 137
"""Exit code of a worker that was refused memory."""


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """What one piece of work may take: seconds of real time, bytes of address space."""

    seconds: int = 60
    memory: int = 2 << 30

    def as_arguments(self) -> list[str]:
        """For the worker's command line."""
        return [str(self.seconds), str(self.memory)]


def main() -> None:
    """Work until the input ends."""
    seconds, memory, owner = (int(argument) for argument in sys.argv[1:4])
    end_with(owner)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up among the results
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(10)
    while (length := _next_length(source)) is not None:
        signal.alarm(seconds)
        try:
            _write(sink, _answer(source, length, seconds))
        except BrokenPipeError:
            os._exit(0)  # whoever asked is gone; an ordinary exit would try to write the rest once more
        signal.alarm(0)


def _next_length(source: BinaryIO) -> int | None:
    header = source.read(struct.calcsize(HEADER))
    if len(header) < struct.calcsize(HEADER):
        return None
    length: int = struct.unpack(HEADER, header)[0]
    return length


def _answer(source: BinaryIO, length: int, seconds: int) -> bytes:
    """Do the piece of work that comes next; answers the pickle of its result, or of the exception that it raised."""
    try:
        function, arguments = _read(source, length)
        signal.alarm(seconds)  # what a new process takes to load the function's modules is not the work's time
        return pickle.dumps(function(*arguments), protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever it is, the owner is told
        return _packed(error)


def _read(source: BinaryIO, length: int) -> Any:
    if not length & IN_A_FILE:
        return pickle.loads(source.read(length))
    path = Path(os.fsdecode(source.read(length & ~IN_A_FILE)))
    with path.open("rb") as file:
        path.unlink()  # before anything in it can end this process
        return pickle.load(file)


def _packed(error: Exception) -> bytes:
    """The error's pickle; an error that cannot be read back (its `__init__` wants more) goes as its text."""
    try:
        body = pickle.dumps(error, protocol=pickle.HIGHEST_PROTOCOL)
        pickle.loads(body)
    except Exception:  # noqa: BLE001 - pickling calls the error's own code
        return pickle.dumps(RuntimeError(str(error)), protocol=pickle.HIGHEST_PROTOCOL)
    return body


def _write(sink: BinaryIO, body: bytes) -> None:
    sink.write(struct.pack(HEADER, len(body)))
    sink.write(body)
    sink.flush()
