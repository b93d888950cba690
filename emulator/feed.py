"""The feed: the newest events of one unit, numbered, for readers who come and go.

Rule: so many are kept and no more. A reader is a place in them and owns nothing, so a slow one costs nobody anything;
one that falls out of what is kept is told so.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fax_engine.journal import Event, Journal

MOST_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event with its number in the feed, from 1."""

    number: int
    event: Event


Wants = Callable[[Event], bool]


def _everything(_event: Event) -> bool:
    return True


class Reader:
    """Somebody who reads on from a place. `news` is set whenever there is more to read that the reader wants."""

    def __init__(self, feed: "Feed", position: int, wants: Wants) -> None:
        self._feed = feed
        self._position = position
        self._wants = wants
        self.news = asyncio.Event()
        self.news.set()

    @property
    def missed(self) -> int:
        """How many events went before they were read."""
        return max(self._feed.oldest - self._position - 1, 0)

    def read(self, most: int) -> list[Numbered]:
        """What the reader wants of the next so many events; what was missed is passed over."""
        found = self._feed.after(self._position, most)
        if found:
            self._position = found[-1].number
        if len(found) < most:
            self.news.clear()
        return [numbered for numbered in found if self._wants(numbered.event)]

    def take(self, numbered: Numbered) -> None:
        """There is another event. One that is not wanted is passed over at once by who has read all before it."""
        if self._wants(numbered.event):
            self.news.set()
        elif self._position == numbered.number - 1:
            self._position = numbered.number


class Feed:
    """The events of one unit, as long as the process lives. `began_at` tells it from the feed of another process."""

    def __init__(self, journal: Journal, began_at: datetime) -> None:
        self._name = f"{int(began_at.timestamp() * 1_000_000):x}"
        self._kept: deque[Numbered] = deque(maxlen=MOST_KEPT)
        self._newest = 0
        self._readers: set[Reader] = set()
        journal.listen_to_all(self._take)

    @property
    def oldest(self) -> int:
        """The number of the oldest event that is kept; the next one's while there is none."""
        return self._kept[0].number if self._kept else self._newest + 1

    def id_of(self, number: int) -> str:
        """The name of an event, which none of another process has."""
        return f"{self._name}-{number}"

    def position_of(self, event_id: str) -> int | None:
        """The number that an id names; None for one of another process, or none at all."""
        name, _, number = event_id.rpartition("-")
        if name != self._name or not number.isascii() or not number.isdigit() or len(number) > len(str(self._newest)):
            return None
        return min(int(number), self._newest)

    @contextmanager
    def reader(self, position: int | None = None, wants: Wants = _everything) -> Iterator[Reader]:
        """Read what comes after a position; None: what comes from now on."""
        reader = Reader(self, self._newest if position is None else position, wants)
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    def after(self, position: int, most: int) -> list[Numbered]:
        """The oldest events kept with higher numbers, so many at most."""
        first = max(position + 1 - self.oldest, 0)
        return [self._kept[index] for index in range(first, min(first + most, len(self._kept)))]

    def _take(self, event: Event) -> None:
        self._newest += 1
        self._kept.append(Numbered(self._newest, event))
        for reader in self._readers:
            reader.take(self._kept[-1])
