"""How long the emulator takes to be gone after SIGTERM, with a client that keeps its connection and a fax behind it."""

from contextlib import closing
from http.client import HTTPConnection

from benchmarks.figures import Figure
from benchmarks.orders import BASE, CREDENTIALS, schedule_fax
from benchmarks.processes import Emulator, ServerFailed


def measure(quick: bool = False) -> list[Figure]:
    """The median of ten ends. Raises `ServerFailed` for an exit code other than 0."""
    return [
        Figure("SIGTERM to exit, code 0", tuple(_end() for _ in range(3 if quick else 10)), "s", reach=0.5, dream=0.2)
    ]


def _end() -> float:
    with Emulator(is_pinned=False) as emulator, closing(HTTPConnection("127.0.0.1", emulator.port)) as client:
        order = schedule_fax(["2185553335"], b"Hello.", "text/plain")
        client.request("POST", f"{BASE}/ofax", order, {"Authorization": CREDENTIALS})
        client.getresponse().read()
        seconds, code = emulator.stop()
    if code:
        raise ServerFailed(f"exit code {code}")
    return seconds
