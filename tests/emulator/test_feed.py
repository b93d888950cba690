"""The feed and its streams: numbered, bounded, resumed, outrun; in the test's own process, where a reader can be
slow."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from emulator.control.events import EventStream
from emulator.event_types import EventType
from emulator.feed import MOST_KEPT, Feed
from fax_engine.journal import Event, FaxReceived, Journal, UnitReset
from models.vocabulary import InboundState

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
EVERY_TYPE = frozenset(EventType)


def feed_of(journal: Journal) -> Feed:
    """A feed that hears of what a journal tells."""
    return Feed(journal, NOON)


def publish(journal: Journal, count: int) -> None:
    """So many events happen."""
    for _ in range(count):
        journal.publish(UnitReset(NOON))


def received() -> Event:
    """A fax came in."""
    return FaxReceived(NOON, 1, InboundState.RECEIVED, "218", "", "", 1)


class SlowReader:
    """A client at the other end of a stream, who takes one piece each time that it is told to."""

    def __init__(self, stream: EventStream) -> None:
        self.pieces: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)
        self.left = asyncio.Event()
        self.answering = asyncio.create_task(stream({}, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            await self.pieces.put(message["body"])

    async def take(self) -> str:
        """The next piece."""
        async with asyncio.timeout(5):
            return (await self.pieces.get()).decode()


def test_who_comes_hears_what_is_new() -> None:
    journal = Journal()
    feed = feed_of(journal)
    publish(journal, 3)
    with feed.reader() as reader:
        assert reader.read(10) == []
        publish(journal, 2)
        assert reader.news.is_set()
        assert [numbered.number for numbered in reader.read(1)] == [4]
        assert reader.news.is_set()
        assert [numbered.number for numbered in reader.read(10)] == [5]
        assert not reader.news.is_set()


def test_ids_name_events_of_this_process_alone() -> None:
    journal = Journal()
    feed = feed_of(journal)
    publish(journal, 12)
    assert feed.position_of(feed.id_of(7)) == 7
    other = Feed(journal, datetime(2031, 1, 1, tzinfo=UTC))
    for stranger in (other.id_of(7), "7", "", "x-y", feed.id_of(7) + "²", feed.id_of(10**30)):
        assert feed.position_of(stranger) is None


def test_what_a_reader_does_not_want_never_outruns_it() -> None:
    journal = Journal()
    feed = feed_of(journal)
    with feed.reader(wants=lambda event: isinstance(event, FaxReceived)) as reader:
        publish(journal, 3 * MOST_KEPT)
        journal.publish(received())
        publish(journal, MOST_KEPT - 1)
        assert reader.missed == 0
        assert [numbered.event for numbered in reader.read(MOST_KEPT)] == [received()]
        journal.publish(received())
        publish(journal, MOST_KEPT)
        assert reader.missed == 1


def test_a_slow_reader_is_told_and_dropped_and_holds_up_nobody() -> None:
    async def story() -> None:
        journal = Journal()
        feed = feed_of(journal)
        slow, quick = (SlowReader(EventStream(feed, EVERY_TYPE, asyncio.Event())) for _ in range(2))
        for reader in (slow, quick):
            assert await reader.take() == "retry: 1000\n\n"
        publish(journal, 1)
        assert "event: reset" in await quick.take()
        for _ in range(MOST_KEPT // 100):
            publish(journal, 100)
            assert (await quick.take()).count("event: reset") == 100
        publish(journal, 200)
        first = await slow.take()
        assert first.count("event: reset") == 1
        pieces = [await slow.take() for _ in range(3)]
        assert 'event: outrun\ndata: {"missed": ' in "".join(pieces)
        assert pieces[-1] == ""
        await slow.answering
        quick.left.set()
        assert (await quick.take()).count("event: reset") == 100

    asyncio.run(story())


def test_a_sign_of_life_when_nothing_happens() -> None:
    async def story() -> None:
        reader = SlowReader(EventStream(feed_of(Journal()), EVERY_TYPE, asyncio.Event(), keep_alive=0.01))
        assert await reader.take() == "retry: 1000\n\n"
        for _ in range(3):
            assert (await reader.take()).startswith(":")
        reader.left.set()
        while await reader.take():
            pass
        await reader.answering

    asyncio.run(story())


def test_a_reader_comes_back_and_hears_what_it_missed() -> None:
    async def story() -> None:
        journal = Journal()
        feed = feed_of(journal)
        publish(journal, 5)
        back = SlowReader(EventStream(feed, EVERY_TYPE, asyncio.Event(), resume=feed.id_of(3)))
        await back.take()
        assert [line for line in (await back.take()).splitlines() if line.startswith("id")] == [
            f"id: {feed.id_of(4)}",
            f"id: {feed.id_of(5)}",
        ]
        publish(journal, MOST_KEPT)
        for resume, missed in ((feed.id_of(2), "3"), ("of-another-process-7", "null")):
            late = SlowReader(EventStream(feed, EVERY_TYPE, asyncio.Event(), resume=resume))
            await late.take()
            assert await late.take() == f'event: outrun\ndata: {{"missed": {missed}}}\n\n'
            assert (await late.take()).startswith(f"id: {feed.id_of(6)}\n")
            late.answering.cancel()
        back.answering.cancel()

    asyncio.run(story())
