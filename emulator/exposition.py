"""Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).

Rule: a family is told once, with its help and its type before its samples; within it, no two have the same labels. The
format is a few lines of text: a library would bring counters of its own, and keep them per process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, Self

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]


@dataclass(slots=True)
class Family:
    """All samples of one name. `help` says what is counted, and in which unit."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: list[tuple[str, Labels, float]] = field(default_factory=list)

    def add(self, value: float, **labels: str) -> Self:
        """One sample."""
        self.samples.append((self.name, labels, value))
        return self

    def add_histogram(self, bounds: Iterable[float], buckets: Iterable[int], total: float, **labels: str) -> None:
        """One histogram: how many values lie in each bucket, one more than there are bounds, and the sum of all."""
        counts = list(accumulate(buckets))
        ends = [*map(_number, bounds), "+Inf"]
        for end, count in zip(ends, counts, strict=True):
            self.samples.append((f"{self.name}_bucket", labels | {"le": end}, count))
        self.samples.append((f"{self.name}_sum", labels, total))
        self.samples.append((f"{self.name}_count", labels, counts[-1]))


def exposition(families: Iterable[Family], common: Labels) -> str:
    """The whole text, every sample with the `common` labels; a family without samples is told of as well."""
    parts = []
    for family in families:
        about = family.help.replace("\\", "\\\\").replace("\n", "\\n")
        parts += [f"# HELP {family.name} {about}", f"# TYPE {family.name} {family.kind}"]
        parts += [_sample(name, {**common, **labels}, value) for name, labels, value in family.samples]
    return "\n".join(parts) + "\n"


def _sample(name: str, labels: Labels, value: float) -> str:
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{told}}} {_number(value)}" if told else f"{name} {_number(value)}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(float(value))
