"""Waiting on one unit until something holds, woken by what happens and never by looking again and again.

Rule: a condition is read from the store once and kept right by the journal from then on, so that it holds at the very
event that makes it true, even where the next event makes it false again. Much is read in slices, with others answered
in between; what an event makes true meanwhile is read to its end at that event.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from enum import Enum
from typing import Any, Protocol, Self

from emulator.appliance import Appliance
from emulator.facts import Kind
from emulator.matching import Check, Facts, differences
from emulator.pacer import done_within, let_others_go_first
from fax_engine.context import UnitContext
from fax_engine.journal import Event, UnitReset


class End(Enum):
    """How a wait ended."""

    HOLDS = "it holds"
    TIMEOUT = "not in time"
    RESET = "the unit was reset"
    LEFT = "whoever waited is gone"


class Condition(Protocol):
    """What is waited for."""

    follows_time: bool
    """Whether it may come to hold without an event of the journal."""

    def begin(self, context: UnitContext) -> Iterator[None]:
        """Take in how things stand, some of it at each step. Events may be taken in between."""

    def take(self, event: Event) -> None:
        """Take in what happened."""

    def holds(self) -> bool:
        """True when there is nothing to wait for any more."""


class EnoughMatch:
    """At least so many things of a kind pass all checks; `wanted` answers how many, each time it is asked."""

    follows_time = False

    def __init__(self, kind: Kind, checks: Sequence[Check], wanted: Callable[[], int]) -> None:
        self.kind = kind
        self.checks = checks
        self.wanted = wanted
        self.matched: dict[Any, Facts] = {}

    def begin(self, context: UnitContext) -> Iterator[None]:
        """Read whatever may match; see `Condition`."""
        for found in self.kind.slices(context, self.checks, newest_first=False):
            for facts in found:
                self._note(facts)
            yield

    def take(self, event: Event) -> None:
        """See `Condition`."""
        facts = self.kind.of_event(event)
        if facts is not None:
            self._note(facts)

    def holds(self) -> bool:
        """See `Condition`."""
        return bool(self.matched) and len(self.matched) >= self.wanted()

    def _note(self, facts: Facts) -> None:
        identity = facts[self.kind.identity]
        if differences(self.checks, facts):
            self.matched.pop(identity, None)
        else:
            self.matched[identity] = facts


class NothingIsDue:
    """The unit has nothing to do, now or later."""

    follows_time = True

    def __init__(self, unit: Appliance) -> None:
        self._timeline = unit.timeline

    def begin(self, context: UnitContext) -> Iterator[None]:
        """See `Condition`."""
        return iter(())

    def take(self, event: Event) -> None:
        """See `Condition`."""

    def holds(self) -> bool:
        """See `Condition`."""
        return self._timeline.is_idle


class Wait:
    """One wait, from when it is entered to when it is left. Nobody else is held up by it."""

    def __init__(self, unit: Appliance, condition: Condition) -> None:
        self._unit = unit
        self._condition = condition
        self._loop = asyncio.get_running_loop()
        self._end: asyncio.Future[End] = self._loop.create_future()
        self._reading = condition.begin(unit.context)
        self._at_the_end = ExitStack()

    def __enter__(self) -> Self:
        self._at_the_end.callback(self._unit.journal.listen_to_all(self._heard))
        if self._condition.follows_time:
            self._at_the_end.callback(self._unit.pacer.watch(self._look))
        return self

    def __exit__(self, *_error: object) -> None:
        self._at_the_end.close()

    async def end(self, seconds: float, left: "asyncio.Future[Any]", *, skip: bool) -> End:
        """How it ends, after so many of our seconds at the latest, or when `left` is done.

        With `skip`, a frozen clock jumps from event to event as long as this goes on. All of this begins when
        everything is read.
        """
        await self._read(left)
        skipping = self._loop.create_task(self._unit.pacer.skip_until(self._end.done)) if skip else None
        try:
            ends = [self._end, left, *([skipping] if skipping else [])]
            await done_within(seconds, *ends)
        finally:
            if skipping is not None:
                skipping.cancel()
        if skipping is not None and skipping.done() and not skipping.cancelled():
            skipping.result()  # raises what an event's action raised
        if self._end.done():
            return self._end.result()
        return End.LEFT if left.done() else End.TIMEOUT

    def _heard(self, event: Event) -> None:
        if self._end.done():
            return
        if isinstance(event, UnitReset):
            self._end.set_result(End.RESET)
            return
        self._condition.take(event)
        if self._condition.follows_time:
            self._loop.call_soon(self._look)  # what was asked for with the event may take timers away
        else:
            self._look()

    async def _read(self, left: "asyncio.Future[Any]") -> None:
        for _ in self._reading:
            await let_others_go_first()
            if self._end.done() or left.done():
                return
        self._look()

    def _look(self) -> None:
        if not self._end.done() and self._condition.holds():
            for _ in self._reading:
                pass  # all that matches at this moment counts
            self._end.set_result(End.HOLDS)
