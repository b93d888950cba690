"""What comes out of the far end's machine: whole pages to the last pixel, damaged ones damaged where the line was."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.arrival import Arrival
from fax_engine.documents.code_words import (
    BLACK_MAKE_UP,
    BLACK_TERMINATING,
    WHITE_MAKE_UP,
    WHITE_TERMINATING,
)
from fax_engine.documents.coding import PARAMETER_K, bits_of_rows
from fax_engine.documents.damaged_coding import read
from fax_engine.documents.line_coding import encode
from fax_engine.documents.on_paper import as_printed, on_paper
from fax_engine.documents.page import ROW_BYTES, WIDTH, PageImage
from fax_engine.documents.raster import compress
from fax_engine.documents.run_lengths import RUN_BITS, STRIDE, Rows, row_bits
from models.vocabulary import Coding, Resolution

STEADY = settings(deadline=None, max_examples=30)
CODINGS = pytest.mark.parametrize("coding", list(Coding))
WITH_ENDS = pytest.mark.parametrize("coding", [Coding.MH, Coding.MR])


def drawing(rows: int = 60) -> Rows:
    """Rows no two of which are alike, so that every wrong one shows: a line that moves to the right, and a margin."""
    black = np.zeros((rows, WIDTH), np.bool_)
    for row in range(rows):
        black[row, 100 + 7 * row : 130 + 9 * row] = True
        black[row, 1700:] = row % 3 == 0
    return np.packbits(black, axis=1)


@st.composite
def pages(draw: st.DrawFn) -> Rows:
    """Rows that are white, black, noise, a few runs, or the row above once more."""
    kinds = draw(st.lists(st.sampled_from("wbnra"), min_size=1, max_size=25))
    rows = np.zeros((len(kinds), WIDTH), np.bool_)
    for number, kind in enumerate(kinds):
        if kind == "b":
            rows[number] = True
        elif kind == "n":
            noise = draw(st.binary(min_size=ROW_BYTES, max_size=ROW_BYTES))
            rows[number] = np.unpackbits(np.frombuffer(noise, np.uint8))
        elif kind == "r":
            for start in draw(st.lists(st.integers(0, WIDTH - 1), max_size=6)):
                rows[number, start : start + draw(st.integers(1, 300))] = True
        elif kind == "a" and number:
            rows[number] = rows[number - 1]
    return np.packbits(rows, axis=1)


def text_of(octets: bytes) -> str:
    return "".join(f"{octet:08b}" for octet in octets)


def differing(printed: Rows, rows: Rows) -> list[int]:
    return [row for row in range(len(rows)) if not np.array_equal(printed[row], rows[row])]


@CODINGS
@given(rows=pages(), resolution=st.sampled_from(Resolution))
@STEADY
def test_a_whole_page_is_printed_as_it_was_sent(coding: Coding, rows: Rows, resolution: Resolution) -> None:
    assert np.array_equal(as_printed(rows, Arrival(1, coding, resolution)), rows)


@CODINGS
@given(rows=pages(), resolution=st.sampled_from(Resolution))
@STEADY
def test_the_receiver_reads_what_the_library_wrote(coding: Coding, rows: Rows, resolution: Resolution) -> None:
    assert np.array_equal(read(text_of(encode(rows, coding, resolution)), coding), rows)


@CODINGS
def test_every_run_of_either_colour_is_read(coding: Coding) -> None:
    black = np.zeros((2 * WIDTH, WIDTH), np.bool_)
    for run in range(WIDTH):
        black[2 * run, run:] = True
        black[2 * run + 1, :run] = True
    rows = np.packbits(black, axis=1)
    assert np.array_equal(read(text_of(encode(rows, coding, Resolution.FINE)), coding), rows)


def test_code_words_are_as_long_as_they_are_counted() -> None:
    for colour, terminating, make_up in (
        (0, WHITE_TERMINATING, WHITE_MAKE_UP),
        (STRIDE, BLACK_TERMINATING, BLACK_MAKE_UP),
    ):
        short, long = terminating.split(), make_up.split()
        assert [len(word) for word in short] == RUN_BITS[colour : colour + 64].tolist()
        whole = [len(word) + len(short[0]) for word in long]
        assert whole == RUN_BITS[colour + 64 : colour + WIDTH + 1 : 64].tolist()


@given(rows=pages(), bad=st.sets(st.integers(0, 24), min_size=1), resolution=st.sampled_from(Resolution))
@STEADY
def test_in_mh_damaged_rows_repeat_the_one_above_and_all_others_are_right(
    rows: Rows, bad: set[int], resolution: Resolution
) -> None:
    bad_rows = frozenset(row for row in bad if row < len(rows))
    printed = as_printed(rows, Arrival(1, Coding.MH, resolution, bad_rows=bad_rows))
    if len(bad_rows) == len(rows):
        assert len(printed) == 0
        return
    expected = rows.copy()
    for row in sorted(bad_rows):
        expected[row] = expected[row - 1] if row else 0
    assert np.array_equal(printed, expected)


@given(rows=pages(), bad=st.sets(st.integers(0, 24), min_size=1), resolution=st.sampled_from(Resolution))
@STEADY
def test_in_mr_the_damage_goes_on_to_the_next_one_dimensional_row(
    rows: Rows, bad: set[int], resolution: Resolution
) -> None:
    bad_rows = frozenset(row for row in bad if row < len(rows))
    printed = as_printed(rows, Arrival(1, Coding.MR, resolution, bad_rows=bad_rows))
    k = PARAMETER_K[resolution]
    spoilt = {row for first in bad_rows for row in range(first, min((first // k + 1) * k, len(rows)))}
    if len(spoilt) == len(rows):
        assert len(printed) == 0
        return
    expected = rows.copy()
    for row in sorted(spoilt):
        expected[row] = expected[row - 1] if row else 0
    assert np.array_equal(printed, expected)


def test_damage_shows_where_it_is_and_nowhere_else() -> None:
    rows, bad = drawing(), frozenset({10, 11, 33})
    assert differing(as_printed(rows, Arrival(1, Coding.MH, Resolution.FINE, bad_rows=bad)), rows) == [10, 11, 33]
    assert differing(as_printed(rows, Arrival(1, Coding.MR, Resolution.FINE, bad_rows=bad)), rows) == [
        *(10, 11),
        *(33, 34, 35),
    ]
    standard = as_printed(rows, Arrival(1, Coding.MR, Resolution.STANDARD, bad_rows=bad))
    assert differing(standard, rows) == [10, 11, 33]


@WITH_ENDS
@pytest.mark.parametrize("least", [0, 144])
def test_of_a_page_that_breaks_off_the_rows_that_came_are_printed(coding: Coding, least: int) -> None:
    rows = drawing()
    sizes = bits_of_rows(row_bits(rows), Resolution.FINE)[coding]
    on_the_line = np.maximum(sizes, least)
    # The end of a row is the EOL of the next, which is another 12 bits.
    after = float(on_the_line[:40].sum() + 12)
    broken = Arrival(1, coding, Resolution.FINE, is_broken_off=True, broken_off_after=after, least_row_bits=least)
    assert np.array_equal(as_printed(rows, broken), rows[:40])
    earlier = Arrival(1, coding, Resolution.FINE, is_broken_off=True, broken_off_after=after - 1, least_row_bits=least)
    assert np.array_equal(as_printed(rows, earlier), rows[:39])
    nothing = Arrival(1, coding, Resolution.FINE, is_broken_off=True, broken_off_after=20.0, least_row_bits=least)
    assert len(as_printed(rows, nothing)) == 0


def test_in_mmr_nothing_behind_the_first_loss_can_be_read() -> None:
    rows = drawing(400)
    octets = encode(rows, Coding.MMR, Resolution.FINE)
    printed = as_printed(rows, Arrival(1, Coding.MMR, Resolution.FINE, lost=((256, 512), (768, 1024))))
    taken = bits_of_rows(row_bits(rows), Resolution.FINE)[Coding.MMR].cumsum()
    assert len(octets) > 512
    assert len(printed) == int(np.searchsorted(taken, 256 * 8, "right"))
    assert np.array_equal(printed, rows[: len(printed)])
    assert len(as_printed(rows, Arrival(1, Coding.MMR, Resolution.FINE, lost=((0, 256),)))) == 0


@WITH_ENDS
def test_with_row_ends_a_loss_costs_the_rows_that_were_lost(coding: Coding) -> None:
    rows = drawing(400)
    printed = as_printed(rows, Arrival(1, coding, Resolution.FINE, lost=((512, 768),)))
    starts = np.append(0, bits_of_rows(row_bits(rows), Resolution.FINE)[coding].cumsum()) // 8
    before = int(np.searchsorted(starts, 512, "right")) - 1
    k = PARAMETER_K[Resolution.FINE] if coding is Coding.MR else 1
    assert np.array_equal(printed[: before - 1], rows[: before - 1])
    behind = -(-(int(np.searchsorted(starts, 768)) + 1) // k) * k
    assert np.array_equal(printed[behind - len(rows) :], rows[behind:])
    assert len(rows) - len(printed) >= 3


def test_a_machine_that_prints_standard_resolution_gets_every_other_row() -> None:
    rows = drawing(80)
    sent = PageImage(len(rows), Resolution.FINE, compress(rows), {})
    printed = on_paper((sent, None), Arrival(1, Coding.MH, Resolution.STANDARD))
    assert printed is not None
    assert (printed.rows, printed.resolution) == (40, Resolution.STANDARD)
    assert printed.bits == compress(rows[::2])
