"""The timeline: order, holding, setting aside."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fax_engine.clock import FEW_TIMERS, FIRST_MOMENT, Advance, Timeline, earlier

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_timeline_knows_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Timeline(datetime(2026, 11, 23))


def test_actions_run_at_their_moment_and_time_stops_where_it_was_asked_to() -> None:
    timeline = Timeline(START)
    seen: list[datetime] = []
    timeline.call_in(5, lambda: seen.append(timeline.now))
    timeline.call_in(2, lambda: seen.append(timeline.now))

    assert timeline.advance_to(after(10)) is Advance.ARRIVED
    assert seen == [after(2), after(5)]
    assert timeline.now == after(10)


def test_what_was_set_aside_is_due_before_all_else() -> None:
    timeline = Timeline(START)
    aside = timeline.call_in(1, lambda: None, lambda: False, about=7)
    later = timeline.call_in(9, lambda: None)
    timeline.advance_to(after(5), hold=False)
    assert (aside.about, aside.due_at) == (7, after(1))
    first = [(timeline.next_timer, timeline.next_of_all)]
    for timer in (aside, later):
        timer.cancel()
        first.append((timeline.next_timer, timeline.next_of_all))
    assert first == [(later, aside), (later, later), (None, None)]
    assert timeline.is_idle


def test_equal_moments_run_in_order_of_arrival() -> None:
    timeline = Timeline(START)
    seen: list[int] = []
    for number in range(5):
        timeline.call_in(1, lambda number=number: seen.append(number))  # type: ignore[misc]

    timeline.advance_to(after(1))

    assert seen == [0, 1, 2, 3, 4]


def test_what_an_action_sets_runs_in_the_same_advance() -> None:
    timeline = Timeline(START)
    seen: list[datetime] = []

    def set_another() -> None:
        timeline.call_in(1, lambda: seen.append(timeline.now))

    timeline.call_in(1, set_another)

    timeline.advance_to(after(3))

    assert seen == [after(2)]


def test_without_a_moment_it_runs_until_nothing_is_due_and_stays_there() -> None:
    timeline = Timeline(START)
    timeline.call_in(86_400, lambda: None)

    assert timeline.advance_to(None) is Advance.ARRIVED
    assert timeline.now == after(86_400)
    assert timeline.is_idle


def test_a_cancelled_timer_never_runs() -> None:
    timeline = Timeline(START)
    seen: list[str] = []
    timeline.call_in(1, lambda: seen.append("no")).cancel()
    timeline.call_in(2, lambda: seen.append("yes"))

    assert timeline.next_due == after(2)
    timeline.advance_to(None)

    assert seen == ["yes"]


def test_time_is_held_for_a_timer_that_is_not_ready() -> None:
    timeline = Timeline(START)
    ready: list[bool] = []
    seen: list[str] = []
    timeline.call_in(1, lambda: seen.append("converted"), is_ready=lambda: bool(ready))
    timeline.call_in(2, lambda: seen.append("later"))

    assert timeline.advance_to(after(5)) is Advance.HELD
    assert (timeline.now, seen) == (after(1), [])

    ready.append(True)
    assert timeline.advance_to(after(5)) is Advance.ARRIVED
    assert seen == ["converted", "later"]


def test_without_holding_an_unready_timer_is_set_aside_and_nobody_else_waits() -> None:
    timeline = Timeline(START)
    ready: list[bool] = []
    seen: list[tuple[str, datetime]] = []
    timeline.call_in(1, lambda: seen.append(("converted", timeline.now)), is_ready=lambda: bool(ready))
    timeline.call_in(2, lambda: seen.append(("later", timeline.now)))

    timeline.advance_to(after(5), hold=False)
    assert seen == [("later", after(2))]
    assert not timeline.is_idle

    ready.append(True)
    timeline.advance_to(after(6), hold=False)
    assert seen[1] == ("converted", after(5))
    assert timeline.is_idle


def test_what_was_set_aside_can_be_held_for_again() -> None:
    timeline = Timeline(START)
    timeline.call_in(1, lambda: None, is_ready=lambda: False)
    timeline.advance_to(after(5), hold=False)

    timeline.take_back_aside()

    assert timeline.advance_to(after(6)) is Advance.HELD


def test_what_was_set_aside_and_then_cancelled_is_let_go_of() -> None:
    def convert() -> None:
        raise AssertionError

    timeline, still_there = Timeline(START), ref(convert)
    timer = timeline.call_in(1, convert, is_ready=lambda: False)
    timeline.advance_to(after(5), hold=False)
    timer.cancel()
    del convert, timer

    timeline.advance_to(after(6), hold=False)
    assert timeline.is_idle
    assert still_there() is None


def test_it_pauses_after_as_many_timers_as_allowed() -> None:
    timeline = Timeline(START)
    seen: list[int] = []
    for number in range(3):
        timeline.call_in(number, lambda number=number: seen.append(number))  # type: ignore[misc]

    assert timeline.advance_to(None, most=2) is Advance.PAUSED
    assert seen == [0, 1]


def test_whoever_watches_hears_of_each_new_earliest_timer() -> None:
    timeline = Timeline(START)
    heard: list[datetime | None] = []
    timeline.watch(lambda: heard.append(timeline.next_due))

    timeline.call_in(5, lambda: None)
    timeline.call_in(9, lambda: None)
    timeline.call_in(1, lambda: None)

    assert heard == [after(5), after(1)]


@given(st.lists(st.integers(0, 50), max_size=40))
def test_any_set_of_timers_runs_sorted_and_complete(delays: list[int]) -> None:
    timeline = Timeline(START)
    seen: list[tuple[int, int]] = []
    for position, delay in enumerate(delays):
        timeline.call_in(delay, lambda entry=(delay, position): seen.append(entry))  # type: ignore[misc]

    timeline.advance_to(after(50))

    assert seen == sorted((delay, position) for position, delay in enumerate(delays))


def test_cancelled_timers_do_not_pile_up() -> None:
    timeline = Timeline(START)
    timeline.call_in(1, lambda: None)
    for _ in range(20 * FEW_TIMERS):
        timeline.call_in(100, lambda: None).cancel()
    assert len(timeline._timers) <= 2 * FEW_TIMERS


def test_one_failing_action_does_not_take_others_along() -> None:
    timeline = Timeline(START)
    ready: list[bool] = []
    seen: list[str] = []

    def fail() -> None:
        raise RuntimeError

    timeline.call_in(1, fail, is_ready=lambda: bool(ready))
    timeline.call_in(1, lambda: seen.append("other"), is_ready=lambda: bool(ready))
    timeline.advance_to(after(2), hold=False)
    ready.append(True)
    with pytest.raises(RuntimeError):
        timeline.advance_to(after(3), hold=False)
    timeline.advance_to(after(3), hold=False)
    assert seen == ["other"]


def test_time_that_is_set_back_undoes_nothing() -> None:
    timeline = Timeline(START)
    seen: list[tuple[str, datetime]] = []

    def note(what: str) -> Callable[[], None]:
        return lambda: seen.append((what, timeline.now))

    timeline.call_in(20, note("goes on"))
    timeline.call_at(after(30), note("goes on, as said"), counts_seconds=True)
    timeline.call_at(after(10), note("at its moment"))
    timeline.call_at(START, note("due already"))
    timeline.set_back(after(-60))
    assert (timeline.now, seen, timeline.next_due) == (after(-60), [], after(-60))

    timeline.advance_to(after(60))
    assert seen == [
        ("due already", after(-60)),
        ("goes on", after(-40)),
        ("goes on, as said", after(-30)),
        ("at its moment", after(10)),
    ]


def test_what_was_set_aside_goes_back_with_time() -> None:
    timeline = Timeline(START)
    ready: list[bool] = []
    seen: list[datetime] = []
    timer = timeline.call_in(1, lambda: seen.append(timeline.now), is_ready=lambda: bool(ready))
    timeline.advance_to(after(5), hold=False)
    timeline.set_back(after(-60))
    assert timer.due_at == after(-64)
    ready.append(True)
    timeline.advance_to(after(-59), hold=False)
    assert seen == [after(-60)]


def test_whoever_keeps_moments_hears_once_that_time_was_set_back() -> None:
    timeline = Timeline(START)
    heard: list[tuple[timedelta, datetime]] = []

    def note(by: timedelta) -> None:
        heard.append((by, timeline.now))

    for _ in range(2):
        timeline.watch_set_back(note)
    timeline.set_back(after(-60))
    assert heard == [(timedelta(minutes=1), after(-60))]


def test_no_moment_goes_back_further_than_there_are_moments() -> None:
    assert earlier(FIRST_MOMENT + timedelta(days=1), timedelta(days=2)) == FIRST_MOMENT
    assert earlier(START, timedelta(days=2)) == after(-2 * 86_400)
