"""Heavy work in other processes: functions sent there by name, results handed back on the thread that owns the unit.

Rule: nothing a document does can harm the unit. A worker has limits on memory and on seconds for each piece of work;
one that breaks them dies, its work is answered with `WorkerLost`, and a fresh worker takes the next piece.

Workers start with the first piece of work, run at a lower priority than the server, and never outlive it: an idle one
ends when the pipe that it reads from closes, a busy one is ended by the kernel (Linux) or its time limit. The owner
collects results when a worker's pipe is readable: by `watch` under an event loop, or by `wait` where blocking is right.
"""

import os
import pickle
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from fax_engine.reasons import Reasoned, Why
from fax_engine.turn_queue import TurnQueue
from fax_engine.worker import HEADER, IN_A_FILE, OUT_OF_MEMORY, WorkLimits

PIPE_HOLDS = 32 << 10
"""Bytes that a pipe takes in at once, on the safe side."""

Done = Callable[[Any], None]
"""Gets the function's result, or the exception that it raised, or `WorkerLost`."""


class WorkerLost(Reasoned):
    """The worker died over this piece of work."""


class TookTooLong(WorkerLost):
    """The worker was ended because this piece of work took longer than its limit."""


class NotNeeded(Exception):
    """Nobody needs this piece of work any more: raised in place of its arguments, so that it keeps no others waiting."""


@dataclass(slots=True)
class _Work:
    function: Callable[..., Any]
    arguments: Callable[[], tuple[Any, ...]]
    done: Done
    owner: Hashable


class _Worker:
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
        self.work: _Work | None = None
        os.set_blocking(self.output, False)

    def start(self, work: _Work) -> None:
        """Send one piece of work, without waiting for the worker to take it in. Raises what `arguments` raises."""
        message, self._handed_over = _message(work.function, work.arguments())
        self.work = work
        with suppress(BrokenPipeError):  # its end shows when the output is read
            write_all(self._input, message)

    def finish(self) -> _Work | None:
        """Be without work again, and leave nothing of it behind; answers what the work was."""
        if self._handed_over is not None:  # a worker that died early did not take it
            self._handed_over.unlink(missing_ok=True)
        work, self.work, self._handed_over = self.work, None, None
        return work

    def receive(self) -> tuple[bool, Any]:
        """Whether the work is finished, and its result."""
        while True:
            try:
                piece = os.read(self.output, 1 << 20)
            except BlockingIOError:
                break
            if not piece:
                return True, _lost(self._process.wait())
            self._received += piece
        size = struct.calcsize(HEADER)
        if len(self._received) < size:
            return False, None
        (length,) = struct.unpack_from(HEADER, self._received)
        if len(self._received) < size + length:
            return False, None
        received, self._received = self._received, bytearray()
        try:
            return True, pickle.loads(memoryview(received)[size : size + length])
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


class Workshop:
    """A few worker processes and a queue."""

    def __init__(self, workers: int = 2, limits: WorkLimits | None = None) -> None:
        self._most = workers
        self._limits = limits or WorkLimits()
        self._workers: list[_Worker] = []
        self._queue: TurnQueue[_Work] = TurnQueue()
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
        for worker in self._workers:
            on_open(worker.output)

    def submit(
        self,
        function: Callable[..., Any],
        arguments: Callable[[], tuple[Any, ...]],
        done: Done,
        *,
        is_urgent: bool = False,
        owner: Hashable = None,
    ) -> None:
        """Have `function(*arguments())` run in a worker; `arguments` is asked when its turn comes.

        Urgent work (somebody waits for an answer) goes before everything that is queued. Owners have turns.
        """
        self._queue.put(owner, _Work(function, arguments, done, owner), is_urgent=is_urgent)
        self._soon(self._hand_out)

    def queued_by(self, owner: Hashable) -> int:
        """Pieces of an owner's work that wait for a worker."""
        return self._queue.queued_by(owner)

    def working_for(self, owner: Hashable) -> int:
        """Pieces of an owner's work that workers are at."""
        return sum(worker.work is not None and worker.work.owner is owner for worker in self._workers)

    @property
    def queued(self) -> int:
        """Pieces of work that wait for a worker."""
        return self.queued_by(None)

    @property
    def working(self) -> int:
        """Pieces of work that workers are at."""
        return self.working_for(None)

    @property
    def is_idle(self) -> bool:
        """True when nothing is queued or being worked on."""
        return not self._queue and not any(worker.work for worker in self._workers)

    def collect(self) -> None:
        """Hand back what is finished, and start what is queued. Never blocks on a worker that is still working."""
        self._remove_unfit()
        try:
            for worker in list(self._workers):
                if worker.work is not None:
                    finished, result = worker.receive()
                    if finished:
                        self._finish(worker, result)
        finally:
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
        self._remove_unfit()
        while self._queue:
            try:
                worker = self._free_worker()
            except OSError as error:  # no process to be had, and none is there
                self._queue.take().done(error)
                continue
            if worker is None:
                return
            work = self._queue.take()
            try:
                worker.start(work)
            except Exception as error:  # noqa: BLE001 - no arguments: the work's failure
                work.done(error)

    def _free_worker(self) -> _Worker | None:
        """One that has nothing to do, a new one if there may be more; None when all that there can be are at work."""
        worker = next((worker for worker in self._workers if worker.work is None), None)
        if worker is not None or len(self._workers) >= self._most:
            return worker
        try:
            worker = _Worker(self._limits)
        except OSError:
            if self._workers:
                return None
            raise
        self._workers.append(worker)
        self._on_open(worker.output)
        return worker

    def _finish(self, worker: _Worker, result: Any) -> None:
        work = worker.finish()
        if isinstance(result, WorkerLost):
            self._remove(worker)
        assert work is not None
        work.done(result)

    def _remove_unfit(self) -> None:
        """Let go of idle workers that died: their pipes would be readable for ever."""
        for worker in list(self._workers):
            if worker.work is None and not worker.is_fit:
                self._remove(worker)

    def _remove(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        self._on_close(worker.output)
        worker.end()


class Share(Workshop):
    """One unit's part of a workshop: its work has turns with the others', and `progress` is told of each result.

    The workers, and watching them, are the whole's. It is the owner of what is submitted here.
    """

    def __init__(self, whole: Workshop, progress: Callable[[], None]) -> None:
        super().__init__(0)
        self._whole = whole
        self._progress = progress

    def submit(
        self,
        function: Callable[..., Any],
        arguments: Callable[[], tuple[Any, ...]],
        done: Done,
        *,
        is_urgent: bool = False,
        owner: Hashable = None,
    ) -> None:
        """See `Workshop.submit`."""

        def tell(result: Any) -> None:
            done(result)
            self._progress()

        self._whole.submit(function, arguments, tell, is_urgent=is_urgent, owner=owner or self)

    def queued_by(self, owner: Hashable) -> int:
        """See `Workshop.queued_by`; None stands for this unit."""
        return self._whole.queued_by(owner or self)

    def working_for(self, owner: Hashable) -> int:
        """See `Workshop.working_for`; None stands for this unit."""
        return self._whole.working_for(owner or self)

    @property
    def is_idle(self) -> bool:
        """True when nothing of this unit's is queued or being worked on."""
        return not self.queued and not self.working


def work_here(function: Callable[..., Any], arguments: Callable[[], tuple[Any, ...]], done: Done) -> None:
    """Do a piece of work in this process, at once, and hand its result back as a worker's: for whoever has no other."""
    try:
        result = function(*arguments())
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the work's result
        result = error
    done(result)


def _nothing(_descriptor: int) -> None:
    """Nobody watches."""


def _run_now(action: Callable[[], None]) -> None:
    """Nobody watches: nothing else is waiting for this thread."""
    action()


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


def start_command(module: str) -> str:
    """What another process of ours runs, `main` of a module: it must import from exactly where this one does."""
    return f"import sys; sys.path[:] = {sys.path!r}; from {module} import main; main()"


def write_all(descriptor: int, data: bytes) -> None:
    """Write it all, blocking. Raises `BrokenPipeError` when nobody reads it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _lost(code: int) -> WorkerLost:
    if code == -signal.SIGALRM:
        return TookTooLong(Why.TOO_SLOW)
    if code in (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT):
        return WorkerLost(Why.TOO_MUCH_MEMORY)
    return WorkerLost(Why.CONVERTER_FAILED)
