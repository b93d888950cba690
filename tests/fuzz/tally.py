"""What was asked and how it was answered, counted by operation and status."""

from collections import Counter

Rows = list[tuple[str, int, int]]
"""Operation, status, how often."""


class Tally:
    """The counts of one test."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, int]] = Counter()
        self.total = 0

    def count(self, operation: str, status: int) -> None:
        """One more answer."""
        self._counts[operation, status] += 1
        self.total += 1

    def statuses(self) -> set[int]:
        """Every status that was answered."""
        return {status for _, status in self._counts}

    def rows(self) -> Rows:
        """The counts as plain data."""
        return [(operation, status, count) for (operation, status), count in sorted(self._counts.items())]


def lines_of(rows: Rows) -> list[str]:
    """A line for each operation, and one for all of them."""
    by_operation: dict[str, list[str]] = {}
    for operation, status, count in rows:
        by_operation.setdefault(operation, []).append(f"{status}: {count}")
    lines = [f"{operation:45} {', '.join(counts)}" for operation, counts in by_operation.items()]
    return [*lines, f"{sum(count for *_, count in rows)} requests"]
