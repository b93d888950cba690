"""`python -m benchmarks [NAME...] [--quick] [--json FILE]`: run them one after the other and print one table."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.machine import this_machine
from benchmarks.table import as_json, as_table

# In the order of the table; each is a module of `benchmarks.measures`.
NAMES = (
    "start_up",
    "idle_memory",
    "polling",
    "many_recipients",
    "large_body",
    "conversion",
    "many_faxes",
    "ending",
    "polling_while_converting",
    "directories",
    "logs",
    "wait",
    "workspaces",
    "reset",
    "snapshot",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for."""
    wanted = _parser().parse_args(arguments)
    machine = this_machine()
    print(machine, flush=True)
    figures: list[Figure] = []
    for name in wanted.names or NAMES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        figures += import_module(f"benchmarks.measures.{name}").measure(quick=wanted.quick)
    print(
        f"{as_table(figures)}\nload average at the end {this_machine().load:.1f}; other work on the machine spoils figures"
    )
    if wanted.json:
        wanted.json.write_text(as_json(machine, figures))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the running emulator.")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *NAMES], help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: for a look, not for a verdict")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single measurement there as well")
    return parser


if __name__ == "__main__":
    main()
