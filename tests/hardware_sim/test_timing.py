"""Seconds worked out from the protocol: known figures, and what must hold for any page and any rate."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.line import CallOrder, ChannelState
from hardware_sim.access import ANALOG, SIP, Access
from hardware_sim.call_plan import Confirmed, Ended, Shown, Step, plan_call
from hardware_sim.carriers import V21, V34_CONTROL
from hardware_sim.exchange import Destination
from hardware_sim.far_end import SCAN_LINE_MILLISECONDS, FarEnd
from hardware_sim.negotiation import negotiate
from hardware_sim.outcomes import OUTCOMES
from hardware_sim.timing import (
    dialling_seconds,
    frames_seconds,
    page_seconds,
    post_page_seconds,
    pre_message_seconds,
    ringing_seconds,
)
from models.vocabulary import Coding
from tests.hardware_sim.lines import order, page

STATION = FarEnd(station_id="555 3335")
RATES = st.integers(1, 14).map(lambda step: 2400 * step)
BITS = st.integers(0, 4_000_000)
STATIONS = st.builds(
    FarEnd,
    station_id=st.sampled_from(["", "555 3335"]),
    rings=st.integers(1, 12),
    max_rate=RATES,
    ecm=st.booleans(),
    codings=st.sampled_from([frozenset(Coding), frozenset({Coding.MH}), frozenset({Coding.MH, Coding.MR})]),
    scan_line_ms=st.sampled_from(SCAN_LINE_MILLISECONDS),
)
ACCESS = st.sampled_from([ANALOG, SIP])
STEADY = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("dial_string", "expected"),
    [("", 0), ("2185553335", 2), ("9,2185553335", 4.2), ("1 (218) 555-3335", 2.2), ("*70w555", 3.2), ("!5@5", 5.9)],
)
def test_dialling_takes_a_fifth_of_a_second_a_digit_and_pauses_their_own_time(
    dial_string: str, expected: float
) -> None:
    assert dialling_seconds(dial_string) == pytest.approx(expected)


@pytest.mark.parametrize(("rings", "expected"), [(1, 2), (2, 8), (5, 26)])
def test_ringing_follows_its_cadence(rings: int, expected: float) -> None:
    assert ringing_seconds(rings) == expected


def test_a_turn_on_the_control_channel_is_silence_preamble_and_bits() -> None:
    assert frames_seconds(V21, 0) == pytest.approx(0.075 + 1 + 49 / 300)
    assert frames_seconds(V21, 20, 4) == pytest.approx(0.075 + 1 + (209 + 81) / 300)
    assert frames_seconds(V34_CONTROL, 0) < frames_seconds(V21, 0) / 4


def test_a_page_without_error_correction_is_its_bits_over_the_rate() -> None:
    plain = negotiate(order("1", page(144_000 - 78), ecm=False), STATION)

    assert page_seconds(plain.pages[0], plain) == pytest.approx(0.075 + 0.142 + 10)


def test_fill_bits_stretch_a_nearly_white_page_to_the_scan_line_time() -> None:
    white = order("1", page(2000, rows=1000), ecm=False)
    slow_printer = negotiate(white, replace(STATION, scan_line_ms=20))

    assert page_seconds(slow_printer.pages[0], slow_printer) == pytest.approx(0.217 + 20)


def test_a_large_page_goes_in_blocks_of_64_kilobytes_each_confirmed() -> None:
    one_block = negotiate(order("1", page(65_536 * 8 - 24)), STATION)
    two_blocks = negotiate(order("1", page(65_536 * 8)), STATION)

    added = page_seconds(two_blocks.pages[0], two_blocks) - page_seconds(one_block.pages[0], one_block)
    assert added == pytest.approx(post_page_seconds(two_blocks) + 0.417, abs=0.05)


def test_error_correction_costs_a_few_per_cent() -> None:
    corrected = negotiate(order("1", page(200_000, Coding.MH)), STATION)
    plain = negotiate(order("1", page(200_000, Coding.MH), ecm=False), STATION)

    assert 1.02 < page_seconds(corrected.pages[0], corrected) / page_seconds(plain.pages[0], plain) < 1.08


def test_phase_b_takes_about_eight_seconds_on_v17_and_less_without_a_name() -> None:
    agreement = negotiate(order(), STATION)
    named = pre_message_seconds(agreement, far_ecm=True, near_id=True)

    assert 7.5 < named < 9
    assert named - pre_message_seconds(agreement, far_ecm=True, near_id=False) == pytest.approx(209 / 300)


@given(
    st.lists(BITS, min_size=1, max_size=4),
    STATIONS,
    RATES,
    st.booleans(),
    ACCESS,
    st.sampled_from(["ok", "busy", "no_answer"]),
)
@STEADY
def test_steps_are_in_order_of_time_and_only_the_last_ends_the_call(
    sizes: list[int], far_end: FarEnd, rate: int, ecm: bool, access: Access, outcome: str
) -> None:
    what = order("9,2185553335", *map(page, sizes), max_rate=rate, ecm=ecm)
    steps = plan_call(what, Destination(far_end, OUTCOMES[outcome]), access)

    moments = [step.seconds for step in steps]
    assert moments[0] == 0
    assert moments == sorted(moments)
    assert [isinstance(step.happening, Ended) for step in steps] == [False] * (len(steps) - 1) + [True]
    confirmed = [step.happening.page for step in steps if isinstance(step.happening, Confirmed)]
    reached = steps[-1].happening == Ended(OUTCOMES["ok"])
    assert confirmed == (list(range(1, len(sizes) + 1)) if reached else [])


@given(BITS, BITS, STATIONS, RATES, st.booleans())
@STEADY
def test_more_bits_never_take_less_time(fewer: int, more: int, far_end: FarEnd, rate: int, ecm: bool) -> None:
    fewer, more = sorted((fewer, more))

    assert _seconds(order("1", page(fewer), max_rate=rate, ecm=ecm), far_end) <= _seconds(
        order("1", page(more), max_rate=rate, ecm=ecm), far_end
    )


@given(BITS, RATES, RATES, STATIONS, st.booleans())
@STEADY
def test_a_page_at_a_lower_rate_never_takes_less_time(
    bits: int, one: int, other: int, far_end: FarEnd, ecm: bool
) -> None:
    slow, fast = (negotiate(order("1", page(bits), max_rate=rate, ecm=ecm), far_end) for rate in sorted((one, other)))

    assert page_seconds(fast.pages[0], fast) <= page_seconds(slow.pages[0], slow) + 1e-9


@given(st.integers(20_000, 4_000_000), RATES, RATES, STATIONS, st.booleans())
@STEADY
def test_where_the_line_sets_the_pace_a_call_never_ends_sooner_at_a_lower_rate(
    bits: int, one: int, other: int, far_end: FarEnd, ecm: bool
) -> None:
    patient = replace(far_end, scan_line_ms=0)
    slow, fast = (_seconds(order("1", page(bits), max_rate=rate, ecm=ecm), patient) for rate in sorted((one, other)))

    assert fast <= slow + 1e-9


@given(BITS, RATES, RATES, STATIONS, st.booleans())
@STEADY
def test_a_lower_rate_saves_at_most_its_shorter_training(
    bits: int, one: int, other: int, far_end: FarEnd, ecm: bool
) -> None:
    """With an all but empty page, or a printer slower than the line, V.27ter's training is what tells."""
    slow, fast = (order("1", page(bits), max_rate=rate, ecm=ecm) for rate in sorted((one, other)))
    saved = negotiate(fast, far_end).carrier.training - negotiate(slow, far_end).carrier.training

    assert _seconds(fast, far_end) <= _seconds(slow, far_end) + max(0.0, saved) + 1e-9


def _seconds(what: CallOrder, far_end: FarEnd) -> float:
    return _plan(what, far_end)[-1].seconds


def _plan(what: CallOrder, far_end: FarEnd) -> tuple[Step, ...]:
    return plan_call(what, Destination(far_end, OUTCOMES["ok"]), ANALOG)


def test_another_row_of_a_known_course_needs_nothing_but_itself() -> None:
    congested = replace(OUTCOMES["busy"], name="congested", magic_number="299", cause=34, sip_status=503)

    steps = plan_call(order(), Destination(STATION, congested), SIP)

    assert [step.happening for step in steps] == [Shown(ChannelState.DIALING), Ended(congested)]


def test_a_call_of_our_own_ending_cannot_be_planned() -> None:
    with pytest.raises(ValueError, match="aborted"):
        plan_call(order(), Destination(STATION, OUTCOMES["aborted"]), ANALOG)
