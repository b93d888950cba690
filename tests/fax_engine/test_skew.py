"""A clock that is wrong shows moments, and moments are found again from what it shows."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fax_engine.clock import LAST_MOMENT
from fax_engine.skew import RIGHT, Skew

SINCE = datetime(2030, 1, 1, tzinfo=UTC)
YEAR = 366 * 86_400

moments = st.datetimes(datetime(1, 1, 1), datetime(8999, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))
skews = st.builds(Skew, st.just(SINCE), st.floats(-100 * YEAR, 100 * YEAR), st.floats(-43_200, 43_200))


def test_an_hour_fast_from_now_on() -> None:
    skew = Skew(SINCE, 3600)
    before = SINCE - timedelta(seconds=1)
    assert skew.shown(before) == before
    assert skew.shown(SINCE) == SINCE + timedelta(hours=1)
    assert skew.meant(SINCE + timedelta(hours=1)) == SINCE


def test_what_a_fast_clock_never_says_is_meant_for_when_it_went_wrong() -> None:
    assert Skew(SINCE, 3600).meant(SINCE + timedelta(minutes=30)) == SINCE


def test_a_slow_clock_says_some_things_twice_and_the_first_time_is_meant() -> None:
    said = SINCE - timedelta(minutes=30)
    assert Skew(SINCE, -3600).shown(SINCE + timedelta(minutes=30)) == said
    assert Skew(SINCE, -3600).meant(said) == said


@given(moments)
def test_a_right_clock_says_what_it_is(moment: datetime) -> None:
    assert RIGHT.shown(moment) == moment == RIGHT.meant(moment)


@given(skews, moments)
def test_whatever_is_said_means_some_moment(skew: Skew, said: datetime) -> None:
    assert skew.meant(said) <= LAST_MOMENT


@given(skews, st.floats(0, 20 * YEAR))
def test_a_moment_is_found_again_from_what_the_clock_says(skew: Skew, seconds: float) -> None:
    moment = SINCE + timedelta(seconds=seconds)
    shown = skew.shown(moment)
    if shown >= SINCE:  # else it has said so before it went wrong
        assert abs(skew.meant(shown) - moment) < timedelta(milliseconds=1)
