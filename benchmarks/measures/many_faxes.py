"""How long ten thousand faxes take, from the first order to the last call's end, on eight modems in virtual time."""

import time

from benchmarks.figures import Figure
from benchmarks.load import Order, run
from benchmarks.orders import send
from benchmarks.processes import Emulator

FAXES = 10_000
CONNECTIONS = 4


def measure(quick: bool = False) -> list[Figure]:
    """Posting and running apart and together; all faxes carry the same text. Fewer when quick, scaled up."""
    faxes = FAXES // 10 if quick else FAXES
    orders = [send(b"Dear customer,\nyour parcel has left us.\n", "text/plain")] * faxes
    with Emulator(model="FF840", is_pinned=False) as emulator:
        emulator.freeze()
        posting = run(Order(emulator.port, orders, CONNECTIONS, status=201)).seconds
        began_at = time.perf_counter()
        emulator.finish()
        running = time.perf_counter() - began_at
    scale = FAXES / faxes
    note = f"from {faxes} faxes" if quick else ""
    return [
        Figure(
            "10,000 one-page faxes to their end", ((posting + running) * scale,), "s", reach=60, dream=20, note=note
        ),
        Figure("  posting them", (posting * scale,), "s"),
        Figure("  running them", (running * scale,), "s"),
    ]
