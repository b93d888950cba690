"""Coded sizes agree with libtiff to the bit, and a page and its header strip add up."""

import io
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fax_engine.documents.coding import (
    PARAMETER_K,
    bits_of_rows,
    bits_on_line,
    coded_bits,
    coded_bits_of_pieces,
    page_of,
)
from fax_engine.documents.page import HEADER_ROWS, ROW_BYTES, WIDTH
from fax_engine.documents.raster import compress, unpack
from fax_engine.documents.run_lengths import row_bits
from fax_engine.documents.sizes import Uncounted, count
from fax_engine.line_pages import Sizing
from models.vocabulary import Coding, Resolution

Rows = npt.NDArray[np.uint8]

END_OF_LINE = 12
EOFB = "000000000001" * 2
T4_OPTIONS, STRIP_OFFSETS, STRIP_BYTES, ROWS_PER_STRIP = 292, 273, 279, 278


def strip_of(rows: Rows, compression: str, options: int = 0) -> str:
    """What libtiff makes of the rows in one strip, as a text of 0 and 1."""
    picture = Image.frombytes("1", (WIDTH, len(rows)), rows.tobytes(), "raw", "1;I")
    file = io.BytesIO()
    info = {ROWS_PER_STRIP: len(rows), 262: 0}
    if options:
        info[T4_OPTIONS] = options
    picture.save(file, "TIFF", compression=compression, tiffinfo=info)
    with Image.open(file) as written:
        tags = written.tag_v2  # type: ignore[attr-defined]
        (start,), (length,) = tags[STRIP_OFFSETS], tags[STRIP_BYTES]
    return "".join(f"{octet:08b}" for octet in file.getvalue()[start : start + length])


def mmr_bits(rows: Rows) -> int:
    bits = strip_of(rows, "group4").rstrip("0")
    assert bits.endswith(EOFB)
    return len(bits) - len(EOFB)


def mh_bits_of_row(row: Rows) -> int:
    """One row in a strip of its own: libtiff pads its end to an octet, and tells the bits of no row but the last."""
    repeated = np.repeat(row[np.newaxis], 8, axis=0)
    bits = strip_of(repeated, "group3")
    ends = [at for at in range(len(bits)) if bits.startswith("0" * 11 + "1", at)]
    assert len(ends) == 8
    (distance,) = {after - before for before, after in pairwise(ends)}
    return distance - END_OF_LINE


def packed(black: list[list[int]]) -> Rows:
    """Rows given as the columns where the colour changes, from white."""
    rows = np.zeros((len(black), WIDTH), np.bool_)
    for row, changes in zip(rows, black, strict=True):
        for change in changes:
            row[change:] = ~row[change:]
    return np.packbits(rows, axis=1)


changes_in_a_row = st.lists(st.integers(0, WIDTH - 1), max_size=60, unique=True)


@st.composite
def drawings(draw: st.DrawFn) -> Rows:
    """Rows of which many resemble the one above, as on a real page: every mode of the two-dimensional code occurs."""
    rows: list[list[int]] = []
    for _ in range(draw(st.integers(1, 12))):
        resembles = draw(st.booleans())
        if rows and resembles:
            moved = [change + draw(st.integers(-4, 4)) for change in rows[-1]]
            rows.append([change for change in moved if 0 <= change < WIDTH])
        else:
            rows.append(draw(changes_in_a_row))
    return packed(rows)


@settings(max_examples=150)
@given(drawings())
def test_mmr_is_what_libtiff_writes(rows: Rows) -> None:
    assert coded_bits(rows, Resolution.FINE)[Coding.MMR] == mmr_bits(rows)


@settings(max_examples=100)
@given(changes_in_a_row)
def test_a_row_alone_is_what_libtiff_writes(changes: list[int]) -> None:
    rows = packed([changes])
    assert row_bits(rows).one_dimensional.tolist() == [mh_bits_of_row(rows[0])]


@pytest.mark.parametrize("run", [*range(66), *range(127, WIDTH, 64), *range(128, WIDTH, 64), WIDTH])
def test_every_make_up_and_terminating_code(run: int) -> None:
    black_then_white, white_then_black = packed([[0, run]] if run < WIDTH else [[0]]), packed([[run]])
    for rows in (black_then_white, white_then_black) if run < WIDTH else (black_then_white,):
        assert row_bits(rows).one_dimensional.tolist() == [mh_bits_of_row(rows[0])]


def test_noise_over_more_rows_than_are_counted_at_a_time() -> None:
    columns, lines = np.meshgrid(np.arange(ROW_BYTES), np.arange(600))
    rows = ((columns * 2654435761 + lines * 40503 * (columns + 7)) >> 7).astype(np.uint8)
    assert coded_bits(rows, Resolution.FINE)[Coding.MMR] == mmr_bits(rows)


@settings(max_examples=60)
@given(drawings(), st.sampled_from(Resolution))
def test_mr_mixes_the_rows_of_mh_and_of_mmr(rows: Rows, resolution: Resolution) -> None:
    """T.4 section 4.2.2: every K-th row is one-dimensional, and a tag bit follows every end of line."""
    alone, against = row_bits(rows)
    k = PARAMETER_K[resolution]
    expected = sum(13 + int(alone[row] if row % k == 0 else against[row]) for row in range(len(rows)))
    assert coded_bits(rows, resolution)[Coding.MR] == expected


@settings(max_examples=60)
@given(drawings(), drawings(), st.sampled_from(Resolution))
def test_a_header_strip_and_its_page_add_up_to_the_composed_page(
    strip: Rows, body: Rows, resolution: Resolution
) -> None:
    header = np.zeros((HEADER_ROWS[resolution], ROW_BYTES), np.uint8)
    header[2 : 2 + len(strip)] = strip
    together = coded_bits(np.concatenate((header, body)), resolution)
    apart = coded_bits(header, resolution), coded_bits(body, resolution)
    assert together == {coding: apart[0][coding] + apart[1][coding] for coding in Coding}


@settings(max_examples=30)
@given(st.lists(drawings(), min_size=1, max_size=4))
def test_strips_counted_together_are_strips_counted_alone(drawn: list[Rows]) -> None:
    strips = np.zeros((len(drawn), HEADER_ROWS[Resolution.FINE], ROW_BYTES), np.uint8)
    for strip, rows in zip(strips, drawn, strict=True):
        strip[: len(rows)] = rows
    counted = coded_bits_of_pieces(strips.reshape(-1, ROW_BYTES), Resolution.FINE, len(strips))
    assert counted == [coded_bits(strip, Resolution.FINE) for strip in strips]


def test_a_white_page_is_one_bit_a_row_in_mmr() -> None:
    rows = np.zeros((1078, ROW_BYTES), np.uint8)
    # A white row alone is the make-up code of 1728 (9 bits) and the terminating code of 0 (8 bits).
    assert coded_bits(rows, Resolution.STANDARD) == {
        Coding.MH: 1078 * (12 + 17),
        Coding.MR: 539 * (13 + 17) + 539 * (13 + 1),
        Coding.MMR: 1078,
    }


def test_a_page_keeps_its_rows_and_is_not_counted_before_somebody_asks() -> None:
    rows = packed([[100, 200]] * 300)
    page = page_of(rows, Resolution.STANDARD)

    assert np.array_equal(unpack(page), rows)
    assert not page.coded_bits


@settings(max_examples=60)
@given(drawings(), st.sampled_from([Coding.MH, Coding.MR]), st.sampled_from([12, 72, 288, 1344]))
def test_fill_bits_lengthen_every_row_that_is_too_short(rows: Rows, coding: Coding, least: int) -> None:
    """T.4 section 4.1.2, row by row, the end of line included."""
    of_rows = bits_of_rows(row_bits(rows), Resolution.FINE)[coding].tolist()
    sizing = Sizing(coding, Resolution.FINE, least)
    assert bits_on_line(rows, Resolution.FINE, sizing) == sum(max(bits, least) for bits in of_rows)


@settings(max_examples=60)
@given(drawings(), st.sampled_from(Coding))
def test_a_fine_page_on_a_standard_line_is_every_other_row_of_it(rows: Rows, coding: Coding) -> None:
    sizing = Sizing(coding, Resolution.STANDARD)
    sent = np.ascontiguousarray(rows[::2])
    assert bits_on_line(rows, Resolution.FINE, sizing) == coded_bits(sent, Resolution.STANDARD)[coding]


@settings(max_examples=30)
@given(drawings(), drawings(), st.sampled_from(Coding), st.sampled_from(Resolution), st.sampled_from([0, 72]))
def test_a_header_strip_and_its_page_add_up_under_all_terms(
    strip: Rows, body: Rows, coding: Coding, resolution: Resolution, least: int
) -> None:
    header = np.zeros((HEADER_ROWS[Resolution.FINE], ROW_BYTES), np.uint8)
    header[2 : 2 + len(strip)] = strip
    sizing = Sizing(coding, resolution, least)
    together = bits_on_line(np.concatenate((header, body)), Resolution.FINE, sizing)
    assert together == sum(bits_on_line(rows, Resolution.FINE, sizing) for rows in (header, body))


def test_a_worker_counts_what_lies_under_the_header_area() -> None:
    rows = packed([[100, 200]] * 300)
    strip, page = rows[:40], page_of(rows, Resolution.FINE)
    sizing = Sizing(Coding.MR, Resolution.FINE, 72)
    pieces = [Uncounted(page.bits, Resolution.FINE, 40), Uncounted(compress(strip), Resolution.FINE)]
    assert count(pieces, sizing) == [bits_on_line(each, Resolution.FINE, sizing) for each in (rows[40:], strip)]


@settings(max_examples=40)
@given(drawings(), st.lists(st.integers(0, 7), min_size=12, max_size=12))
def test_white_rows_between_drawn_ones_are_counted_too(drawn: Rows, gaps: list[int]) -> None:
    rows = np.insert(drawn, [min(gap, len(drawn)) for gap in gaps], 0, axis=0)
    counted = row_bits(rows)
    assert int(counted.two_dimensional.sum()) == mmr_bits(rows)
    assert counted.one_dimensional.tolist() == [mh_bits_of_row(row) for row in rows]


def test_a_page_needs_more_than_its_header_area() -> None:
    with pytest.raises(ValueError, match="longer"):
        page_of(np.zeros((HEADER_ROWS[Resolution.FINE], ROW_BYTES), np.uint8), Resolution.FINE)
