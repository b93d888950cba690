"""Load on a server, made by a process of its own (`benchmarks.generator`). Rule: the client is never what is
measured."""

import pickle
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.machine import CLIENT_CORE, pin


class LoadError(Exception):
    """The server answered something else than was expected, or closed a connection."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to send. `seconds`: go round the requests for so long; None: send each once, in order."""

    port: int
    requests: list[bytes]
    connections: int = 1
    seconds: float | None = None
    status: int = 200
    is_pinned: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How long all took, and each, in seconds from the first byte sent to the last byte received."""

    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


class LoadRun:
    """A load generator at work, for whoever does something else meanwhile."""

    def __init__(self, order: Order) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.generator"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if order.is_pinned:
            pin(self._process.pid, CLIENT_CORE)
        assert self._process.stdin is not None
        pickle.dump(order, self._process.stdin)
        self._process.stdin.flush()

    def finish(self) -> Outcome:
        """Wait for the end. Raises `LoadError`."""
        output, _ = self._process.communicate()
        outcome = pickle.loads(output) if output else LoadError("the load generator died")
        if isinstance(outcome, Exception):
            raise outcome
        assert isinstance(outcome, Outcome)
        return outcome


def run(order: Order) -> Outcome:
    """Send an order from a process of its own, and wait for the end. Raises `LoadError`."""
    return LoadRun(order).finish()
