"""How long the emulator takes from nothing to ready, with its files in the cache and HTTPS on."""

from benchmarks.figures import Figure
from benchmarks.processes import Emulator


def measure(quick: bool = False) -> list[Figure]:
    """The median of ten starts, after one that warms the file cache and compiles what is not compiled yet."""
    starts = [_start() for _ in range(4 if quick else 11)]
    return [Figure("start to /readyz 200", tuple(starts[1:]), "s", reach=0.75, dream=0.45)]


def _start() -> float:
    with Emulator(is_pinned=False) as emulator:
        return emulator.started_in
