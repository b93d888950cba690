"""The unit's disk: how much room there is for faxes and documents.

Rule: whoever is about to store a fax, a document or received pages takes the room for it first, and stores nothing
where there is none. Room is reserved for what is still to come, and what was too much is free again. What is small and
must be kept (states, logs, settings) has a reserve of its own, and always fits.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fax_engine.errors import DiskFull


def _nobody() -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Room for `size` bytes that are to come, taken under the limit of this number."""

    size: int
    limit: int


class Disk:
    """There is room for anything, until `limit` says otherwise."""

    def __init__(self) -> None:
        self._room: int | None = None
        self._limits = 0
        self._on_refusal: Callable[[], None] = _nobody

    @property
    def room(self) -> int | None:
        """Bytes; None: any number."""
        return self._room

    @property
    def is_full(self) -> bool:
        """True when there is room for nothing at all."""
        return self._room is not None and self._room <= 0

    def limit(self, room: int, on_refusal: Callable[[], None] = _nobody) -> None:
        """Room for so many bytes more; `on_refusal` is told of everything that does not fit."""
        self._room, self._on_refusal = room, on_refusal
        self._limits += 1

    def free(self) -> None:
        """Room for anything again."""
        self._room, self._on_refusal = None, _nobody

    def take(self, size: int) -> None:
        """Room for so many bytes. Raises `DiskFull` when there is not so much, and on a full disk in any case."""
        if self._room is None:
            return
        if self.is_full or size > self._room:
            self._on_refusal()
            raise DiskFull("the disk is full")
        self._room -= size

    def has_taken(self, size: int) -> bool:
        """The same as a question: false when there is no such room."""
        try:
            self.take(size)
        except DiskFull:
            return False
        return True

    def reserve(self, size: int) -> Reservation | None:
        """The same for bytes that come later, and then need no room any more; None when there is no such room."""
        return Reservation(size, self._limits) if self.has_taken(size) else None

    def use(self, reservation: Reservation, size: int) -> None:
        """They came, and were so many: the rest is free again. Another limit, set meanwhile, knows nothing of them."""
        if self._room is not None and reservation.limit == self._limits:
            self._room += reservation.size - size
