"""What happened, told after it is safe in the store: logs, waits and metrics listen here, the engine never asks them.

Rule: an event is published after the commit that made it true, in the order of the commits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.fax import FaxEntry
from models.vocabulary import FaxState


@dataclass(frozen=True, slots=True)
class EntryMoved:
    """An entry went from one state to another, or was rescheduled within its state. `before` is None when new."""

    at: datetime
    fax_key: int
    entry_number: int
    before: FaxState | None
    after: FaxState
    message: str
    try_number: int

    @classmethod
    def of(cls, entry: FaxEntry, before: FaxState | None, at: datetime) -> "EntryMoved":
        """The event for an entry as it stands now; its fax must be loaded."""
        return cls(at, entry.fax.key, entry.number, before, entry.state, entry.message, entry.try_number)


Listener = Callable[[EntryMoved], None]


class Journal:
    """Passes events on to whoever listens."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Have every event from now on told to `listener`."""
        self._listeners.append(listener)

    def publish(self, event: EntryMoved) -> None:
        """Tell everybody."""
        for listener in self._listeners:
            listener(event)
