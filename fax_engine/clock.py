"""The appliance's own time: a timeline on which actions are due.

Rule: nothing in the product reads another clock. `now` moves only through `advance_to`, which runs everything that
falls due on the way, in order of due time and then of arrival, so two runs with the same input do the same things.

A timer may depend on work done elsewhere (a conversion in another process). It carries `is_ready`; who advances the
timeline decides what to do when it is due and not ready: hold time for it, or set it aside and go on.

Time that is set back undoes nothing. What is due in so many seconds (`call_in`) still is, what has fallen due is due
still, and what is due at a moment to come (`call_at`) stays at it.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, StrEnum

Action = Callable[[], None]

OnSetBack = Callable[[timedelta], None]
"""Gets by how much time was set back, once it was."""

FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
"""No clock goes back further."""

LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)
"""Nothing is due later: whatever would be, by however many years, is due then."""

FEW_TIMERS = 1_000
"""So many are never looked through for cancelled ones."""


def later(moment: datetime, seconds: float) -> datetime:
    """The moment `seconds` after another, at most `LAST_MOMENT`."""
    try:
        due = moment + timedelta(seconds=seconds)
    except OverflowError:
        return LAST_MOMENT
    return min(LAST_MOMENT, due)


def earlier(moment: datetime, by: timedelta) -> datetime:
    """The moment so long before another, at least `FIRST_MOMENT`."""
    return moment - min(by, moment - FIRST_MOMENT)


class Due(StrEnum):
    """What a timer is for, and what `Timer.about` is then."""

    FAX = "fax"
    """A fax falls due, for the first time or again; the entry's row."""
    PAGES = "pages"
    """An accepted fax has, or has not, become pages; the row of an entry of it."""
    CALL = "call"
    """A call goes on; the channel's number."""
    CHANNEL = "channel"
    """A channel has started up; its number."""
    DELIVERY = "delivery"
    """A received fax goes to a destination, or has come there; the delivery's row."""
    RECEIPT = "receipt"
    """A receipt is sent; the row of what is owed."""
    FAULT = "fault"
    """A fault of the box or its lines is over."""
    OTHER = "other"


class Advance(Enum):
    """How far an advance came."""

    ARRIVED = "arrived"
    HELD = "held by a timer that is due and not ready"
    PAUSED = "ran as many timers as it was allowed"


@dataclass(eq=False, slots=True)
class Timer:
    """One action that is due at a moment; of several that are due together the first to arrive comes first."""

    due_at: datetime
    arrival: int
    action: Action
    is_ready: Callable[[], bool] | None = None
    due: Due = Due.OTHER
    about: int = 0
    counts_seconds: bool = False
    """It is due in so many seconds, whatever the clock shows by then; else at its moment."""
    cancelled: bool = False

    def cancel(self) -> None:
        """Make sure that the action never runs; harmless when it already has."""
        self.cancelled = True

    @property
    def place(self) -> "Place":
        """Where it stands among others."""
        return self.due_at, self.arrival, self

    @property
    def may_run(self) -> bool:
        """False while the work that the timer depends on is unfinished."""
        return self.is_ready is None or self.is_ready()


Place = tuple[datetime, int, Timer]
"""A timer in order of due time and then of arrival, as the heap compares it: tuples are quick, objects are not."""


class Timeline:
    """Virtual time and what is due on it."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a timeline starts at a moment with a time zone")
        self._now = start
        self._arrivals = 0
        self._timers: list[Place] = []
        self._aside: list[Timer] = []
        self._look_through_at = FEW_TIMERS
        self._on_new: Action = _nothing
        self._on_set_back: list[OnSetBack] = []

    def watch(self, on_new: Action) -> None:
        """Have `on_new` called whenever a timer was set that is due before all others."""
        self._on_new = on_new

    def watch_set_back(self, on_set_back: OnSetBack) -> None:
        """Have `on_set_back` called whenever time was set back, once however often this is asked: for whoever keeps
        moments of what goes on."""
        if on_set_back not in self._on_set_back:
            self._on_set_back.append(on_set_back)

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._now

    def call_at(
        self,
        moment: datetime,
        action: Action,
        is_ready: Callable[[], bool] | None = None,
        due: Due = Due.OTHER,
        about: int = 0,
        *,
        counts_seconds: bool = False,
    ) -> Timer:
        """Have `action` run at `moment`, or as soon as the timeline moves when that is past.

        `counts_seconds`: the moment is that of something that goes on, and is another when time is set back.
        """
        self._arrivals += 1
        if len(self._timers) > self._look_through_at:
            self._forget_cancelled()
        timer = Timer(max(moment, self._now), self._arrivals, action, is_ready, due, about, counts_seconds)
        heapq.heappush(self._timers, timer.place)
        if self._timers[0][2] is timer:
            self._on_new()
        return timer

    def call_in(
        self,
        seconds: float,
        action: Action,
        is_ready: Callable[[], bool] | None = None,
        due: Due = Due.OTHER,
        about: int = 0,
    ) -> Timer:
        """Have `action` run `seconds` from now."""
        return self.call_at(later(self._now, seconds), action, is_ready, due, about, counts_seconds=True)

    @property
    def next_timer(self) -> Timer | None:
        """The timer that runs next; None when nothing is due."""
        timers = self._timers
        while timers:
            timer = timers[0][2]
            if not timer.cancelled:
                return timer
            heapq.heappop(timers)
        return None

    @property
    def next_due(self) -> datetime | None:
        """When the next action is due; None when nothing is."""
        timer = self.next_timer
        return timer.due_at if timer is not None else None

    @property
    def next_of_all(self) -> Timer | None:
        """The same, with what was set aside and waits to become ready, which is overdue."""
        aside = (timer.place for timer in self._aside if not timer.cancelled)
        first = min(aside, default=None)
        return first[2] if first is not None else self.next_timer

    @property
    def is_idle(self) -> bool:
        """True when nothing is due, now or later, and nothing was set aside."""
        return self.next_of_all is None

    def advance_to(self, moment: datetime | None, *, hold: bool = True, most: int | None = None) -> Advance:
        """Move to `moment`, running what falls due on the way; a moment in the past moves nothing.

        None: move on as long as anything is due at all, and stay at the last of it.

        With `hold`, stop at the first timer that is due and not ready; call again once it is. Without, set such timers
        aside: they run on the first call after they became ready. `most` bounds how many timers run in this call.
        """
        self._queue_ready_aside()
        ran = 0
        while (timer := self.next_timer) is not None and (moment is None or timer.due_at <= moment):
            if ran == most:
                return Advance.PAUSED
            self._now = max(self._now, timer.due_at)
            if timer.may_run:
                heapq.heappop(self._timers)[2].action()
                ran += 1
            elif hold:
                return Advance.HELD
            else:
                self._aside.append(heapq.heappop(self._timers)[2])
        self._now = max(self._now, moment or self._now)
        return Advance.ARRIVED

    def _queue_ready_aside(self) -> None:
        waiting = []
        for timer in self._aside:
            if timer.may_run:
                heapq.heappush(self._timers, timer.place)
            elif not timer.cancelled:  # else its work may never be finished, and nobody asks for it
                waiting.append(timer)
        self._aside = waiting

    def clear(self) -> None:
        """Forget every timer; the moment stays."""
        self._timers.clear()
        self._aside.clear()

    def take_back_aside(self) -> None:
        """Put what was set aside among the timers again, due at once: time is held for them from now on."""
        for timer in self._aside:
            heapq.heappush(self._timers, timer.place)
        self._aside.clear()

    def jump_to(self, moment: datetime) -> None:
        """Set the moment, backwards too, running nothing and telling nobody; what is now in the past is due at once."""
        self._now = moment

    def set_back(self, moment: datetime) -> None:
        """Set an earlier moment, running nothing: what goes on has as many seconds to go as before."""
        by = self._now - moment
        timers = [place[2] for place in self._timers]
        for timer in (*timers, *self._aside):
            if timer.counts_seconds or timer.due_at <= self._now:
                timer.due_at = earlier(timer.due_at, by)
        self._timers = [timer.place for timer in timers]
        heapq.heapify(self._timers)
        self._now = moment
        for on_set_back in self._on_set_back:
            on_set_back(by)

    def _forget_cancelled(self) -> None:
        """Keep what was cancelled from piling up: look through all timers whenever they have doubled."""
        self._timers = [place for place in self._timers if not place[2].cancelled]
        heapq.heapify(self._timers)
        self._look_through_at = max(2 * len(self._timers), FEW_TIMERS)


def _nothing() -> None:
    """Nobody watches."""
