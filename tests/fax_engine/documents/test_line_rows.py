"""The rows of a page that are sent, where the other end's paper is shorter."""

import numpy as np
import pytest

from fax_engine.documents.coding import bits_on_line, coded_bits
from fax_engine.documents.line_rows import on_line
from fax_engine.documents.page import HEADER_ROWS, ROW_BYTES
from fax_engine.documents.run_lengths import Rows
from fax_engine.line_pages import Sizing
from models.vocabulary import Coding, Resolution

LONG = 3000


def drawn(rows: int = LONG) -> Rows:
    """A header area with a bar in it, and under it lines one dot thick, down and across."""
    page = np.zeros((rows, ROW_BYTES), np.uint8)
    page[5:30, 20:100] = 0xFF
    page[HEADER_ROWS[Resolution.FINE] :: 50] = 0xFF
    page[HEADER_ROWS[Resolution.FINE] :, ::9] |= 0x80
    return page


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("most", [1143, 2292, 2700, 2999])
def test_a_page_has_no_more_rows_than_there_is_paper_and_its_header_line_stays(
    resolution: Resolution, most: int
) -> None:
    whole = on_line(drawn(), Resolution.FINE, resolution)
    sent = on_line(drawn(), Resolution.FINE, resolution, most)
    header = HEADER_ROWS[resolution]

    assert sent.shape == (min(most, len(whole)), ROW_BYTES)
    assert np.array_equal(sent[:header], whole[:header])


def test_lines_of_one_dot_are_all_there() -> None:
    small = np.unpackbits(
        on_line(drawn(), Resolution.FINE, Resolution.FINE, 1600)[HEADER_ROWS[Resolution.FINE] :], axis=1
    )
    across, down = small.any(axis=0).sum(), small[1:].all(axis=0).sum()

    assert across == 1728 * (1600 - 40) // (LONG - 40)
    assert down == 24
    assert small.all(axis=1).sum() == 0
    assert (small.sum(axis=1) == across).sum() == (LONG - 40 + 49) // 50


@pytest.mark.parametrize("most", [0, LONG, LONG + 1])
def test_a_page_that_fits_is_sent_as_it_is(most: int) -> None:
    assert np.array_equal(on_line(drawn(), Resolution.FINE, Resolution.FINE, most), drawn())


@pytest.mark.parametrize("coding", Coding)
@pytest.mark.parametrize("resolution", Resolution)
def test_strip_and_page_add_up_when_the_page_is_made_smaller(coding: Coding, resolution: Resolution) -> None:
    sizing, page = Sizing(coding, resolution, most_rows=1000), drawn()
    header = HEADER_ROWS[Resolution.FINE]
    together = coded_bits(on_line(page, Resolution.FINE, resolution, 1000), resolution)[coding]

    assert together == sum(bits_on_line(rows, Resolution.FINE, sizing) for rows in (page[:header], page[header:]))


def test_only_a_page_that_is_too_long_keeps_another_size() -> None:
    fine, standard = Sizing(Coding.MMR, Resolution.FINE, 0, 2292), Sizing(Coding.MR, Resolution.STANDARD, 72, 1146)

    assert [fine.key(Resolution.FINE, rows) for rows in (2156, 2292, 2293)] == ["mmr", "mmr", "mmr to 2292"]
    assert [standard.key(Resolution.FINE, rows) for rows in (2292, 2293)] == [
        "mr standard 72",
        "mr standard 72 to 1146",
    ]
