"""A unit with a past: faxes that were sent, as many as a benchmark wants. Rule: its clock stands still."""

from benchmarks.load import Order, run
from benchmarks.orders import send
from benchmarks.processes import Emulator, ServerFailed

CONNECTIONS = 4
LETTER = b"Dear customer,\nyour parcel has left us.\n"


def fill(emulator: Emulator, faxes: int) -> None:
    """Have so many one-page faxes sent. Raises `ServerFailed` when they were not."""
    emulator.freeze()
    run(Order(emulator.port, [send(LETTER, "text/plain")] * faxes, CONNECTIONS, status=201))
    emulator.finish()
    if (found := emulator.control("GET", "/info")["faxes"]) != {"sent": faxes}:
        raise ServerFailed(f"{faxes} faxes should have been sent: {found}")
