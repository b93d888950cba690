"""What the largest order costs that the appliance takes: seconds until it is answered, and memory meanwhile."""

from collections.abc import Sequence

from benchmarks.documents import scan_pdf
from benchmarks.figures import Figure, skipped
from benchmarks.load import Order, run
from benchmarks.memory import NoMemoryFigures, forget_peak, held, peak, process_tree
from benchmarks.orders import send
from benchmarks.processes import Emulator

# In base64 and with its markup it stays just below 36 x 1024 x 1024 bytes.
SIZE = 27_000_000


def measure(quick: bool = False) -> list[Figure]:
    """A fresh emulator for each order, so that none finds memory that another left."""
    found = [_send(salt) for salt in range(1 if quick else 5)]
    latencies, sizes, server, everything = zip(*found, strict=True)
    answered = Figure("36 MB POST, answered", latencies, "s", reach=3, dream=1)
    name = "  the server's peak memory over idle, by the body's size"
    if None in server:
        return [answered, skipped(name, "this system does not tell")]
    return [
        answered,
        Figure(name, _multiples(server, sizes), "x", reach=6, dream=3),
        Figure("  the same with the converters that work on it", _multiples(everything, sizes), "x"),
    ]


def _multiples(peaks: Sequence[int], sizes: Sequence[int]) -> tuple[float, ...]:
    return tuple(peak / size for peak, size in zip(peaks, sizes, strict=True))


def _send(salt: int) -> tuple[float, int, int | None, int | None]:
    """Seconds until the answer; the body's size; how much more the server, and all, held until pages were made."""
    order = send(scan_pdf(SIZE, salt), "application/pdf")
    with Emulator() as emulator:
        emulator.freeze()
        idle = _start_counting(emulator.pid)
        (seconds,) = run(Order(emulator.port, [order], status=201)).latencies
        emulator.prepare()
        if idle is None:
            return seconds, len(order), None, None
        peaks = [peak(member) for member in process_tree(emulator.pid)]
        return seconds, len(order), peaks[0] - idle, sum(peaks) - idle


def _start_counting(pid: int) -> int | None:
    """What the server holds while idle; None where the system keeps no peaks."""
    try:
        forget_peak(pid)
        return held(pid)
    except NoMemoryFigures:
        return None
