"""What two stations agree on."""

from dataclasses import replace

import pytest

from hardware_sim.carriers import CARRIERS, best_carrier
from hardware_sim.far_end import FarEnd
from hardware_sim.negotiation import negotiate
from models.vocabulary import Coding, Resolution
from tests.hardware_sim.lines import order, page

STATION = FarEnd(station_id="555 3335")


@pytest.mark.parametrize(
    ("near", "far", "ecm", "modulation", "rate"),
    [
        (33600, 33600, True, "V.34", 33600),
        (33600, 33600, False, "V.17", 14400),
        (33600, 14400, True, "V.17", 14400),
        (21600, 33600, True, "V.34", 21600),
        (14400, 33600, True, "V.17", 14400),
        (9600, 14400, True, "V.17", 9600),
        (14400, 9600, True, "V.29", 9600),
        (14400, 7200, True, "V.29", 7200),
        (4800, 14400, True, "V.27ter", 4800),
        (2400, 33600, False, "V.27ter", 2400),
        (13000, 33600, True, "V.17", 12000),
    ],
)
def test_pages_go_at_the_fastest_rate_both_know(near: int, far: int, ecm: bool, modulation: str, rate: int) -> None:
    carrier = best_carrier(near, far, ecm=ecm)

    assert (carrier.modulation, carrier.rate) == (modulation, rate)


def test_every_rate_an_administrator_can_set_has_a_carrier() -> None:
    assert {carrier.rate for carrier in CARRIERS} == set(range(2400, 33601, 2400))


def test_a_rate_below_the_slowest_modulation_is_an_error() -> None:
    with pytest.raises(ValueError, match="as slow as 1200"):
        negotiate(order(max_rate=1200), STATION)


@pytest.mark.parametrize(("ours", "theirs"), [(True, True), (True, False), (False, True), (False, False)])
def test_error_correction_needs_both(ours: bool, theirs: bool) -> None:
    agreement = negotiate(order(ecm=ours), replace(STATION, ecm=theirs))

    assert agreement.negotiated.ecm is (ours and theirs)


@pytest.mark.parametrize(
    ("held", "read", "ecm", "chosen"),
    [
        (set(Coding), set(Coding), True, Coding.MMR),
        (set(Coding), set(Coding), False, Coding.MR),
        (set(Coding), {Coding.MH, Coding.MMR}, False, Coding.MH),
        (set(Coding), {Coding.MH}, True, Coding.MH),
        ({Coding.MH, Coding.MR}, set(Coding), True, Coding.MR),
        ({Coding.MH}, set(Coding), True, Coding.MH),
    ],
)
def test_the_coding_is_the_tightest_that_is_held_and_read(
    held: set[Coding], read: set[Coding], ecm: bool, chosen: Coding
) -> None:
    far_end = replace(STATION, codings=frozenset(read))

    assert negotiate(order("1", page(1000, *held), ecm=ecm), far_end).negotiated.coding is chosen


def test_pages_that_differ_in_codings_go_in_one_they_all_hold() -> None:
    mixed = order("1", page(), page(1000, Coding.MH))

    assert negotiate(mixed, STATION).negotiated.coding is Coding.MH


def test_pages_without_a_readable_coding_are_an_error() -> None:
    with pytest.raises(ValueError, match="MH at least"):
        negotiate(order("1", page(1000, Coding.MMR), ecm=False), STATION)


def test_a_machine_that_prints_standard_resolution_gets_half_the_scan_lines() -> None:
    agreement = negotiate(order("1", page(1001, rows=2155)), replace(STATION, resolution=Resolution.STANDARD))

    assert agreement.negotiated.resolution is Resolution.STANDARD
    assert agreement.pages[0].rows == 1078
    assert agreement.pages[0].coded_bits[Coding.MH] == 500


def test_standard_pages_stay_as_they_are() -> None:
    plain = page(rows=1078, resolution=Resolution.STANDARD)

    agreement = negotiate(order("1", plain), STATION)

    assert agreement.pages == (plain,)
    assert agreement.negotiated.resolution is Resolution.STANDARD


def test_a_minimum_scan_line_time_counts_only_without_error_correction() -> None:
    printer = replace(STATION, scan_line_ms=20)

    assert negotiate(order(), printer).scan_line_ms == 0
    assert negotiate(order(ecm=False), printer).scan_line_ms == 20
