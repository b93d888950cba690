"""The shortest session that still fails, found by leaving out ever smaller parts of a long one.

Rule: requests are played again as they were; what is left says by itself how to make the failure happen (delta
debugging: Zeller and Hildebrandt, IEEE Transactions on Software Engineering 28/2, 2002).
"""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def shortest(steps: list[T], fails: Callable[[list[T]], bool]) -> list[T]:
    """The steps without those that the failure does not need; all of them where it does not happen again."""
    if not fails(steps):
        return steps
    size = len(steps)
    while size:
        start = 0
        while start < len(steps):
            fewer = steps[:start] + steps[start + size :]
            if fails(fewer):
                steps = fewer
            else:
                start += size
        size //= 2
    return steps
