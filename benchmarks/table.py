"""The table that people read and the JSON that programs read. Rule: both are made from the figures alone."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.figures import Figure
from benchmarks.machine import Machine

HEADINGS = ("what", "figure", "spread", "reach", "dream", "verdict")


def as_table(figures: Sequence[Figure]) -> str:
    """Aligned columns; the spread is the lowest and the highest single measurement."""
    rows = [HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def as_json(machine: Machine, figures: Sequence[Figure]) -> str:
    """Everything, single measurements included."""
    rows = [{**asdict(figure), "median": figure.value, "verdict": figure.verdict} for figure in figures]
    return json.dumps({"machine": asdict(machine), "figures": rows}, indent=2) + "\n"


def _row(figure: Figure) -> tuple[str, ...]:
    more = "at least " if figure.more_is_better else ""
    note = f" ({figure.note})" if figure.note else ""
    return (
        figure.name,
        _shown(figure.value, figure.unit),
        f"{_number(min(figure.values))} - {_number(max(figure.values))}" if len(figure.values) > 1 else "",
        _shown(figure.reach, figure.unit, more),
        _shown(figure.dream, figure.unit, more),
        figure.verdict + note,
    )


def _shown(value: float | None, unit: str, before: str = "") -> str:
    return "-" if value is None else f"{before}{_number(value)} {unit}".rstrip()


def _number(value: float) -> str:
    """Three digits that matter; whole numbers as they are."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
