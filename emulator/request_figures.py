"""Counts of what was asked of `/ffws/v1` since the start, and how long the answers took.

Rule: there are as many rows as there are operations and statuses, whatever clients make up: all paths that lead nowhere
are one, and so are all methods that there are not.
"""

from bisect import bisect_left

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histogram, in seconds."""


class Durations:
    """A histogram: how many answers took up to each bound and more than the one before; the last has no bound."""

    __slots__ = ("buckets", "seconds")

    def __init__(self) -> None:
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0


class RequestFigures:
    """A histogram for each method, template (None: no such path) and status (None: no answer)."""

    def __init__(self) -> None:
        self.durations: dict[tuple[str, str | None, int | None], Durations] = {}

    def add(self, method: str, template: str | None, status: int | None, seconds: float) -> None:
        """One more request."""
        key = method, template, status
        row = self.durations.get(key)
        if row is None:
            row = self.durations[key] = Durations()
        row.buckets[bisect_left(BOUNDS, seconds)] += 1
        row.seconds += seconds
