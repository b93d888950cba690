"""What a running program writes, line by line: whoever looks sees all that it has written by then.

Rule: a pipe that nobody reads fills up, and the program would stand still in the middle of a line: a thread reads it
all the time. Whoever looks reads as well, because the thread may have its turn later: what the program wrote before it
answered somebody is known to whoever has that answer.
"""

import os
import select
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import IO

PIECE = 1 << 16


class Output:
    """The output of a program, UTF-8; `take` is called with each line, without its end, in order."""

    def __init__(self, pipe: IO[str], take: Callable[[str], None]) -> None:
        self._pipe = pipe
        self._take = take
        self._rest = b""
        self._is_over = False
        self._lock = Lock()
        self._thread = Thread(target=self._read_on, daemon=True)
        os.set_blocking(pipe.fileno(), False)

    def read_until(self, is_enough: Callable[[], bool]) -> None:
        """Read until there is enough, or the program has ended."""
        while not is_enough() and not self._is_over:
            self._wait()
            self.look()

    def read_on(self) -> None:
        """From now on read whatever comes, beside whoever calls."""
        self._thread.start()

    def look(self) -> None:
        """Take all that there is. Never blocks."""
        with self._lock, suppress(BlockingIOError):
            while not self._is_over:
                self._add(os.read(self._pipe.fileno(), PIECE))

    def close(self, seconds: float) -> None:
        """The program has ended: take the rest, for which nobody waits longer than that."""
        self._thread.join(seconds)
        with self._lock:
            self._is_over = True
            self._pipe.close()

    def _read_on(self) -> None:
        while not self._is_over:
            self._wait()
            self.look()

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._pipe.fileno(), select.POLLIN)
        poll.poll()

    def _add(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if not piece:
            self._is_over = True
            lines, self._rest = [self._rest] if self._rest else [], b""
        for line in lines:
            self._take(line.decode("utf-8", "replace"))
