"""Whether a seed fits a unit: its model, and the moment and the time zone that it begins in."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from emulator.seeds.checking import Checker
from emulator.seeds.merging import Merged
from emulator.seeds.timing import late_moments

if TYPE_CHECKING:
    from emulator.settings import Settings


def misfits(merged: Merged, settings: "Settings", now: datetime) -> Iterator[str]:
    """Every complaint there is about this seed on such a unit."""
    yield from Checker(merged, settings.profile).complaints()
    yield from late_moments(merged, now, settings.zone)
