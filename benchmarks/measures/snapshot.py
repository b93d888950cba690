"""How long it takes to take and to restore a snapshot of a unit that has sent a thousand faxes, through HTTP."""

from benchmarks.figures import Figure
from benchmarks.filled import fill
from benchmarks.load import Order, run
from benchmarks.processes import Emulator

FAXES = 1_000
NAME = "benchmark"
MIB = 1 << 20


def measure(quick: bool = False) -> list[Figure]:
    """A unit in memory; each restore replaces the whole of it. The first of each only warms up."""
    times = 5 if quick else 30
    with Emulator() as emulator:
        fill(emulator, FAXES)
        taking = _latencies(emulator, "PUT", f"/{NAME}", times)
        size = emulator.control("GET", "/snapshots")["snapshots"][0]["size"]
        restoring = _latencies(emulator, "POST", f"/{NAME}/restore", times)
    return [
        Figure(f"taking a snapshot of {FAXES:,} faxes", taking, "ms", reach=100, dream=25),
        Figure("  restoring it", restoring, "ms", reach=100, dream=25),
        Figure("  its size", (size / MIB,), "MiB"),
    ]


def _latencies(emulator: Emulator, method: str, path: str, times: int) -> tuple[float, ...]:
    asked = f"{method} /_emulator/snapshots{path} HTTP/1.1\r\nHost: fax.example\r\nContent-Length: 0\r\n\r\n".encode()
    return tuple(seconds * 1000 for seconds in run(Order(emulator.port, [asked] * (times + 1))).latencies[1:])
