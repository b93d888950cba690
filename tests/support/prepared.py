"""A process that has read the emulator's code and is nothing yet; whoever wants an emulator gets a copy of it that
serves.

Rule: an emulator is a process of its own here too, with its own arguments, environment, output and exit code. What it
is spared is reading the same code again, which is most of its start.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from struct import Struct

ROOT = Path(__file__).parents[2]

CODE = ("emulator.commands.serve", "emulator.app", "emulator.listeners", "emulator.control.application")
"""What an emulator has read by the time that somebody has asked its control plane."""

LONGEST_ORDER = 128 << 10
"""Bytes of arguments and environment; a longer order is refused by the socket."""


WORD = Struct("i")
"""What is told of a copy: its process number, later its exit code."""


class Copy:
    """A copy that runs the command line, as `subprocess.Popen` would show it; `stdout` is UTF-8."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        output, its_output = os.pipe()
        self._word, its_word = os.pipe()
        order = json.dumps([list(arguments), dict(environment)]).encode()
        socket.send_fds(prepared().orders, [order], [its_output, its_word])
        os.close(its_output)
        os.close(its_word)
        self.stdout = os.fdopen(output, encoding="utf-8", errors="replace")
        self.pid = self._read_word()
        self._code: int | None = None

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float) -> int:
        """Its exit code, once it has ended; minus the signal that ended it. Raises `subprocess.TimeoutExpired`."""
        if self._code is None:
            if not select.select([self._word], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("serve", timeout)
            self._code = self._read_word()
            os.close(self._word)
        return self._code

    def _read_word(self) -> int:
        word = os.read(self._word, WORD.size)
        assert word, "the process that is copied has ended"
        number: int = WORD.unpack(word)[0]
        return number


class Prepared:
    """The process that is copied."""

    def __init__(self) -> None:
        self.orders, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-c", f"from tests.support.prepared import main; main({its.fileno()})"]
        with its:
            self._process = subprocess.Popen(command, pass_fds=[its.fileno()], cwd=ROOT)

    def close(self) -> None:
        """End it; copies of it go on."""
        self.orders.close()
        assert self._process.wait(30) == 0


@cache
def prepared() -> Prepared:
    """The one of this test process, started by the first who wants a copy."""
    return Prepared()


def close_prepared() -> None:
    """End it if it was ever started."""
    if prepared.cache_info().currsize:
        prepared().close()
        prepared.cache_clear()


def main(orders: int) -> None:
    """Make a copy for each order that comes in by this socket, until it is closed."""
    for name in CODE:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers end by themselves
    with socket.socket(fileno=orders) as inbox:
        while True:
            order, descriptors, *_ = socket.recv_fds(inbox, LONGEST_ORDER, 2)
            if not order:
                return
            output, word = descriptors
            if os.fork() == 0:
                break
            os.close(output)
            os.close(word)
    _keep(json.loads(order), output, word)


def _keep(order: tuple[list[str], dict[str, str]], output: int, word: int) -> None:
    """Be the copy's parent, and pass on its number and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    copy = os.fork()
    if copy == 0:
        os.close(word)
        _serve(*order, output)
        return
    os.close(output)
    os.write(word, WORD.pack(copy))
    code = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
    os.write(word, WORD.pack(code))
    os._exit(0)


def _serve(arguments: list[str], environment: dict[str, str], output: int) -> None:
    from emulator.cli import main as command_line

    os.dup2(output, sys.stdout.fileno())
    os.close(output)
    os.environ.clear()
    os.environ.update(environment)
    command_line(arguments)
