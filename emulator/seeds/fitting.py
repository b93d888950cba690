"""Whether a seed fits a unit: its model, and the moment and the time zone that it begins in."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from emulator.seeds.checking import Checker
from emulator.seeds.merging import Merged
from emulator.seeds.timing import late_moments

if TYPE_CHECKING:
    from emulator.settings import Settings


def misfits(merged: Merged, settings: "Settings", now: datetime | None) -> Iterator[str]:
    """Every complaint there is about this seed on such a unit; without a moment, none about what is not past then."""
    yield from Checker(merged, settings.profile).complaints()
    if now is not None:
        yield from late_moments(merged, now, settings.zone)
