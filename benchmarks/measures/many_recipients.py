"""How long a client waits for the answer to an order with as many recipients as the appliance takes."""

from benchmarks.documents import scan_pdf
from benchmarks.figures import Figure
from benchmarks.load import Order, run
from benchmarks.orders import send
from benchmarks.processes import Emulator

RECIPIENTS = 400
SIZE = 100_000


def measure(quick: bool = False) -> list[Figure]:
    """Each order carries a document of its own, and is prepared to its end before the next is sent."""
    with Emulator() as emulator:
        emulator.freeze()
        answered = [_send(emulator, salt) for salt in range(3 if quick else 11)]
    return [
        Figure(
            f"POST with {RECIPIENTS} recipients and a {SIZE // 1000} kB PDF, answered",
            tuple(seconds * 1000 for seconds in answered[1:]),
            "ms",
            reach=250,
            dream=60,
        )
    ]


def _send(emulator: Emulator, salt: int) -> float:
    order = send(scan_pdf(SIZE, salt), "application/pdf", RECIPIENTS)
    (latency,) = run(Order(emulator.port, [order], status=201)).latencies
    emulator.prepare()
    return latency
