"""An entry tells the moment that it waits for; the unit's clock and time zone may be others by the time it is moved."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fax_engine.skew import Skew
from fax_engine.texts import Texts
from models.vocabulary import FaxState
from tests.support.units import SENT, BenchUnit

HOUR = timedelta(hours=1)


def goes_wrong(unit: BenchUnit) -> None:
    unit.appliance.skew = Skew(unit.now, 3600)


def moves_west(unit: BenchUnit) -> None:
    unit.appliance.context.time_zone = ZoneInfo("America/Chicago")  # as after a restart with another setting


@pytest.mark.parametrize(("change", "told"), [(goes_wrong, "16:00:00"), (moves_west, "09:00:00")])
def test_a_rescheduled_entry_tells_its_new_moment(
    unit: BenchUnit, change: Callable[[BenchUnit], None], told: str
) -> None:
    began = unit.now
    fax = unit.send(SENT, due_at=began + HOUR)
    unit.run_for(60)
    assert unit.entry(fax).message == "Scheduled for 2026-11-23 11:00:00"
    change(unit)
    unit.reschedule(fax, began + 5 * HOUR)
    assert unit.entry(fax).message == f"Scheduled for 2026-11-23 {told}"


@pytest.mark.parametrize("change", [goes_wrong, moves_west])
def test_what_falls_due_without_a_line_tells_no_moment_any_more(
    unit: BenchUnit, change: Callable[[BenchUnit], None]
) -> None:
    fax = unit.send(SENT, SENT, SENT, due_at=unit.now + HOUR)
    unit.run_for(60)
    change(unit)
    unit.run_for(3540)
    assert [unit.state(fax, number) for number in range(3)] == [FaxState.SENDING, FaxState.SENDING, FaxState.PENDING]
    assert unit.entry(fax, 2).message == "Waiting for a line"


def test_a_moment_is_told_from_all_else_in_any_words() -> None:
    assert Texts().is_scheduled("Scheduled for 2026-11-23 10:00:00")
    for message in ("Scheduled for", "Scheduled for 2026-11-23 10:00:00!", "Waiting for a line", "Approved by Ann", ""):
        assert not Texts().is_scheduled(message)
    both = Texts(scheduled="{time}: queued (until {time})")
    assert both.is_scheduled("2026-11-23 10:00:00: queued (until 2026-11-23 10:00:00)")
    assert not both.is_scheduled("2026-11-23 10:00:00: queued")
    assert Texts(scheduled="{{}} {time!s}").is_scheduled("{} 2026-11-23 10:00:00")
    assert Texts(scheduled="Waits").is_scheduled("Waits")
    assert not Texts(scheduled="Waits", pending="Waits").is_scheduled("Waits")
