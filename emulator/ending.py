"""The end of the process: SIGTERM and SIGINT, heard from the first moment on.

Rule: before the event loop runs, a signal ends the program where it is; afterwards it only asks, once. Either way the
first one sets a deadline, so that the process is gone in under half a second whatever still holds the loop, or lets no
exception out (a destructor, an extension that is being loaded). Exit code 0 always.
As first process of a container there is no default: without a handler the kernel drops these signals.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# The ordinary way takes a third of it. Stored data is safe even then: the store's commits are atomic.
DEADLINE_SECONDS = 0.42


class Ending:
    """Listens to the stop signals inside a `with` block; the end may take so many `more` seconds than usual."""

    def __init__(self, more: float = 0.0) -> None:
        self._deadline = DEADLINE_SECONDS + more
        self._ask: Callable[[], None] | None = None
        self._was_asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._stop) for number in STOP_SIGNALS}
        self._before[signal.SIGALRM] = signal.signal(signal.SIGALRM, _cut)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def ask_with(self, ask: Callable[[], None] | None) -> None:
        """From now on a signal calls `ask`, which must return at once; None: it ends the program where it is."""
        self._ask = ask

    def _stop(self, number: int, frame: FrameType | None) -> None:
        is_first, self._was_asked = not self._was_asked, True
        if is_first:
            signal.setitimer(signal.ITIMER_REAL, self._deadline)
        if self._ask is None:
            sys.exit(0)
        if is_first:
            self._ask()


def _cut(number: int, frame: FrameType | None) -> None:
    os._exit(0)
