"""Moments in a seed: `-2h`, `+1d 08:00`, or a date and time.

Rule: what is relative counts from the unit's now when the seed is planted, so a seed does not grow old. A clock time
behind it (`-1d 09:30`) stands on that day in the unit's time zone, and so does a date and time without a zone.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from fax_engine.clock import LAST_MOMENT

EXPECTED = "a moment: now, -2h, -1d 09:30, +1d6h, or a date and time such as 2026-01-31T13:45:00"

_RELATIVE = re.compile(r"([+-])((?:\d{1,6}[wdhms])+)(?: +(\d\d?):(\d\d)(?::(\d\d))?)?")
_STEP = re.compile(r"(\d+)([wdhms])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment: `shift` from now with the clock set to `clock` if there is one, or the fixed one `at`."""

    shift: timedelta = timedelta()
    clock: time | None = None
    at: datetime | None = None

    def resolve(self, now: datetime, zone: tzinfo) -> datetime:
        """The moment in UTC, for a unit whose now and time zone these are."""
        if self.at is not None:
            return self.at.replace(tzinfo=self.at.tzinfo or zone).astimezone(UTC)
        moment = (now + self.shift).astimezone(zone)
        if self.clock is not None:
            moment = datetime.combine(moment.date(), self.clock, zone)
        return moment.astimezone(UTC)


def parse_moment(value: object) -> Moment:
    """The moment that a seed file's value means. Raises `ValueError`, whose text says what would be right."""
    if isinstance(value, datetime):
        return _within_reach(Moment(at=value), value)
    if isinstance(value, date):
        return _within_reach(Moment(at=datetime.combine(value, time())), value)
    if not isinstance(value, str):
        raise _unfit(value)
    text = value.strip()
    if text == "now":
        return Moment()
    relative = _RELATIVE.fullmatch(text)
    try:
        moment = _relative(relative) if relative else Moment(at=datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise _unfit(value) from None
    return _within_reach(moment, value)


def _relative(found: re.Match[str]) -> Moment:
    sign, steps, hour, minute, second = found.groups()
    shift = sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in _STEP.findall(steps)), timedelta())
    clock = time(int(hour), int(minute), int(second or 0)) if hour else None
    return Moment(-shift if sign == "-" else shift, clock)


def _within_reach(moment: Moment, value: object) -> Moment:
    try:
        reached = moment.resolve(datetime(2100, 1, 1, tzinfo=UTC), UTC)
    except OverflowError:
        raise _unfit(value) from None
    if not datetime(1970, 1, 2, tzinfo=UTC) <= reached <= LAST_MOMENT:
        raise _unfit(value)
    return moment


def _unfit(value: object) -> ValueError:
    return ValueError(f"{value!r} is not {EXPECTED}")
