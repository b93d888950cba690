"""The post room: hands what is to be posted to one process, and hands back how each went.

Rule: what is posted waits for nothing else that is, up to `MOST_AT_ONCE`; beyond that it goes out in the order in which
it came. The process starts with the first posting, and another one when it has died: what it was at has failed then. It
is handed something only once it says that it reads, so that writing to it takes no time here.
"""

import os
import pickle
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from itertools import count

from emulator.webhooks.posting import READY, Posted, Posting
from fax_engine.processes import HEADER, start_command, write_all

MOST_AT_ONCE = 500

Told = Callable[[Posted], None]

LOST = Posted(None, "cannot be posted: there is no process that posts any more")


class PostRoom:
    """`watch` it under an event loop; the process is one for all units."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._out: dict[int, Told] = {}
        self._queue: deque[tuple[Posting, Told]] = deque()
        self._received = bytearray()
        self._is_ready = False
        self._on_open: Callable[[int], None] = _nothing
        self._on_close: Callable[[int], None] = _nothing

    def watch(self, on_open: Callable[[int], None], on_close: Callable[[int], None]) -> None:
        """Live under an event loop: which file descriptor to call `collect` for."""
        self._on_open, self._on_close = on_open, on_close

    def submit(self, posting: Posting, told: Told) -> None:
        """Post it; `told` is called with how that went."""
        self._queue.append((posting, told))
        self._hand_out()

    def collect(self) -> None:
        """Tell of what is finished. Never blocks."""
        process = self._process
        if process is None or process.stdout is None:
            return
        try:
            piece = os.read(process.stdout.fileno(), 1 << 20)
        except BlockingIOError:
            return
        if piece:
            self._received += piece
            self._tell_what_came()
        else:
            self._give_up()
        self._hand_out()

    def _give_up(self) -> None:
        """The process has ended, or cannot be had: all that is to be posted has failed.

        So one that never starts is not started again at once.
        """
        lost = [*self._out.values(), *(told for _, told in self._queue)]
        self.close()
        for told in lost:
            told(LOST)

    def close(self) -> None:
        """End the process; what is unfinished is forgotten."""
        self._queue.clear()
        self._out.clear()
        self._end()

    def _tell_what_came(self) -> None:
        size = struct.calcsize(HEADER)
        while len(self._received) >= size:
            (length,) = struct.unpack_from(HEADER, self._received)
            if len(self._received) < size + length:
                return
            number, posted = pickle.loads(memoryview(self._received)[size : size + length].tobytes())
            del self._received[: size + length]
            if number == READY:
                self._is_ready = True
            else:
                self._out.pop(number)(posted)

    def _hand_out(self) -> None:
        if self._queue and self._process is None:
            try:
                self._start()
            except OSError:
                self._give_up()
        while self._is_ready and self._queue and len(self._out) < MOST_AT_ONCE:
            posting, told = self._queue.popleft()
            number = next(self._numbers)
            self._out[number] = told
            body = pickle.dumps((number, posting), protocol=pickle.HIGHEST_PROTOCOL)
            assert self._process is not None
            assert self._process.stdin is not None
            try:
                write_all(self._process.stdin.fileno(), struct.pack(HEADER, len(body)) + body)
            except BrokenPipeError:
                return  # its end shows when its output is read

    def _start(self) -> None:
        command = [sys.executable, "-c", start_command("emulator.webhooks.postman"), str(os.getpid())]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._process = process
        self._on_open(process.stdout.fileno())

    def _end(self) -> None:
        process, self._process = self._process, None
        self._received.clear()
        self._is_ready = False
        if process is None:
            return
        assert process.stdout is not None
        self._on_close(process.stdout.fileno())
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _nothing(_descriptor: int) -> None:
    """Nobody watches."""
