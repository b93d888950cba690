"""How long ten thousand faxes take, from the first order to the last call's end, on eight modems in virtual time.

The second row is a week of them, as a client's author would have it: three recipients in ten fail, one in a busy line,
one in the negotiation and one in the page, and are tried again once, so that there are 13,000 calls.
"""

import time
from datetime import UTC, datetime, timedelta

from benchmarks.figures import Figure, skipped
from benchmarks.load import Order, run
from benchmarks.memory import MIB, NoMemoryFigures, held_by_tree
from benchmarks.orders import request, schedule_fax, send
from benchmarks.processes import Emulator

FAXES = 10_000
CONNECTIONS = 4
LETTER = b"Dear customer,\nyour parcel has left us.\n"

WEEK = timedelta(days=7)
IN_AN_ORDER = 100
"""Recipients; an order is due as a whole, and the orders are spread over the week."""

FAILING = {1: "5005550201", 4: "5005550037", 7: "5005550064"}
"""By the last digit of a recipient's place: busy, no answer to DCS, a line that is cut in the page."""


def measure(quick: bool = False) -> list[Figure]:
    """Posting and running apart and together; all faxes carry the same text. Fewer when quick, scaled up."""
    faxes = FAXES // 10 if quick else FAXES
    scale = FAXES / faxes
    note = f"from {faxes} faxes" if quick else ""
    posting, running, _ = _send([send(LETTER, "text/plain")] * faxes)
    week_posting, week_running, memory = _send(_week(faxes))
    return [
        Figure(
            "10,000 one-page faxes to their end", ((posting + running) * scale,), "s", reach=60, dream=20, note=note
        ),
        Figure("  posting them", (posting * scale,), "s"),
        Figure("  running them", (running * scale,), "s"),
        Figure(
            "10,000 in a week, 3 in 10 fail and are tried again",
            ((week_posting + week_running) * scale,),
            "s",
            reach=60,
            dream=30,
            note=note,
        ),
        memory,
    ]


def _send(orders: list[bytes]) -> tuple[float, float, Figure]:
    """Seconds to post these orders and to run them to their end, and the memory that the unit has then."""
    with Emulator(model="FF840", is_pinned=False) as emulator:
        emulator.freeze()
        posting = run(Order(emulator.port, orders, CONNECTIONS, status=201)).seconds
        began_at = time.perf_counter()
        emulator.finish()
        return posting, time.perf_counter() - began_at, _memory(emulator)


def _memory(emulator: Emulator) -> Figure:
    name = "  memory after that week, all processes"
    try:
        return Figure(name, (held_by_tree(emulator.pid) / MIB,), "MiB")
    except NoMemoryFigures as error:
        return skipped(name, str(error))


def _week(faxes: int) -> list[bytes]:
    start = datetime.now(UTC)
    orders = []
    for first in range(0, faxes, IN_AN_ORDER):
        due_at = start + WEEK * (first / faxes)
        numbers = (FAILING.get(place % 10, f"218555{place:05}") for place in range(first, first + IN_AN_ORDER))
        body = schedule_fax(numbers, LETTER, "text/plain").replace(
            b"</schedule_fax>",
            b"<max_tries>2</max_tries><try_interval>300</try_interval><schedule_all_at>"
            + due_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            + b"</schedule_all_at></schedule_fax>",
        )
        orders.append(request("POST", "/ofax", body))
    return orders
