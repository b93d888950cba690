"""Waiting for what a running emulator does by itself, with an end to it."""

from collections.abc import Callable

from emulator.logs import stopwatch

MOST_MILLISECONDS = 60_000
"""Until it is given up, however quick a look is."""


def until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again until it is so; fails, telling what was waited for, when it never is."""
    elapsed = stopwatch()
    while not is_so():
        assert elapsed() < MOST_MILLISECONDS, f"never came about: {what}"
