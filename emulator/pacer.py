"""The pacer: drives a unit's timeline from the real clock, or holds it still until somebody moves it.

Rule: this is the only module of the product that reads the real clock. A `real` clock runs `speed` times as fast as
ours and sets unfinished conversions aside; a `frozen` one moves only on request and waits for them, so that two runs
with the same input do the same things.
"""

import asyncio
import time
from datetime import UTC, datetime
from enum import StrEnum

from fax_engine.clock import Advance, Timeline, later

SLICE = 20
"""Timers run between two looks at the network: whatever is due, clients are answered."""


def real_now() -> datetime:
    """The real moment, in UTC: where a unit's time starts from."""
    return datetime.now(UTC)


class ClockMode(StrEnum):
    """Whether the unit's time moves by itself."""

    REAL = "real"
    FROZEN = "frozen"


async def let_others_go_first() -> None:
    """In the middle of something long: answer whoever else has asked meanwhile."""
    await asyncio.sleep(0)


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
        self._advancing = asyncio.Lock()
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

    def catch_up(self) -> None:
        """Make *now* right: run what fell due by the real clock. Does nothing while frozen.

        When more is due than can be run in one go, the unit's time lags behind and the rest follows at once. While
        time is being moved by hand, whoever moves it runs everything.
        """
        if not self._advancing.locked():
            self._follow()

    def _follow(self) -> None:
        if self._mode is ClockMode.REAL:
            try:
                self._timeline.advance_to(self._present(), hold=False, most=SLICE)
            finally:
                self._rearm()

    def wake(self) -> None:
        """Something that time is held for may not be needed any more: look again."""
        self._progress.set()

    def told_of_progress(self) -> None:
        """Work elsewhere is finished: timers that waited for it may run."""
        self.wake()
        self.catch_up()

    async def set(self, mode: ClockMode | None = None, now: datetime | None = None, speed: float | None = None) -> None:
        """Change any part of the clock. A `now` in the future runs what is due in between, one in the past nothing."""
        async with self._advancing:
            self._follow()
            if mode is ClockMode.FROZEN:
                self.freeze()
            if now is not None and now < self._timeline.now:
                self._timeline.jump_to(now)
            elif now is not None:
                await self._move_to(now)
            self._mode = mode or self._mode
            self._speed = speed or self._speed
            self._anchor()

    def freeze(self) -> None:
        """Stand still from now on; conversions in progress are waited for when time is moved."""
        self._mode = ClockMode.FROZEN
        self._timeline.take_back_aside()
        self._anchor()

    async def advance_to(self, moment: datetime | None) -> None:
        """Move the unit's time on to `moment`; None: until nothing is due any more.

        Everything due in between happens in order, and whatever it depends on in other processes is waited for.
        The event loop stays free for others meanwhile.
        """
        async with self._advancing:
            self._follow()
            await self._move_to(moment)
            self._anchor()

    async def settle(self) -> None:
        """Run what is due by now, and wait for what that depends on; meanwhile a real clock has gone on."""
        async with self._advancing:
            await self._move_to(self._timeline.now)
        self.catch_up()

    async def _move_to(self, moment: datetime | None) -> None:
        self._timeline.take_back_aside()
        while True:
            self._progress.clear()
            reached = self._timeline.advance_to(moment, most=SLICE)
            if reached is Advance.ARRIVED:
                return
            await (self._progress.wait() if reached is Advance.HELD else asyncio.sleep(0))

    def _present(self) -> datetime:
        return later(self._anchor_unit, (time.monotonic() - self._anchor_real) * self._speed)

    def _anchor(self) -> None:
        self._anchor_real = time.monotonic()
        self._anchor_unit = self._timeline.now
        self._rearm()

    def _rearm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due_at = self._timeline.next_due
        if self._loop is None or due_at is None or self._mode is ClockMode.FROZEN:
            return
        seconds = max((due_at - self._present()).total_seconds() / self._speed, 0.0)
        self._alarm = self._loop.call_later(seconds, self.catch_up)
