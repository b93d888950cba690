"""How soon a waiting client is answered after the event, and how long a fax of tomorrow with its retries takes to be
over."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from benchmarks.figures import Figure, percentile
from benchmarks.orders import BASE, CREDENTIALS, first_entry_path, schedule_fax
from benchmarks.processes import Emulator, ServerFailed

GOOD, BUSY = "5005550000", "5005550201"
MANY = 16
TRIES = 3


def measure(quick: bool = False) -> list[Figure]:
    """Raises `ServerFailed` for a wait that was not answered as it should be."""
    rounds = 10 if quick else 100
    with Emulator(pace="instant") as emulator:
        emulator.freeze()
        alone = _wakings(emulator, rounds, 1)
        among_many = _wakings(emulator, rounds, MANY)
        skips = tuple(_tomorrow(emulator, number) for number in range(rounds + 1))[1:]
    return [
        Figure("from an abort to the answer of a waiting client, p99", (percentile(alone, 0.99),), "ms", 10, 5),
        Figure("  median", alone, "ms"),
        Figure(f"  of {MANY} clients that wait for it, p99", (percentile(among_many, 0.99),), "ms"),
        Figure(f"  of {MANY} clients, median", among_many, "ms"),
        Figure(f"a fax due tomorrow, {TRIES} tries 300 s apart, until over", skips, "ms", reach=100, dream=25),
        Figure("  p99", (percentile(skips, 0.99),), "ms"),
    ]


def _wakings(emulator: Emulator, rounds: int, waiters: int) -> tuple[float, ...]:
    """Milliseconds; the first round only warms up."""
    found = [_waking(emulator, waiters) for _ in range(rounds + 1)][1:]
    return tuple(seconds * 1000 for of_round in found for seconds in of_round)


def _waking(emulator: Emulator, waiters: int) -> list[float]:
    """Seconds from the answer to an abort to the answer to each wait for it, at least 0; the abort itself is not
    counted."""
    path = _order(emulator, GOOD, "Never sent.")
    wanted = {"match": {"fax": path.removeprefix("/ofax/")}, "state": "aborted", "timeout": 30}
    with ThreadPoolExecutor(waiters) as pool:
        waiting = [pool.submit(_wait, emulator, wanted) for _ in range(waiters)]
        time.sleep(0.05)  # until all of them wait
        emulator.ask("DELETE", BASE + path, Authorization=CREDENTIALS)
        aborted_at = time.perf_counter()
        return [max(each.result() - aborted_at, 0.0) for each in waiting]


def _tomorrow(emulator: Emulator, number: int) -> float:
    """Milliseconds of a wait that skips over a day and the pauses between tries."""
    now = emulator.control("GET", "/clock")["now"]
    tomorrow = f"{int(now[:4]) + 1}{now[4:10]}T12:00:00"
    inside = (
        f"<max_tries>{TRIES}</max_tries><try_interval>300</try_interval><schedule_all_at>{tomorrow}</schedule_all_at>"
    )
    path = _order(emulator, BUSY, f"Letter of tomorrow {number}.", inside)
    began_at = time.perf_counter()
    _wait(emulator, {"match": {"fax": path.removeprefix("/ofax/")}, "state": "failed", "timeout": 30, "skip": True})
    return (time.perf_counter() - began_at) * 1000


def _order(emulator: Emulator, number: str, text: str, inside: str = "") -> str:
    body = schedule_fax([number], text.encode(), "text/plain")
    if inside:
        body = body.replace(b"</schedule_fax>", inside.encode() + b"</schedule_fax>")
    return first_entry_path(emulator.ask("POST", f"{BASE}/ofax", body, Authorization=CREDENTIALS))


def _wait(emulator: Emulator, wanted: Any) -> float:
    """When the answer was there."""
    with closing(http.client.HTTPConnection("127.0.0.1", emulator.port)) as connection:
        connection.request("POST", "/_emulator/wait", json.dumps(wanted), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        answered_at = time.perf_counter()
    if answer.status != 200:
        raise ServerFailed(f"wait: {answer.status} {content[:500]!r}")
    return answered_at
