"""Long work in slices: a generator that yields wherever others may have their turn, and returns what came of it.

Rule: between two slices anything may have happened to the unit; whoever yields holds no transaction.
"""

from collections.abc import Generator
from typing import TypeVar

from emulator.pacer import let_others_go_first

Result = TypeVar("Result")

Slices = Generator[None, None, Result]


def at_once(slices: Slices[Result]) -> Result:
    """All slices, one after the other: nobody else waits."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: Result = end.value
            return result


async def in_turns(slices: Slices[Result]) -> Result:
    """All slices, with others answered in between."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: Result = end.value
            return result
        await let_others_go_first()
