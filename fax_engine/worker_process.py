"""A worker process as its owner has it: it is sent one piece of work at a time, and heard without waiting for it.

Rule: a worker has limits on memory and on seconds for each piece of work. One that breaks them dies, its work comes
back as `WorkerLost`, and what it did not take of it is cleared away. The worker's own side is `worker`.
"""

import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from fax_engine.piece_of_work import PieceOfWork, TookTooLong, WorkerLost
from fax_engine.processes import HEADER, start_command, write_all
from fax_engine.reasons import Why
from fax_engine.worker import IN_A_FILE, OUT_OF_MEMORY, WorkLimits

PIPE_HOLDS = 32 << 10
"""Bytes that a pipe takes in at once, on the safe side."""


class WorkerProcess:
    """One process, working on at most one piece at a time."""

    def __init__(self, limits: WorkLimits) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", start_command("fax_engine.worker"), *limits.as_arguments(), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin.fileno()
        self.output = self._process.stdout.fileno()
        self._received = bytearray()
        self._handed_over: Path | None = None
        self.work: PieceOfWork | None = None
        os.set_blocking(self.output, False)

    def start(self, work: PieceOfWork) -> None:
        """Send one piece of work, without waiting for the worker to take it in. Raises what `arguments` raises."""
        message, self._handed_over = _message(work.function, work.arguments())
        self.work = work
        with suppress(BrokenPipeError):  # its end shows when the output is read
            write_all(self._input, message)

    def finish(self) -> PieceOfWork | None:
        """Be without work again, and leave nothing of it behind; answers what the work was."""
        if self._handed_over is not None:  # a worker that died early did not take it
            self._handed_over.unlink(missing_ok=True)
        work, self.work, self._handed_over = self.work, None, None
        return work

    def receive(self) -> tuple[bool, Any]:
        """Whether the work is finished, and its result: what came whole counts, however the worker ended then."""
        has_ended = False
        while not has_ended:
            try:
                piece = os.read(self.output, 1 << 20)
            except BlockingIOError:
                break
            has_ended = not piece
            self._received += piece
        size = struct.calcsize(HEADER)
        length = size + struct.unpack_from(HEADER, self._received)[0] if len(self._received) >= size else None
        if length is None or len(self._received) < length:
            return has_ended, _lost(self._process.wait()) if has_ended else None
        received, self._received = self._received, bytearray()
        try:
            return True, pickle.loads(memoryview(received)[size:length])
        except Exception:  # noqa: BLE001 - reading a pickle can raise anything
            return True, WorkerLost(Why.CONVERTER_FAILED)

    @property
    def is_fit(self) -> bool:
        """Whether it can take work: an idle worker is silent, and one that is not has ended or is out of step."""
        try:
            os.read(self.output, 1)
        except BlockingIOError:
            return self._process.poll() is None
        return False

    def end(self) -> None:
        """End the process; its work is forgotten."""
        self.finish()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def _message(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bytes, Path | None]:
    """What the worker reads: the work itself, or the file where it lies when it is more than a pipe holds."""
    work = function, arguments
    if any(isinstance(argument, bytes) and len(argument) >= PIPE_HOLDS for argument in arguments):
        return _hand_over(partial(pickle.dump, work, protocol=pickle.HIGHEST_PROTOCOL))  # no copy in memory
    body = pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL)
    if len(body) >= PIPE_HOLDS:
        return _hand_over(lambda file: file.write(body))
    return struct.pack(HEADER, len(body)) + body, None


def _hand_over(write: Callable[[IO[bytes]], object]) -> tuple[bytes, Path]:
    with NamedTemporaryFile(prefix="faxfinder-", delete=False) as file:
        path = Path(file.name)
        try:
            write(file)
            file.flush()
        except BaseException:
            path.unlink()
            raise
    name = os.fsencode(path)
    return struct.pack(HEADER, len(name) | IN_A_FILE) + name, path


def _lost(code: int) -> WorkerLost:
    if code == -signal.SIGALRM:
        return TookTooLong(Why.TOO_SLOW)
    if code in (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT):
        return WorkerLost(Why.TOO_MUCH_MEMORY)
    return WorkerLost(Why.CONVERTER_FAILED)
