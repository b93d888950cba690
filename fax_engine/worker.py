"""The other side of the workshop: a process that reads a function and its arguments, and writes back what came out.

Its arguments are SECONDS and BYTES. Rule: it ends when its input does, when a piece of work takes
longer than SECONDS, or when it wants more than BYTES of memory.
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

HEADER = "!Q"
"""Every message is its length, 8 bytes, big-endian, then a pickle."""

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
    seconds, memory = (int(argument) for argument in sys.argv[1:3])
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up among the results
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(10)
    while (message := _read(source)) is not None:
        signal.alarm(seconds)
        try:
            _write(sink, _run(message))
        except BrokenPipeError:
            os._exit(0)  # whoever asked is gone; an ordinary exit would try to write the rest once more
        signal.alarm(0)


def _run(message: bytes) -> Any:
    try:
        function, arguments = pickle.loads(message)
        return function(*arguments)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever it is, the owner is told
        return error


def _read(source: BinaryIO) -> bytes | None:
    header = source.read(struct.calcsize(HEADER))
    if len(header) < struct.calcsize(HEADER):
        return None
    (length,) = struct.unpack(HEADER, header)
    if not length & IN_A_FILE:
        return source.read(length)
    path = Path(source.read(length & ~IN_A_FILE).decode())
    message = path.read_bytes()
    path.unlink()
    return message


def _write(sink: BinaryIO, result: Any) -> None:
    body = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL)
    sink.write(struct.pack(HEADER, len(body)))
    sink.write(body)
    sink.flush()

