"""DIS and DCS: bits where T.30 has them, values that survive, and terms that both stations know."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.carriers import CARRIERS
from hardware_sim.t30.capabilities import (
    FLAGS,
    SCAN_LINE_BITS,
    Capabilities,
    Length,
    Modems,
    Width,
    decode_capabilities,
)
from hardware_sim.t30.terms import (
    CARRIER_OF,
    Terms,
    Wish,
    choose_terms,
    decode_carrier,
    decode_terms,
    fall_back,
)
from hardware_sim.t30.terms import SCAN_LINE_BITS as CHOSEN_SCAN_LINES
from models.vocabulary import Coding, Resolution

STEADY = settings(deadline=None, derandomize=True)


@st.composite
def capabilities(draw: st.DrawFn) -> Capabilities:
    scan_line_ms, halved = draw(st.sampled_from(sorted(SCAN_LINE_BITS.values())))
    return Capabilities(
        modems=draw(st.sampled_from(Modems)),
        width=draw(st.sampled_from(Width)),
        length=draw(st.sampled_from(Length)),
        scan_line_ms=scan_line_ms,
        halved_when_fine=halved,
        **{name: draw(st.booleans()) for name in FLAGS},
    )


CARRIERS_OF_A_DCS = [carrier for carrier in CARRIERS if carrier.modulation != "V.34"]
TERMS = st.builds(
    Terms,
    carrier=st.sampled_from(CARRIERS_OF_A_DCS),
    resolution=st.sampled_from(Resolution),
    coding=st.sampled_from([Coding.MH, Coding.MR]),
    width=st.sampled_from(Width),
    length=st.sampled_from(Length),
    scan_line_ms=st.sampled_from(sorted(CHOSEN_SCAN_LINES)),
    subaddress=st.booleans(),
    sender_ident=st.booleans(),
    inch=st.booleans(),
    letter=st.booleans(),
    legal=st.booleans(),
)
WISHES = st.builds(
    Wish,
    resolution=st.sampled_from(Resolution),
    codings=st.sampled_from([(Coding.MH,), tuple(Coding)]),
    max_rate=st.integers(1, 14).map(lambda step: 2400 * step),
    ecm=st.booleans(),
)


@STEADY
@given(capabilities())
def test_capabilities_survive_their_dis(offer: Capabilities) -> None:
    assert decode_capabilities(offer.encode()) == offer


@STEADY
@given(TERMS, st.booleans(), st.booleans())
def test_terms_survive_their_dcs(terms: Terms, ecm: bool, small: bool) -> None:
    terms = replace(terms, ecm=ecm, small_frames=ecm and small, coding=Coding.MMR if ecm else terms.coding)
    assert decode_terms(terms.encode()) == terms
    assert decode_carrier(terms.encode()[:2]) == terms.carrier


@STEADY
@given(st.binary(max_size=20))
def test_no_information_field_raises_anything(information: bytes) -> None:
    decoded = decode_capabilities(information)
    assert decode_capabilities(decoded.encode()) == decoded
    terms = decode_terms(information)
    assert terms is None or decode_terms(terms.encode()) == terms


@STEADY
@given(capabilities(), WISHES)
def test_what_is_chosen_is_offered_and_wished_for(offer: Capabilities, wish: Wish) -> None:
    terms = choose_terms(offer, wish)
    if terms is None:
        assert offer.modems is Modems.V29
        assert wish.max_rate < 7200
        return
    assert terms.carrier.rate <= min(wish.max_rate, offer.modems.modulations[terms.carrier.modulation])
    assert terms.ecm is (offer.ecm and wish.ecm)
    assert terms.coding in wish.codings
    assert terms.coding is not Coding.MMR or (terms.ecm and offer.t6)
    assert terms.coding is not Coding.MR or offer.two_dimensional
    assert terms.resolution is Resolution.STANDARD or offer.fine
    assert terms.scan_line_ms == 0 or not terms.ecm


@STEADY
@given(capabilities(), WISHES)
def test_falling_back_ends_at_the_lowest_rate(offer: Capabilities, wish: Wish) -> None:
    terms = choose_terms(offer, wish)
    rates = []
    while terms is not None:
        rates.append(terms.carrier.rate)
        terms = fall_back(terms, offer)
    assert rates == sorted(set(rates), reverse=True)
    if rates and offer.modems is not Modems.V29:
        assert rates[-1] == 2400


def test_the_least_a_dis_can_be_is_three_octets() -> None:
    least = Capabilities(
        modems=Modems.V27TER_2400,
        receives=False,
        fine=False,
        two_dimensional=False,
        length=Length.A4,
        scan_line_ms=20,
        ecm=False,
        t6=False,
    )
    assert least.encode() == bytes(3)


@pytest.mark.parametrize(
    ("offer", "octets"),
    [
        # Bits 10 (receives), 11, 12, 14 (V.17), 15 (fine), 16 (2-D), 20 (unlimited), 21-23 (0 ms), 24, 27 and 31.
        (Capabilities(), "00 ee f8 44"),
        (Capabilities(ecm=False, t6=False), "00 ee 78"),
        (Capabilities(v8=True), "20 ee f8 44"),
        # Bit 49 needs octets 5 to 7, and so bits 32, 40 and 48.
        (Capabilities(subaddress=True), "00 ee f8 c4 80 80 01"),
    ],
)
def test_bits_stand_where_t30_has_them(offer: Capabilities, octets: str) -> None:
    assert offer.encode().hex(" ") == octets


@pytest.mark.parametrize(
    ("carrier", "bits"),
    [
        (("V.27ter", 2400), "0000"),
        (("V.27ter", 4800), "0100"),
        (("V.29", 9600), "1000"),
        (("V.29", 7200), "1100"),
        (("V.17", 14400), "0001"),
        (("V.17", 12000), "0101"),
        (("V.17", 9600), "1001"),
        (("V.17", 7200), "1101"),
    ],
)
def test_bits_11_to_14_of_a_dcs_name_the_carrier_as_t30_prints_it(carrier: tuple[str, int], bits: str) -> None:
    second = Terms(CARRIER_OF[carrier], resolution=Resolution.STANDARD).encode()[1]
    assert f"{second:08b}"[::-1] == f"01{bits}00"


def test_the_ladder_of_rates_from_v17_leads_through_v17_to_v27ter() -> None:
    offer = Capabilities()
    terms = choose_terms(offer, Wish(Resolution.FINE, tuple(Coding)))
    names = []
    while terms is not None:
        names.append(f"{terms.carrier.modulation} {terms.carrier.rate}")
        terms = fall_back(terms, offer)
    assert names == ["V.17 14400", "V.17 12000", "V.17 9600", "V.17 7200", "V.27ter 4800", "V.27ter 2400"]


def test_v34_falls_back_within_itself() -> None:
    terms = Terms(CARRIER_OF["V.34", 19200], ecm=True)
    slower = fall_back(terms, Capabilities())
    assert slower is not None
    assert slower.carrier == CARRIER_OF["V.34", 16800]
    assert fall_back(slower, Capabilities()) is None


def test_a_scan_line_time_that_no_dis_can_ask_for_is_refused() -> None:
    with pytest.raises(ValueError, match="15 ms"):
        Capabilities(scan_line_ms=15)


@pytest.mark.parametrize(
    ("standard", "halved", "fine"), [(20, False, 20), (20, True, 10), (40, True, 20), (0, False, 0)]
)
def test_some_machines_need_half_the_time_for_a_fine_line(standard: int, halved: bool, fine: int) -> None:
    offer = Capabilities(scan_line_ms=standard, halved_when_fine=halved, ecm=False)
    terms = choose_terms(offer, Wish(Resolution.FINE, (Coding.MH,)))
    assert terms is not None
    assert terms.scan_line_ms == fine


@pytest.mark.parametrize(
    ("offer", "paper", "fine", "standard"),
    [
        (Capabilities(length=Length.UNLIMITED), "UNLIMITED", 0, 0),
        (Capabilities(length=Length.UNLIMITED, letter=True, legal=True), "UNLIMITED", 0, 0),
        (Capabilities(length=Length.A4), "A4", 2292, 1146),
        (Capabilities(length=Length.A4_B4), "A4_B4", 2809, 1404),
        (Capabilities(length=Length.A4, letter=True), "LETTER", 2156, 1078),
        (Capabilities(length=Length.A4, letter=True, legal=True), "LEGAL", 2744, 1372),
    ],
)
def test_a_page_may_be_as_long_as_the_paper_that_is_offered(
    offer: Capabilities, paper: str, fine: int, standard: int
) -> None:
    for resolution, rows in ((Resolution.FINE, fine), (Resolution.STANDARD, standard)):
        terms = choose_terms(offer, Wish(resolution, tuple(Coding)))
        assert terms is not None
        assert (terms.paper, terms.most_rows) == (paper, rows)
        read = decode_terms(terms.encode())
        assert read is not None
        assert (read.paper, read.most_rows) == (paper, rows)
