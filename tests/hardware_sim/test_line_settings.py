"""What a line's settings make of a call: prefix and redundancy in seconds."""

from dataclasses import replace

import pytest

from fax_engine.line import CallOrder
from hardware_sim.far_end import FarEnd
from hardware_sim.negotiation import PACKET_INTERVAL, negotiate
from hardware_sim.sip_channel import SipChannel
from hardware_sim.timing import page_seconds, post_page_seconds, pre_message_seconds, release_seconds
from tests.hardware_sim.lines import MONDAY, line, order, page, seconds

STATION = FarEnd(station_id="555 3335")


def _length(what: CallOrder) -> float:
    return seconds(line(SipChannel).call(what).result.ended_at, MONDAY)


def test_a_prefix_is_dialled_before_the_number_and_reaches_nobody() -> None:
    plain = line().call(order()).result
    prefixed = line().call(replace(order(), dial_prefix="9,")).result

    assert seconds(prefixed.ended_at, plain.ended_at) == pytest.approx(0.2 + 2)
    assert prefixed.negotiated is not None
    assert prefixed.negotiated.remote_id == "2185553335"


def test_each_of_our_signals_ends_with_the_copies_of_its_last_packet() -> None:
    once = negotiate(replace(order(), redundancy_low_speed=3, redundancy_high_speed=2), STATION)
    never = negotiate(order(), STATION)
    low, high = 3 * PACKET_INTERVAL, 2 * PACKET_INTERVAL

    def more(before: float, after: float) -> float:
        return after - before

    agreeing = (pre_message_seconds(each, far_ecm=True, near_id=True) for each in (never, once))
    assert more(*agreeing) == pytest.approx(low + high)  # DCS, and training with its check
    assert more(*(page_seconds(page(), each) for each in (never, once))) == pytest.approx(high)
    assert more(*(post_page_seconds(each) for each in (never, once))) == pytest.approx(low)
    assert more(*(release_seconds(each) for each in (never, once))) == pytest.approx(low)


def test_a_page_in_two_blocks_ends_twice() -> None:
    large = order("1", page(65_536 * 8))
    never, once = negotiate(large, STATION), negotiate(replace(large, redundancy_high_speed=1), STATION)

    longer = page_seconds(once.pages[0], once) - page_seconds(never.pages[0], never)
    assert longer == pytest.approx(2 * PACKET_INTERVAL)


def test_redundancy_makes_a_call_longer_by_a_fraction_of_a_second() -> None:
    lengths = [_length(replace(order(), redundancy_low_speed=n, redundancy_high_speed=n)) for n in (0, 1, 5)]

    assert lengths == sorted(lengths)
    assert lengths[1] - lengths[0] == pytest.approx(5 * PACKET_INTERVAL)
    assert lengths[2] - lengths[0] == pytest.approx(25 * PACKET_INTERVAL)
    assert lengths[2] - lengths[0] < 1
