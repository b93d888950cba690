"""Other processes of ours: how one is started, how it is spoken to, and how it ends with the one that started it.

Rule: such a process runs `main` of a module, reads messages from its standard input, and writes its answers to its
standard output.
"""

import os
import signal
import sys
from contextlib import suppress

HEADER = "!Q"
"""Every message is its length, 8 bytes, big-endian, then a pickle."""

SET_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def start_command(module: str) -> str:
    """What another process of ours runs, `main` of a module: it must import from exactly where this one does."""
    return f"import sys; sys.path[:] = {sys.path!r}; from {module} import main; main()"


def write_all(descriptor: int, data: bytes) -> None:
    """Write it all, blocking. Raises `BrokenPipeError` when nobody reads it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def end_with(owner: int) -> None:
    """Have the kernel end this process with its owner, where it can."""
    if sys.platform != "linux":
        return
    with suppress(ImportError, OSError, AttributeError):  # a Python without ctypes, a C library without prctl
        import ctypes

        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != owner:  # it was gone before the kernel was asked
        os._exit(0)
