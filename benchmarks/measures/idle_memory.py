"""What the emulator holds while nobody asks anything of it."""

from benchmarks.documents import text_pdf
from benchmarks.figures import Figure, skipped
from benchmarks.load import Order, run
from benchmarks.memory import MIB, NoMemoryFigures, held_by_tree
from benchmarks.orders import send
from benchmarks.processes import Emulator

NAME = "idle memory, all processes"


def measure(quick: bool = False) -> list[Figure]:
    """Once ready; and, for information, after one fax, when the converters have been started."""
    try:
        found = [_measure_once() for _ in range(1 if quick else 3)]
    except NoMemoryFigures as error:
        return [skipped(NAME, str(error))]
    before, after = zip(*found, strict=True)
    return [
        Figure(NAME, before, "MiB", reach=72, dream=56),
        Figure("  the same after the first fax", after, "MiB"),
    ]


def _measure_once() -> tuple[float, float]:
    with Emulator(pace="instant") as emulator:
        before = held_by_tree(emulator.pid) / MIB
        run(Order(emulator.port, [send(text_pdf(1, salt=1), "application/pdf")], status=201))
        emulator.freeze()
        emulator.finish()
        return before, held_by_tree(emulator.pid) / MIB
