"""Waiting for what a running emulator does by itself, with an end to it."""

from collections.abc import Callable

from emulator.logs import stopwatch

PATIENT = 100
"""Seconds of ours that nothing takes which comes about, however busy the machine: a worker yields to whoever else is
there."""


def until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again until it is so, however quick a look is; fails, telling what was waited for, when it never
    is."""
    elapsed = stopwatch()
    while not is_so():
        assert elapsed() < PATIENT * 1000, f"never came about: {what}"
