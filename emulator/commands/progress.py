"""How commands show what goes on: bars on a terminal, lines everywhere else."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

Tell = Callable[[int, int, str], None]
"""Gets the row, from 0, how many steps it has come, and what to say of it."""


@contextmanager
def progress(rows: Sequence[str], steps: int) -> Iterator[Tell]:
    """Show rows, each of which comes so many steps; where there is no terminal, everything that is said is a line."""
    if not sys.stdout.isatty():
        yield lambda _row, _step, text: click.echo(text)
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns) as bars:
        shown = [bars.add_task(row, total=steps) for row in rows]
        yield lambda row, step, text: bars.update(shown[row], completed=step, description=text)
