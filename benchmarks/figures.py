"""What a benchmark hands over. Rule: a figure carries its goals, so that the table needs to know nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median


class Verdict(StrEnum):
    """How a figure stands against its goals."""

    DREAM = "dream"
    REACHED = "reached"
    MISSED = "MISSED"
    SKIPPED = "skipped"
    UNJUDGED = "-"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    `values` are the single measurements, of which the median counts; none: it could not be measured, and `note` says
    why. `reach` is what must be kept, `dream` what would be splendid; a figure without them is there for information.
    """

    name: str
    values: tuple[float, ...]
    unit: str
    reach: float | None = None
    dream: float | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def value(self) -> float | None:
        """The median of what was measured."""
        return median(self.values) if self.values else None

    @property
    def verdict(self) -> Verdict:
        """How the median stands against the goals."""
        if self.value is None:
            return Verdict.SKIPPED
        if self.reach is None:
            return Verdict.UNJUDGED
        if self.dream is not None and self._keeps(self.dream):
            return Verdict.DREAM
        return Verdict.REACHED if self._keeps(self.reach) else Verdict.MISSED

    def _keeps(self, goal: float) -> bool:
        assert self.value is not None
        return self.value >= goal if self.more_is_better else self.value <= goal


def skipped(name: str, reason: str) -> Figure:
    """A row that says why there is no figure."""
    return Figure(name, (), "", note=reason)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
