"""Whether polls stay quick while a long document is converted beside them."""

import time

from benchmarks.documents import text_pdf
from benchmarks.figures import Figure, percentile
from benchmarks.load import LoadRun, Order, run
from benchmarks.orders import BASE, CREDENTIALS, first_entry_path, request, schedule_fax, send
from benchmarks.processes import Emulator

PAGES = 100
NAME = f"p99 of a poll during a {PAGES}-page conversion"


def measure(quick: bool = False) -> list[Figure]:
    """One connection that reads an entry back to back, from the order of the long document to its pages."""
    with Emulator(is_pinned=False) as emulator:
        emulator.freeze()
        order = schedule_fax(["2185553335"], b"Hello.", "text/plain")
        path = first_entry_path(emulator.ask("POST", f"{BASE}/ofax", order, Authorization=CREDENTIALS))
        emulator.finish()
        found = [_latencies(emulator, path, salt) for salt in range(1 if quick else 5)]
    return [
        Figure(NAME, tuple(percentile(latencies, 0.99) * 1000 for latencies in found), "ms", reach=25),
        Figure("  the slowest poll", tuple(max(latencies) * 1000 for latencies in found), "ms"),
    ]


def _latencies(emulator: Emulator, path: str, salt: int) -> list[float]:
    """The conversion is tried out beforehand, with another document, to know how long to poll."""
    took = _convert(emulator, 2 * salt)
    polls = LoadRun(Order(emulator.port, [request("GET", path)], seconds=took, is_pinned=False))
    _convert(emulator, 2 * salt + 1)
    return polls.finish().latencies


def _convert(emulator: Emulator, salt: int) -> float:
    began_at = time.perf_counter()
    run(Order(emulator.port, [send(text_pdf(PAGES, salt), "application/pdf")], status=201))
    emulator.prepare()
    return time.perf_counter() - began_at
