"""Pages become the octets of the line and rows again, and take exactly the bits that were counted."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.documents.coding import coded_bits
from fax_engine.documents.line_coding import END_OF_LINE, ENDINGS, decode, encode
from fax_engine.documents.page import ROW_BYTES
from models.vocabulary import Coding, Resolution

Rows = npt.NDArray[np.uint8]

CODINGS = pytest.mark.parametrize("coding", list(Coding))


@st.composite
def pages(draw: st.DrawFn) -> Rows:
    """Rows that are white, black, drawn at random, or a row seen before."""
    kinds = draw(st.lists(st.sampled_from("wbrsl"), min_size=1, max_size=20))
    rows = np.zeros((len(kinds), ROW_BYTES), np.uint8)
    for number, kind in enumerate(kinds):
        if kind == "b":
            rows[number] = 0xFF
        elif kind == "r":
            rows[number] = np.frombuffer(draw(st.binary(min_size=ROW_BYTES, max_size=ROW_BYTES)), np.uint8)
        elif kind == "l":
            rows[number, 10:50] = 0xF0
        elif kind == "s" and number:
            rows[number] = rows[number - 1]
    return rows


@CODINGS
@given(rows=pages(), resolution=st.sampled_from(Resolution))
@settings(max_examples=40)
def test_a_page_comes_back_to_the_last_pixel(coding: Coding, rows: Rows, resolution: Resolution) -> None:
    octets = encode(rows, coding, resolution)
    back = decode(octets, coding)
    assert back.shape == rows.shape
    assert np.array_equal(back, rows)


@CODINGS
@given(rows=pages(), resolution=st.sampled_from(Resolution))
@settings(max_examples=20)
def test_a_page_takes_the_bits_that_were_counted(coding: Coding, rows: Rows, resolution: Resolution) -> None:
    octets = encode(rows, coding, resolution)
    bits = coded_bits(rows, resolution)[coding] + len(ENDINGS[coding])
    assert len(octets) == -(-bits // 8)
    assert "".join(f"{octet:08b}" for octet in octets)[:bits].endswith(ENDINGS[coding])


@pytest.mark.parametrize("coding", [Coding.MH, Coding.MR])
def test_fill_bits_before_the_ends_of_rows_change_nothing(coding: Coding) -> None:
    rows = np.zeros((30, ROW_BYTES), np.uint8)
    rows[3:9, 20:90] = 0xAA
    bits = "".join(f"{octet:08b}" for octet in encode(rows, coding, Resolution.FINE))
    filled = bits.replace(END_OF_LINE, "0" * 100 + END_OF_LINE, len(rows))
    octets = int(filled.ljust(-(-len(filled) // 8) * 8, "0"), 2).to_bytes(-(-len(filled) // 8), "big")
    assert np.array_equal(decode(octets, coding), rows)


@CODINGS
def test_zeros_behind_a_page_are_no_rows(coding: Coding) -> None:
    rows = np.zeros((5, ROW_BYTES), np.uint8)
    octets = encode(rows, coding, Resolution.STANDARD) + bytes(200)
    assert np.array_equal(decode(octets, coding), rows)


@CODINGS
@pytest.mark.parametrize("octets", [b"", b"\0" * 20, b"\x00\x10\x01"])
def test_what_holds_no_row_is_refused(coding: Coding, octets: bytes) -> None:
    with pytest.raises(ValueError, match="a page"):
        decode(octets, coding)


@CODINGS
def test_what_comes_behind_the_end_is_no_row(coding: Coding) -> None:
    rows = np.zeros((5, ROW_BYTES), np.uint8)
    octets = encode(rows, coding, Resolution.STANDARD) + b"\xff\x00\x01\xff"
    assert np.array_equal(decode(octets, coding), rows)
