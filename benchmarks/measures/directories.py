"""How quickly a list of a hundred thousand contacts is read: a page in the middle of it by name, and all its IDs.

The list is imported before, and whoever polls a fax meanwhile must not notice.
"""

import time

from benchmarks.figures import Figure, percentile
from benchmarks.load import LoadRun, Order, run
from benchmarks.orders import BASE, CREDENTIALS, first_entry_path, request, schedule_fax
from benchmarks.processes import Emulator
from models.contact import GLOBAL_LIST

CONTACTS = 100_000
PAGE = f"/contacts/admin?limit=10&offset={CONTACTS // 2}&order=name"
OIDS = "/contact_oids/admin"
SHUFFLE = 7919
"""A prime: names are not in the order of the IDs."""


def measure(quick: bool = False) -> list[Figure]:
    """Single requests one after the other, as a client sees them."""
    times = 20 if quick else 200
    with Emulator() as emulator:
        order = schedule_fax(["2185553335"], b"Hello.", "text/plain")
        entry = first_entry_path(emulator.ask("POST", f"{BASE}/ofax", order, Authorization=CREDENTIALS))
        alone = _import(emulator, GLOBAL_LIST)
        polls = LoadRun(Order(emulator.port, [request("GET", entry)], seconds=alone))
        _import(emulator, "admin")
        polled = polls.finish().latencies
        page = _latencies(emulator.port, PAGE, times)
        oids = _latencies(emulator.port, OIDS, times // 4)
    return [
        Figure("10 of 100,000 contacts from the 50,000th on, by name", page, "ms", reach=20, dream=10),
        Figure("  the slowest 5 % take at least", (percentile(page, 0.95),), "ms"),
        Figure("the IDs of 100,000 contacts", oids, "ms", reach=200, dream=100),
        Figure("  the slowest 5 % take at least", (percentile(oids, 0.95),), "ms"),
        Figure("importing 100,000 contacts as CSV", (alone,), "s"),
        Figure("  p99 of a poll meanwhile", (percentile(polled, 0.99) * 1000,), "ms", reach=25),
        Figure("  the slowest poll", (max(polled) * 1000,), "ms"),
    ]


def _import(emulator: Emulator, owner: str) -> float:
    """Seconds that it takes."""
    content = _contacts(owner)
    began_at = time.perf_counter()
    emulator.ask("PUT", "/_emulator/directories/contacts.csv", content)
    return time.perf_counter() - began_at


def _contacts(owner: str) -> bytes:
    rows = (
        f"Contact,{owner},Contact {index * SHUFFLE % CONTACTS:06},555{index:07},Example {index % 100} Ltd,556{index:07}"
        for index in range(CONTACTS)
    )
    return "\r\n".join(rows).encode()


def _latencies(port: int, path: str, times: int) -> tuple[float, ...]:
    outcome = run(Order(port, [request("GET", path)] * times))
    return tuple(seconds * 1000 for seconds in outcome.latencies)
