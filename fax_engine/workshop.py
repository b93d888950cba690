"""Heavy work in other processes: functions sent there by name, results handed back on the thread that owns the unit.

Rule: nothing a document does can harm the unit. A worker that dies over its piece of work (`worker_process`) costs that
piece alone, and a fresh worker takes the next.

Workers start with the first piece of work, run at a lower priority than the server, and never outlive it: an idle one
ends when the pipe that it reads from closes, a busy one is ended by the kernel (Linux) or its time limit. The owner
collects results when a worker's pipe is readable: by `watch` under an event loop, or by `wait` where blocking is right.
"""

import select
from collections.abc import Callable, Hashable
from typing import Any

from fax_engine.piece_of_work import Done, PieceOfWork, WorkerLost
from fax_engine.turn_queue import TurnQueue
from fax_engine.worker import WorkLimits
from fax_engine.worker_process import WorkerProcess


class Workshop:
    """A few worker processes and a queue."""

    def __init__(self, workers: int = 2, limits: WorkLimits | None = None) -> None:
        self._most = workers
        self._limits = limits or WorkLimits()
        self._workers: list[WorkerProcess] = []
        self._queue: TurnQueue[PieceOfWork] = TurnQueue()
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
        self._queue.put(owner, PieceOfWork(function, arguments, done, owner), is_urgent=is_urgent)
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

    def _free_worker(self) -> WorkerProcess | None:
        """One that has nothing to do, a new one if there may be more; None when all that there can be are at work."""
        worker = next((worker for worker in self._workers if worker.work is None), None)
        if worker is not None or len(self._workers) >= self._most:
            return worker
        try:
            worker = WorkerProcess(self._limits)
        except OSError:
            if self._workers:
                return None
            raise
        self._workers.append(worker)
        self._on_open(worker.output)
        return worker

    def _finish(self, worker: WorkerProcess, result: Any) -> None:
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

    def _remove(self, worker: WorkerProcess) -> None:
        self._workers.remove(worker)
        self._on_close(worker.output)
        worker.end()


def _nothing(_descriptor: int) -> None:
    """Nobody watches."""


def _run_now(action: Callable[[], None]) -> None:
    """Nobody watches: nothing else is waiting for this thread."""
    action()
