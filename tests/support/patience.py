"""Waiting for what a running emulator does by itself, with an end to it."""

from collections.abc import Callable

MOST_LOOKS = 20_000
"""Looks until it is given up: of requests, many seconds' worth."""


def until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again until it is so; fails, telling what was waited for, when it never is."""
    for _ in range(MOST_LOOKS):
        if is_so():
            return
    raise AssertionError(f"never came about: {what}")
