"""A clock that is wrong: what it shows at a moment, and which moment somebody means who reads it there.

Rule: timers and calls go by the timeline, which is right; a wrong clock changes what is told and what is taken for
granted. What it showed before it went wrong stays as it was.
"""

from dataclasses import dataclass
from datetime import datetime

from fax_engine.clock import LAST_MOMENT, later

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Skew:
    """Wrong by so many `seconds` (negative: slow) from `since` on, and by `a_day` seconds more for each day after it.

    The defaults are a clock that is right. `a_day` is more than -86,400: a clock never stands still.
    """

    since: datetime = LAST_MOMENT
    seconds: float = 0.0
    a_day: float = 0.0

    def shown(self, moment: datetime) -> datetime:
        """What the clock says at a moment."""
        if moment < self.since:
            return moment
        gone = (moment - self.since).total_seconds()
        return later(moment, self.seconds + gone * self.a_day / DAY)

    def meant(self, shown: datetime) -> datetime:
        """The moment at which the clock says this; the earlier one where it says so twice."""
        gone = (shown - self.since).total_seconds() - self.seconds
        if shown < self.since or gone < 0:
            return min(shown, self.since)
        return later(self.since, gone / (1 + self.a_day / DAY))


RIGHT = Skew()
