"""Moments as a seed writes them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from emulator.seeds.moments import parse_moment

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("now", "2026-11-23T10:00:00"),
        ("-2h", "2026-11-23T08:00:00"),
        ("+1d6h", "2026-11-24T16:00:00"),
        ("-1w30m15s", "2026-11-16T09:29:45"),
        ("-1d 09:30", "2026-11-22T08:30:00"),  # Berlin is an hour ahead in November
        ("-2d 00:10", "2026-11-20T23:10:00"),
        ("-150d 9:30", "2026-06-26T07:30:00"),  # and two in June
        ("2026-01-31T13:45:00", "2026-01-31T12:45:00"),
        ("2026-01-31T13:45:00Z", "2026-01-31T13:45:00"),
        ("2026-01-31 13:45:00-06:00", "2026-01-31T19:45:00"),
        (datetime(2026, 1, 31, 13, 45), "2026-01-31T12:45:00"),
        (datetime(2026, 1, 31, 13, 45, tzinfo=UTC), "2026-01-31T13:45:00"),
        (date(2026, 1, 31), "2026-01-30T23:00:00"),
    ],
)
def test_what_is_meant(written: object, meant: str) -> None:
    assert parse_moment(written).resolve(NOW, BERLIN) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["yesterday", "2h", "-2", "-1d 25:00", "-1d 9", "", "-999999w", "+999999w", "1969-01-01T00:00:00", 5, True, None],
)
def test_what_is_no_moment(written: object) -> None:
    with pytest.raises(ValueError, match="is not a moment: now, -2h"):
        parse_moment(written)
