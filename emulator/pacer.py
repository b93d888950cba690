"""The pacer: drives a unit's timeline from the real clock, or holds it still until somebody moves it.

Rule: this is the only module of the product that reads the real clock. A `real` clock runs `speed` times as fast as
ours and sets unfinished conversions aside; a `frozen` one moves only on request and waits for them, so that two runs
with the same input do the same things. While somebody waits and asked for it, a frozen one jumps from event to event.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from fax_engine.clock import Advance, Timeline, later

SLICE = 20
"""Timers run between two looks at the network: whatever is due, clients are answered."""


def real_now() -> datetime:
    """The real moment, in UTC: where a unit's time starts from."""
    return datetime.now(UTC)


async def done_within(seconds: float, *work: "asyncio.Future[Any]") -> bool:
    """Wait until one of these is done, for so many of our seconds at most; answers whether one is."""
    done, _ = await asyncio.wait(work, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return bool(done)


async def pause(seconds: float) -> None:
    """Wait for real seconds: a client is kept waiting, whatever the unit's clock does."""
    await asyncio.sleep(seconds)


async def pause_unless(event: asyncio.Event, seconds: float) -> None:
    """Wait for real seconds, or until the event is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


def call_after(seconds: float, action: Callable[[], None]) -> asyncio.TimerHandle:
    """Have `action` run on this event loop after real seconds: something outside is waited for that lives by them."""
    return asyncio.get_running_loop().call_later(seconds, action)


class ClockMode(StrEnum):
    """Whether the unit's time moves by itself."""

    REAL = "real"
    FROZEN = "frozen"


async def let_others_go_first() -> None:
    """In the middle of something long: answer whoever else has asked meanwhile."""
    await asyncio.sleep(0)


class StateReplaced(Exception):
    """The unit was reset, restored or deleted while time was moved."""


class Pacer:
    """Moves one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._mode = ClockMode.REAL
        self._speed = 1.0
        self._anchor_real = time.monotonic()
        self._anchor_unit = timeline.now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._progress = asyncio.Event()
        self._news = asyncio.Event()
        self._advancing = asyncio.Lock()
        self._is_following = False
        self._watchers: list[Callable[[], None]] = []
        self._era = 0
        timeline.watch(self._rearm)

    @property
    def mode(self) -> ClockMode:
        """Real or frozen."""
        return self._mode

    @property
    def speed(self) -> float:
        """Seconds of the unit's time in one of ours, while the mode is real."""
        return self._speed

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on run what falls due, on this event loop."""
        self._loop = loop
        self._rearm()

    def stop(self) -> None:
        """Run nothing any more by itself."""
        self._loop = None
        self._rearm()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Have `watcher` called whenever time was moved and timers may have run, until what is answered is called."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def catch_up(self) -> None:
        """Make *now* right: run what fell due by the real clock. Does nothing while frozen.

        When more is due than can be run in one go, the unit's time lags behind and the rest follows at once. While
        time is being moved by hand, whoever moves it runs everything.
        """
        if not self._advancing.locked():
            self._follow()

    def _follow(self) -> None:
        # What happens may be a call from another unit, which makes sure of the time; it is being made right.
        if self._mode is ClockMode.REAL and not self._is_following:
            self._is_following = True
            try:
                self._timeline.advance_to(self._present(), hold=False, most=SLICE)
            finally:
                self._is_following = False
                self._rearm()
            self._tell_watchers()

    def wake(self) -> None:
        """Something that time is held for may not be needed any more: look again."""
        self._progress.set()
        self._news.set()

    def give_up_moving(self) -> None:
        """The unit's state is replaced: whoever moves time moved it for what was there before, and gets
        `StateReplaced`."""
        self._era += 1
        self.wake()

    def told_of_progress(self) -> None:
        """Work elsewhere is finished: timers that waited for it may run."""
        self.wake()
        self.catch_up()

    async def set(self, mode: ClockMode | None = None, now: datetime | None = None, speed: float | None = None) -> None:
        """Change any part of the clock. A `now` in the future runs what is due in between, one in the past nothing.

        Cancel it on its way there, and time stays where it is; the clock is frozen then if that was asked for.
        """
        async with self._advancing:
            self._follow()
            if mode is ClockMode.FROZEN:
                self.freeze()
            try:
                if now is not None and now < self._timeline.now:
                    self._timeline.set_back(now)
                elif now is not None:
                    await self._move_to(now)
                self._mode = mode or self._mode
                self._speed = speed or self._speed
            finally:  # also where whoever asked has left, in the middle of it
                self._anchor()

    def take_over(self, mode: ClockMode, now: datetime, speed: float) -> None:
        """Be another clock from now on. No timer runs for that: there must be none."""
        self._timeline.jump_to(now)
        self._mode, self._speed = mode, speed
        self._anchor()

    def freeze(self) -> None:
        """Stand still from now on; conversions in progress are waited for when time is moved."""
        self._mode = ClockMode.FROZEN
        self._timeline.take_back_aside()
        self._anchor()

    async def advance_to(self, moment: datetime | None) -> None:
        """Move the unit's time on to `moment`; None: until nothing is due any more. Cancel it, and time stays where it
        is.

        Everything due in between happens in order, and whatever it depends on in other processes is waited for.
        The event loop stays free for others meanwhile.
        """
        async with self._advancing:
            self._follow()
            try:
                await self._move_to(moment)
            finally:  # also where whoever asked has left, in the middle of it
                self._anchor()

    async def settle(self) -> None:
        """Run what is due by now, and wait for what that depends on; meanwhile a real clock has gone on."""
        async with self._advancing:
            await self._move_to(self._timeline.now)
        self.catch_up()

    async def skip_until(self, is_over: Callable[[], bool]) -> None:
        """While the clock is frozen, let time jump from event to event until `is_over`, and not one event further.

        Any number may skip at the same time, and others may move time between two events. When nothing can happen, or
        the clock runs by itself, this waits; it never ends before `is_over`: end it by cancelling it.
        """
        while not is_over():
            async with self._advancing:
                self._news.clear()
                can_go_on = self._skip_a_little(is_over)
            await (asyncio.sleep(0) if can_go_on else self._news.wait())

    def _skip_a_little(self, is_over: Callable[[], bool]) -> bool:
        """Run a few timers; false when there is none that may run now."""
        for _ in range(SLICE):
            if is_over():
                break
            due_at = self._timeline.next_due
            if due_at is None or self._mode is not ClockMode.FROZEN:
                return False
            if self._timeline.advance_to(due_at, most=1) is Advance.HELD:
                return False
            self._tell_watchers()
        return True

    def _tell_watchers(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()

    async def _move_to(self, moment: datetime | None) -> None:
        era = self._era
        self._timeline.take_back_aside()
        while True:
            self._progress.clear()
            reached = self._timeline.advance_to(moment, most=SLICE)
            self._tell_watchers()
            if reached is Advance.ARRIVED:
                return
            await (self._progress.wait() if reached is Advance.HELD else asyncio.sleep(0))
            if era != self._era:
                raise StateReplaced

    def _present(self) -> datetime:
        return later(self._anchor_unit, (time.monotonic() - self._anchor_real) * self._speed)

    def _anchor(self) -> None:
        self._anchor_real = time.monotonic()
        self._anchor_unit = self._timeline.now
        self._rearm()

    def _rearm(self) -> None:
        self._news.set()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due_at = self._timeline.next_due
        if self._loop is None or due_at is None or self._mode is ClockMode.FROZEN:
            return
        seconds = max((due_at - self._present()).total_seconds() / self._speed, 0.0)
        self._alarm = self._loop.call_later(seconds, self.catch_up)
