"""Seconds worked out from the protocol: known figures, and what must hold for any page and any rate."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.call_orders import CallOrder
from fax_engine.channel_status import ChannelState
from hardware_sim.access import ANALOG, SIP, Access
from hardware_sim.call_plan import Plan, plan_call
from hardware_sim.exchange import Destination
from hardware_sim.far_end import SCAN_LINE_MILLISECONDS, FarEnd
from hardware_sim.happenings import Confirmed, Ended, Shown
from hardware_sim.outcomes import OUTCOMES
from hardware_sim.timing import dialling_seconds, ringing_seconds
from models.vocabulary import Coding
from tests.hardware_sim.lines import order, page

STATION = FarEnd(station_id="555 3335")
RATES = st.integers(1, 14).map(lambda step: 2400 * step)
BITS = st.integers(0, 4_000_000)
STATIONS = st.builds(
    FarEnd,
    station_id=st.sampled_from(["", "555 3335"]),
    rings=st.integers(1, 12),
    # What lies between the modems' own rates shows only in training, which takes its time.
    max_rate=st.sampled_from([2400, 4800, 9600, 14400, 33600]),
    ecm=st.booleans(),
    codings=st.sampled_from([frozenset(Coding), frozenset({Coding.MH}), frozenset({Coding.MH, Coding.MR})]),
    scan_line_ms=st.sampled_from(SCAN_LINE_MILLISECONDS),
)
ACCESS = st.sampled_from([ANALOG, SIP])
STEADY = settings(deadline=None, derandomize=True, max_examples=50)


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


def _page_seconds(what: CallOrder, far_end: FarEnd = STATION) -> float:
    """How long the channel shows the last page."""
    moments = {
        step.happening.state: step.seconds
        for step in _plan(what, far_end).steps
        if isinstance(step.happening, Shown) and step.happening.page == len(what.pages)
    }
    return moments[ChannelState.POST_PAGE] - moments[ChannelState.SENDING_PAGE]


def test_a_page_without_error_correction_is_its_bits_over_the_rate() -> None:
    assert _page_seconds(order("1", page(144_000 - 78), ecm=False)) == pytest.approx(0.075 + 0.142 + 10)


def test_fill_bits_stretch_a_nearly_white_page_to_the_scan_line_time() -> None:
    white = order("1", page(2000, rows=1000), ecm=False)

    assert _page_seconds(white, replace(STATION, scan_line_ms=20)) == pytest.approx(0.217 + 20, abs=0.01)


def test_error_correction_costs_a_few_per_cent() -> None:
    corrected = _page_seconds(order("1", page(200_000, Coding.MH)))
    plain = _page_seconds(order("1", page(200_000, Coding.MH), ecm=False))

    assert 1.02 < corrected / plain < 1.08


@given(
    st.lists(BITS, min_size=1, max_size=4),
    STATIONS,
    RATES,
    st.booleans(),
    ACCESS,
    st.sampled_from(sorted(name for name, outcome in OUTCOMES.items() if outcome.how is not None)),
)
@STEADY
def test_steps_are_in_order_of_time_and_only_the_last_ends_the_call(
    sizes: list[int], far_end: FarEnd, rate: int, ecm: bool, access: Access, outcome: str
) -> None:
    what = order("9,2185553335", *map(page, sizes), max_rate=rate, ecm=ecm)
    steps = plan_call(what, Destination(far_end, OUTCOMES[outcome]), access).steps

    moments = [step.seconds for step in steps]
    assert moments[0] == 0
    assert moments == sorted(moments)
    assert [isinstance(step.happening, Ended) for step in steps] == [False] * (len(steps) - 1) + [True]
    confirmed = [step.happening.page for step in steps if isinstance(step.happening, Confirmed)]
    end = steps[-1].happening
    assert isinstance(end, Ended)
    assert confirmed == list(range(1, len(confirmed) + 1))
    assert (len(confirmed) == len(sizes)) >= end.outcome.succeeded


@given(BITS, BITS, STATIONS, RATES, st.booleans())
@STEADY
def test_more_bits_never_take_less_time(fewer: int, more: int, far_end: FarEnd, rate: int, ecm: bool) -> None:
    fewer, more = sorted((fewer, more))

    assert _seconds(order("1", page(fewer), max_rate=rate, ecm=ecm), far_end) <= _seconds(
        order("1", page(more), max_rate=rate, ecm=ecm), far_end
    )


@given(st.integers(20_000, 4_000_000), RATES, RATES, STATIONS, st.booleans())
@STEADY
def test_where_the_line_sets_the_pace_a_call_never_ends_sooner_at_a_lower_rate(
    bits: int, one: int, other: int, far_end: FarEnd, ecm: bool
) -> None:
    patient = replace(far_end, scan_line_ms=0)
    slow, fast = (_seconds(order("1", page(bits), max_rate=rate, ecm=ecm), patient) for rate in sorted((one, other)))

    assert fast <= slow + 1e-9


def _seconds(what: CallOrder, far_end: FarEnd) -> float:
    return _plan(what, far_end).steps[-1].seconds


def _plan(what: CallOrder, far_end: FarEnd) -> Plan:
    return plan_call(what, Destination(far_end, OUTCOMES["ok"]), ANALOG)


def test_another_row_of_a_known_kind_needs_nothing_but_itself() -> None:
    congested = replace(OUTCOMES["busy"], name="congested", magic_number="299", cause=34, sip_status=503)

    plan = plan_call(order(), Destination(STATION, congested), SIP)

    assert [step.happening for step in plan.steps] == [Shown(ChannelState.DIALING), Ended(congested)]
    assert plan.session is None


def test_a_call_of_our_own_ending_cannot_be_planned() -> None:
    with pytest.raises(ValueError, match="aborted"):
        plan_call(order(), Destination(STATION, OUTCOMES["aborted"]), ANALOG)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (order(max_rate=1200), "as slow as 1200"),
        (replace(order(), pages=()), "at least one page"),
        (order("1", page(1000, Coding.MMR)), "MH at least"),
    ],
)
def test_an_order_that_no_modem_can_carry_out_is_an_error(wrong: CallOrder, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        _plan(wrong, STATION)
