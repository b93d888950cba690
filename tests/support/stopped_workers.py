"""The worker processes of an emulator, held where they are, so that one can be lost over a piece of work that it
has."""

import os
import signal
from array import array
from fcntl import ioctl
from pathlib import Path
from termios import FIONREAD

from tests.support.patience import until
from tests.support.servers import RunningEmulator


class StoppedWorkers:
    """All that an emulator has; they are found in /proc."""

    def __init__(self, emulator: RunningEmulator) -> None:
        server = emulator.process.pid
        self._workers = [int(pid) for pid in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
        for worker in self._workers:
            os.kill(worker, signal.SIGSTOP)
        # Until then one may still take in work, and nothing lies in its pipe.
        until(lambda: all(map(_has_stopped, self._workers)), "every worker has stopped")

    @property
    def busy(self) -> list[int]:
        """Those that were handed something."""
        return [worker for worker in self._workers if _has_work(worker)]

    def lose(self, lost: int) -> None:
        """This one is killed, and the others go on."""
        os.kill(lost, signal.SIGKILL)
        for worker in self._workers:
            if worker != lost:
                os.kill(worker, signal.SIGCONT)


def _has_stopped(worker: int) -> bool:
    """Whether the signal has taken effect."""
    return Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def _has_work(worker: int) -> bool:
    """Whether something lies in the pipe that a worker reads from."""
    waiting = array("i", [0])
    with open(f"/proc/{worker}/fd/0", "rb", buffering=0) as pipe:
        ioctl(pipe, FIONREAD, waiting)
    return waiting[0] > 0
