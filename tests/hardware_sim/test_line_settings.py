"""What a line's settings make of a call: prefix and redundancy in seconds."""

from dataclasses import replace

import pytest

from fax_engine.call_orders import CallOrder
from hardware_sim.sip_channel import SipChannel
from hardware_sim.timing import PACKET_INTERVAL
from tests.hardware_sim.lines import MONDAY, line, order, page, seconds


def _length(what: CallOrder) -> float:
    return seconds(line(SipChannel).call(what).result.ended_at, MONDAY)


def test_a_prefix_is_dialled_before_the_number_and_reaches_nobody() -> None:
    plain = line().call(order()).result
    prefixed = line().call(replace(order(), dial_prefix="9,")).result

    assert seconds(prefixed.ended_at, plain.ended_at) == pytest.approx(0.2 + 2)
    assert prefixed.negotiated is not None
    assert prefixed.negotiated.remote_id == "2185553335"


def test_a_page_in_two_blocks_ends_twice() -> None:
    large = order("1", page(65_536 * 8))

    longer = _length(replace(large, redundancy_high_speed=1)) - _length(large)
    assert longer == pytest.approx(3 * PACKET_INTERVAL)  # training, and two blocks


def test_only_the_copies_of_our_own_packets_count() -> None:
    low = _length(replace(order(), redundancy_low_speed=4)) - _length(order())

    assert low == pytest.approx(3 * 4 * PACKET_INTERVAL)  # DCS, EOP, DCN


def test_redundancy_makes_a_call_longer_by_a_fraction_of_a_second() -> None:
    lengths = [_length(replace(order(), redundancy_low_speed=n, redundancy_high_speed=n)) for n in (0, 1, 5)]

    assert lengths == sorted(lengths)
    assert lengths[1] - lengths[0] == pytest.approx(5 * PACKET_INTERVAL)
    assert lengths[2] - lengths[0] == pytest.approx(25 * PACKET_INTERVAL)
    assert lengths[2] - lengths[0] < 1
