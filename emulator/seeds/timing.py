"""Moments of a seed that cannot be: what is said to have happened lies before the unit's now."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from pydantic import BaseModel

from emulator.seeds.merging import Merged
from emulator.seeds.moments import Moment

PAST = frozenset({"created", "started", "ended", "approved"})


def late_moments(merged: Merged, now: datetime, zone: tzinfo) -> Iterator[str]:
    """A complaint for each moment that should be past and is not, and for each end before its beginning."""
    for placed in (*merged.faxes, *merged.received, *merged.calls):
        for where, name, moment in _moments(placed.where, placed.part):
            if name in PAST and moment.resolve(now, zone) > now:
                yield f"{where}.{name}: {moment.resolve(now, zone).isoformat()} is still to come"
        for where, part in _parts(placed.where, placed.part):
            yield from _order(where, part, now, zone)


def _order(where: str, part: BaseModel, now: datetime, zone: tzinfo) -> Iterator[str]:
    begins = getattr(part, "created", None) or getattr(part, "started", None)
    ends = getattr(part, "ended", None)
    if begins and ends and ends.resolve(now, zone) < begins.resolve(now, zone):
        yield f"{where}.ended: it ended before it began"


def _moments(where: str, part: BaseModel) -> Iterator[tuple[str, str, Moment]]:
    for place, inner in _parts(where, part):
        for name, value in inner:
            if isinstance(value, Moment):
                yield place, name, value


def _parts(where: str, part: BaseModel) -> Iterator[tuple[str, BaseModel]]:
    """The part and all parts in it, each with its place."""
    yield where, part
    for name, value in part:
        if isinstance(value, tuple):
            for number, inner in enumerate(value):
                if isinstance(inner, BaseModel):
                    yield from _parts(f"{where}.{name}[{number}]", inner)
