"""Noticing that time is moved on without an end: a fax that fails is tried again, and that is all that happens.

Rule: who asks for the moment at which nothing is due gets it, or hears what keeps the unit busy.
"""

import asyncio
from collections import Counter

from emulator.appliance import Appliance
from fax_engine.journal import EntryMoved, Event
from models.fax import keys
from models.vocabulary import FaxState

MOST_TRIES = 1_000
"""Tries of one fax to one recipient while time is moved on: more than any test waits for by hand."""


class Endless:
    """From when it is made to when it is closed, the tries of one unit are counted; `found` is done when they are too
    many."""

    def __init__(self, unit: Appliance) -> None:
        self.found: asyncio.Future[EntryMoved] = asyncio.get_running_loop().create_future()
        self._tries: Counter[tuple[int, int]] = Counter()
        self.close = unit.journal.listen_to_all(self._heard)

    def _heard(self, event: Event) -> None:
        if not isinstance(event, EntryMoved) or event.after is not FaxState.SENDING:
            return
        entry = event.fax_key, event.entry_number
        self._tries[entry] += 1
        if self._tries[entry] >= MOST_TRIES and not self.found.done():
            self.found.set_result(event)


def told(entry: EntryMoved) -> str:
    """What goes on and on, and what can be done about it."""
    return (
        f"fax {keys(entry.fax_key, entry.entry_number)} to {entry.fax_number} was tried {MOST_TRIES:,} times and goes on: "
        "abort it, or advance by seconds"
    )
