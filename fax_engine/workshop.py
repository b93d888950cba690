"""Heavy work in other processes: functions sent there by name, results handed back on the thread that owns the unit.

Rule: nothing a document does can harm the unit. A worker has limits on memory and on seconds for each piece of work;
one that breaks them dies, its work is answered with `WorkerLost`, and a fresh worker takes the next piece.

Workers start with the first piece of work, run at a lower priority than the server, and never outlive it (the pipe
they read from closes with it). The owner collects results when a worker's pipe is readable: by `watch` under an event
loop, or by `wait` where blocking is right.
"""

import os
import pickle
import select
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import Any

from fax_engine.worker import HEADER, IN_A_FILE, OUT_OF_MEMORY, WorkLimits

_START = "import sys; sys.path[:] = {path!r}; from fax_engine.worker import main; main()"
"""What a worker runs: it must import from exactly where this process does, installed or not."""

PIPE_HOLDS = 32 << 10
"""Bytes that a pipe takes in at once, on the safe side."""

Done = Callable[[Any], None]
"""Gets the function's result, or the exception that it raised, or `WorkerLost`."""


class WorkerLost(Exception):
    """The worker died over this piece of work."""


@dataclass(slots=True)
class _Work:
    function: Callable[..., Any]
    arguments: Callable[[], tuple[Any, ...]]
    done: Done


class _Worker:
    """One process, working on at most one piece at a time."""

    def __init__(self, limits: WorkLimits) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(path=sys.path), *limits.as_arguments()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin.fileno()
        self.output = self._process.stdout.fileno()
        self._received = bytearray()
        self.work: _Work | None = None
        os.set_blocking(self.output, False)

    def start(self, work: _Work) -> None:
        """Send one piece of work, without waiting for the worker to take it in. Raises what `arguments` raises."""
        message = _message(work.function, work.arguments())
        self.work = work
        with suppress(BrokenPipeError):  # its end shows when the output is read
            _write_all(self._input, message)

    def receive(self) -> tuple[bool, Any]:
        """Whether the work is finished, and its result."""
        while True:
            try:
                piece = os.read(self.output, 1 << 20)
            except BlockingIOError:
                break
            if not piece:
                return True, WorkerLost(_why(self._process.wait()))
            self._received += piece
        size = struct.calcsize(HEADER)
        if len(self._received) < size:
            return False, None
        (length,) = struct.unpack_from(HEADER, self._received)
        if len(self._received) < size + length:
            return False, None
        result = pickle.loads(memoryview(self._received)[size : size + length])
        self._received = bytearray()
        return True, result

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


class Workshop:
    """A few worker processes and a queue."""

    def __init__(self, workers: int = 2, limits: WorkLimits | None = None) -> None:
        self._most = workers
        self._limits = limits or WorkLimits()
        self._workers: list[_Worker] = []
        self._queue: deque[_Work] = deque()
        self._on_open: Callable[[int], None] = _nothing
        self._on_close: Callable[[int], None] = _nothing
        self._soon: Callable[[Callable[[], None]], object] = _run_now

    def watch(
        self,
        on_open: Callable[[int], None],
        on_close: Callable[[int], None],
        soon: Callable[[Callable[[], None]], object],
    ) -> None:
        """Live under an event loop: which file descriptors to call `collect` for, and how to put work off a little.

        Handing out a large document takes a moment; `soon` lets whoever ordered it be answered first.
        """
        self._on_open, self._on_close, self._soon = on_open, on_close, soon

    def submit(
        self,
        function: Callable[..., Any],
        arguments: Callable[[], tuple[Any, ...]],
        done: Done,
        *,
        is_urgent: bool = False,
    ) -> None:
        """Have `function(*arguments())` run in a worker; `arguments` is asked when its turn comes.

        Urgent work (somebody waits for an answer) goes before everything that is queued.
        """
        work = _Work(function, arguments, done)
        if is_urgent:
            self._queue.appendleft(work)
        else:
            self._queue.append(work)
        self._soon(self._hand_out)

    @property
    def is_idle(self) -> bool:
        """True when nothing is queued or being worked on."""
        return not self._queue and not any(worker.work for worker in self._workers)

    def collect(self) -> None:
        """Hand back what is finished, and start what is queued. Never blocks on a worker that is still working."""
        for worker in list(self._workers):
            if worker.work is not None:
                finished, result = worker.receive()
                if finished:
                    self._finish(worker, result)
        self._hand_out()

    def wait(self) -> None:
        """Block until some worker has something to say, and collect it. Returns at once when idle."""
        busy = [worker.output for worker in self._workers if worker.work is not None]
        if busy:
            select.select(busy, [], [])
            self.collect()

    def close(self) -> None:
        """End every worker; unfinished work is forgotten."""
        self._queue.clear()
        for worker in list(self._workers):
            self._remove(worker)

    def _hand_out(self) -> None:
        while self._queue:
            worker = next((worker for worker in self._workers if worker.work is None), None)
            if worker is not None and not worker.is_alive:
                self._remove(worker)
                continue
            if worker is None:
                if len(self._workers) >= self._most:
                    return
                worker = _Worker(self._limits)
                self._workers.append(worker)
                self._on_open(worker.output)
            work = self._queue.popleft()
            try:
                worker.start(work)
            except Exception as error:  # noqa: BLE001 - the arguments' failure is the work's
                work.done(error)

    def _finish(self, worker: _Worker, result: Any) -> None:
        work, worker.work = worker.work, None
        if isinstance(result, WorkerLost):
            self._remove(worker)
        assert work is not None
        work.done(result)

    def _remove(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        self._on_close(worker.output)
        worker.end()


def _nothing(_descriptor: int) -> None:
    """Nobody watches."""


def _run_now(action: Callable[[], None]) -> None:
    """Nobody watches: nothing else is waiting for this thread."""
    action()


def _message(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """What the worker reads: the work itself, or where it lies when it is more than a pipe holds."""
    if sum(len(argument) for argument in arguments if isinstance(argument, bytes)) < PIPE_HOLDS:
        body = pickle.dumps((function, arguments), protocol=pickle.HIGHEST_PROTOCOL)
        return struct.pack(HEADER, len(body)) + body
    with NamedTemporaryFile(prefix="faxfinder-", delete=False) as file:
        pickle.dump((function, arguments), file, protocol=pickle.HIGHEST_PROTOCOL)
    name = file.name.encode()
    return struct.pack(HEADER, len(name) | IN_A_FILE) + name


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _why(code: int) -> str:
    if code == -signal.SIGALRM:
        return "it took too long to convert"
    if code in (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT):
        return "it could not be converted with the memory allowed"
    return "the converter failed on it"
