"""Frames as octets and bits: what goes in comes out, and whatever else comes in raises nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.t30.control_fields import BY_OCTET, WITHOUT_X_BIT, Fcf
from hardware_sim.t30.frames import (
    FLAG,
    Damaged,
    Frame,
    Unknown,
    check_sequence,
    decode,
    encode,
    from_bits,
    stuffed_bits,
    to_bits,
)
from hardware_sim.t30.idents import decode_ident, encode_ident
from hardware_sim.t30.partial_pages import (
    After,
    PartialPage,
    decode_after,
    decode_missing,
    decode_partial_page,
    encode_missing,
)

STEADY = settings(deadline=None, derandomize=True)
FRAMES = st.builds(
    lambda name, information, x, final: Frame(name, information, x and name.has_x_bit, final),
    st.sampled_from(Fcf),
    st.binary(max_size=40),
    st.booleans(),
    st.booleans(),
)


@STEADY
@given(FRAMES)
def test_a_frame_survives_its_way_through_octets(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


@STEADY
@given(st.lists(FRAMES, min_size=1, max_size=4).map(tuple))
def test_a_turn_survives_its_way_through_bits(frames: tuple[Frame, ...]) -> None:
    bits = to_bits(frames)
    assert bits.startswith(FLAG)
    assert bits.endswith(FLAG)
    assert from_bits(bits) == frames


@STEADY
@given(FRAMES, st.integers(0))
def test_one_wrong_bit_makes_a_damaged_frame(frame: Frame, place: int) -> None:
    octets = bytearray(encode(frame))
    bit = place % (8 * len(octets))
    octets[bit // 8] ^= 1 << bit % 8
    assert isinstance(decode(bytes(octets)), Damaged)


@STEADY
@given(st.binary(max_size=40))
def test_no_octets_at_all_raise_anything(octets: bytes) -> None:
    received = decode(octets)
    assert isinstance(received, Frame | Unknown | Damaged)


@STEADY
@given(st.text("01", max_size=400))
def test_no_bits_at_all_raise_anything(bits: str) -> None:
    assert all(isinstance(frame, Frame | Unknown | Damaged) for frame in from_bits(FLAG + bits + FLAG))


@STEADY
@given(st.binary(min_size=5, max_size=60))
def test_no_six_ones_follow_each_other_between_flags(octets: bytes) -> None:
    assert "111111" not in stuffed_bits(octets)


def test_an_unknown_control_field_makes_an_unknown_frame() -> None:
    body = bytes((0xFF, 0x13, 0x55))
    assert decode(body + check_sequence(body)) == Unknown(body + check_sequence(body))


def test_the_check_sequence_is_that_of_x25() -> None:
    # The usual test message of CRC catalogues gives 0x906E, sent low octet first.
    assert check_sequence(b"123456789") == bytes((0x6E, 0x90))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (Fcf.DIS, "00000001"),
        (Fcf.CSI, "00000010"),
        (Fcf.NSF, "00000100"),
        (Fcf.DTC, "10000001"),
        (Fcf.PWD, "10000011"),
        (Fcf.DCS, "01000001"),
        (Fcf.TSI, "01000010"),
        (Fcf.CFR, "00100001"),
        (Fcf.FTT, "00100010"),
        (Fcf.CTC, "01001000"),
        (Fcf.CTR, "00100011"),
        (Fcf.MPS, "01110010"),
        (Fcf.EOM, "01110001"),
        (Fcf.EOP, "01110100"),
        (Fcf.PRI_EOP, "01111100"),
        (Fcf.PPS, "01111101"),
        (Fcf.EOR, "01110011"),
        (Fcf.RR, "01110110"),
        (Fcf.MCF, "00110001"),
        (Fcf.RTP, "00110011"),
        (Fcf.RTN, "00110010"),
        (Fcf.PPR, "00111101"),
        (Fcf.RNR, "00110111"),
        (Fcf.ERR, "00111000"),
        (Fcf.DCN, "01011111"),
        (Fcf.CRP, "01011000"),
    ],
)
def test_control_fields_are_sent_as_t30_prints_them(name: Fcf, printed: str) -> None:
    assert f"{name:08b}"[::-1] == printed


def test_every_octet_names_at_most_one_frame() -> None:
    with_x = [fcf for fcf in Fcf if fcf.has_x_bit]
    assert len(BY_OCTET) == 2 * len(with_x) + len(WITHOUT_X_BIT)
    assert set(BY_OCTET.values()) == {
        *((fcf, False) for fcf in Fcf),
        *((fcf, True) for fcf in with_x),
    }


def test_an_ident_is_sent_last_character_first() -> None:
    assert encode_ident("218 555 0000") == b"        0000 555 812"


@STEADY
@given(st.text("0123456789+ ABCxyz-", max_size=20))
def test_an_ident_survives(ident: str) -> None:
    assert len(encode_ident(ident)) == 20
    assert decode_ident(encode_ident(ident)) == ident.strip()


@STEADY
@given(st.text(max_size=40), st.binary(max_size=40))
def test_no_ident_raises_anything(text: str, octets: bytes) -> None:
    assert len(encode_ident(text)) == 20
    assert isinstance(decode_ident(octets), str)


@STEADY
@given(st.builds(PartialPage, st.sampled_from(After), st.integers(0, 255), st.integers(0, 255), st.integers(1, 256)))
def test_a_partial_page_signal_survives(partial: PartialPage) -> None:
    assert decode_partial_page(partial.encode()) == partial


@STEADY
@given(st.frozensets(st.integers(0, 255)))
def test_a_partial_page_request_survives(missing: frozenset[int]) -> None:
    assert len(encode_missing(missing)) == 32
    assert decode_missing(encode_missing(missing)) == missing


def test_the_first_bit_of_a_partial_page_request_is_frame_0() -> None:
    assert encode_missing(frozenset({0, 9}))[:2] == bytes((0b1, 0b10))


@pytest.mark.parametrize("information", [b"", b"\x4f", b"\x99\x00\x00\x00"])
def test_a_partial_page_signal_that_says_nothing_known_is_none(information: bytes) -> None:
    assert decode_partial_page(information) is None


def test_a_procedure_interrupt_is_read_as_the_plain_command() -> None:
    assert decode_after(bytes((Fcf.PRI_EOP | 1,))) is After.EOP
    assert decode_after(b"") is None
