"""How quickly a list of a hundred thousand contacts is read: a page in the middle of it by name, and all its IDs."""

import time

from benchmarks.figures import Figure, percentile
from benchmarks.load import Order, run
from benchmarks.orders import request
from benchmarks.processes import Emulator

CONTACTS = 100_000
PAGE = f"/contacts/admin?limit=10&offset={CONTACTS // 2}&order=name"
OIDS = "/contact_oids/admin"
SHUFFLE = 7919
"""A prime: names are not in the order of the IDs."""


def measure(quick: bool = False) -> list[Figure]:
    """Single requests one after the other, as a client sees them; the list is imported as CSV before."""
    times = 20 if quick else 200
    with Emulator() as emulator:
        began_at = time.perf_counter()
        emulator.ask("PUT", "/_emulator/directories/contacts.csv", _contacts())
        importing = time.perf_counter() - began_at
        page = _latencies(emulator.port, PAGE, times)
        oids = _latencies(emulator.port, OIDS, times // 4)
    return [
        Figure("10 of 100,000 contacts from the 50,000th on, by name", page, "ms", reach=20, dream=10),
        Figure("  the slowest 5 % take at least", (percentile(page, 0.95),), "ms"),
        Figure("the IDs of 100,000 contacts", oids, "ms", reach=200, dream=100),
        Figure("  the slowest 5 % take at least", (percentile(oids, 0.95),), "ms"),
        Figure("importing 100,000 contacts as CSV", (importing,), "s"),
    ]


def _contacts() -> bytes:
    rows = (
        f"Contact,admin,Contact {index * SHUFFLE % CONTACTS:06},555{index:07},Example {index % 100} Ltd,556{index:07}"
        for index in range(CONTACTS)
    )
    return "\r\n".join(rows).encode()


def _latencies(port: int, path: str, times: int) -> tuple[float, ...]:
    outcome = run(Order(port, [request("GET", path)] * times))
    return tuple(seconds * 1000 for seconds in outcome.latencies)
