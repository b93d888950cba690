"""A queue that several share: each has its own order in it, and all have turns.

Rule: whoever puts in a thousand pieces keeps another's one piece waiting for one of them at most, not for all.
"""

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class TurnQueue(Generic[T]):
    """Pieces by owner. Urgent ones come before all others, and have turns among themselves."""

    def __init__(self) -> None:
        self._urgent: dict[Hashable, deque[T]] = {}
        self._others: dict[Hashable, deque[T]] = {}

    def __len__(self) -> int:
        return sum(map(len, (*self._urgent.values(), *self._others.values())))

    def queued_by(self, owner: Hashable) -> int:
        """How many of the pieces are this owner's."""
        return sum(len(pieces.get(owner, ())) for pieces in (self._urgent, self._others))

    def put(self, owner: Hashable, piece: T, *, is_urgent: bool = False) -> None:
        """The owner's newest piece; one who had none has the last turn."""
        (self._urgent if is_urgent else self._others).setdefault(owner, deque()).append(piece)

    def take(self) -> T:
        """The piece whose turn it is. Raises `IndexError` when there is none."""
        pieces = self._urgent or self._others
        if not pieces:
            raise IndexError("nothing is queued")
        owner = next(iter(pieces))
        own = pieces.pop(owner)
        piece = own.popleft()
        if own:
            pieces[owner] = own  # behind everybody else
        return piece

    def clear(self) -> None:
        """Forget all."""
        self._urgent.clear()
        self._others.clear()
