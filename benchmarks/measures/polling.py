"""How quickly entries are read, which is most of what clients do, against a bare route that returns the same bytes."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.load import Order, run
from benchmarks.orders import BASE, CREDENTIALS, first_entry_path, request, schedule_fax
from benchmarks.processes import Emulator, RunningServer, free_port

CONNECTIONS = 16


def measure(quick: bool = False) -> list[Figure]:
    """The ratio of the rates; the two take turns, so that what else the machine does meets both."""
    rounds, seconds = (3, 0.5) if quick else (9, 2.0)
    with Emulator(pace="instant") as product, TemporaryDirectory() as folder:
        path, body = _finished_entry(product)
        (file := Path(folder, "entry.xml")).write_bytes(body)
        port = free_port()
        with RunningServer(port, ("-m", "benchmarks.bare", str(port), str(file)), f"{BASE}{path}") as bare:
            rates = [
                tuple(_rate(server, path, seconds) for server in ((product, bare) if turn % 2 else (bare, product)))
                for turn in range(rounds + 1)
            ]
    pairs = [pair if turn % 2 else pair[::-1] for turn, pair in enumerate(rates)][1:]
    return [
        Figure(
            f"GET of an entry, {CONNECTIONS} connections, against a bare route",
            tuple(ours / theirs for ours, theirs in pairs),
            "",
            reach=0.5,
            dream=0.8,
            more_is_better=True,
        ),
        Figure("  the product's rate", tuple(ours for ours, _ in pairs), "/s", more_is_better=True),
        Figure("  the bare route's rate", tuple(theirs for _, theirs in pairs), "/s", more_is_better=True),
    ]


def _finished_entry(product: Emulator) -> tuple[str, bytes]:
    """The path of an entry that was sent, and what a read of it answers."""
    order = schedule_fax(["2185553335"], b"Hello.", "text/plain")
    path = first_entry_path(product.ask("POST", f"{BASE}/ofax", order, Authorization=CREDENTIALS))
    product.freeze()
    product.finish()
    product.control("PUT", "/clock", {"mode": "real"})
    return path, product.ask("GET", BASE + path, Authorization=CREDENTIALS)


def _rate(server: RunningServer, path: str, seconds: float) -> float:
    return run(Order(server.port, [request("GET", path)], CONNECTIONS, seconds)).rate
