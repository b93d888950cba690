"""How long a reset takes that clears a thousand faxes, through HTTP, and how long others wait while old rows are
deleted."""

from benchmarks.figures import Figure
from benchmarks.filled import fill
from benchmarks.load import Order, run
from benchmarks.orders import request
from benchmarks.processes import Emulator

FAXES = 1_000
POLLS = 200
RESET = b"POST /_emulator/reset HTTP/1.1\r\nHost: fax.example\r\nContent-Length: 0\r\n\r\n"


def measure(quick: bool = False) -> list[Figure]:
    """A unit in memory, filled anew for each reset; the first one, which loads the control plane, is not counted."""
    with Emulator() as emulator:
        emulator.control("POST", "/reset")
        resets, slowest = zip(*(_reset(emulator) for _ in range(3 if quick else 10)), strict=True)
        empty = run(Order(emulator.port, [RESET] * 20)).latencies
    return [
        Figure(f"a reset that clears {FAXES:,} faxes", resets, "ms", reach=10, dream=5),
        Figure("  the slowest poll right after it", slowest, "ms", reach=20, dream=10),
        Figure("  one that clears nothing", tuple(seconds * 1000 for seconds in empty), "ms"),
    ]


def _reset(emulator: Emulator) -> tuple[float, float]:
    """Milliseconds of the reset, and of the slowest of the polls that follow."""
    fill(emulator, FAXES)
    reset = run(Order(emulator.port, [RESET])).latencies[0]
    polls = run(Order(emulator.port, [request("GET", "/ofax?limit=1")] * POLLS)).latencies
    return reset * 1000, max(polls) * 1000
