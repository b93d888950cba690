"""The header line: what it says, and that its strips fit on top of any page."""

import numpy as np
import pytest

from fax_engine.documents.coding import coded_bits
from fax_engine.documents.header_line import COLUMNS, header_text, strips
from fax_engine.documents.page import HEADER_ROWS
from fax_engine.documents.raster import unpack
from models.vocabulary import Coding, Resolution


def test_a_line_says_when_who_to_whom_and_which_page() -> None:
    line = header_text("2026-11-23 04:20", "Weiß & Söhne", "+1 763 555 0199", 3, 12)
    assert len(line) == COLUMNS
    assert next(part for part in line.split("  ") if part.strip()).strip() == "2026-11-23 04:20"
    assert line.index("FROM: Weiß & Söhne") < line.index("TO: +1 763 555 0199") < line.index("PAGE  3 OF 12")
    assert line.rstrip().endswith("PAGE  3 OF 12")


def test_what_is_too_long_is_shortened_and_pushes_nothing_aside() -> None:
    line = header_text("2026-11-23 04:20", "S" * 10_000, "9" * 200, 1000, 2000)
    assert len(line) == COLUMNS
    assert "S\u2026   TO: 9" in line
    assert line.rstrip().endswith("9\u2026   PAGE 1000 OF 2000")


def test_line_breaks_and_controls_stay_out_of_a_line() -> None:
    line = header_text("today", "a\nb\tc\x00\u202e", "", 1, 1)
    assert "FROM: a b c " in line
    assert line.isprintable()
    assert "TO:" not in line


@pytest.mark.parametrize("resolution", Resolution)
def test_a_strip_is_as_high_as_the_header_area_and_ends_white(resolution: Resolution) -> None:
    texts = ["gjpqy|ÄÖÜ" * 12, "", "漢字 \u202e e\u0301", "x" * 500]
    made = strips(texts, resolution)
    assert [strip.rows for strip in made] == [HEADER_ROWS[resolution]] * 4
    for text, strip in zip(texts, made, strict=True):
        rows = unpack(strip)
        assert not rows[0].any()
        assert not rows[-2:].any()
        assert rows.any() == bool(text)
        assert strip.coded_bits == coded_bits(rows, resolution)


@pytest.mark.parametrize("resolution", Resolution)
def test_a_strip_does_not_depend_on_its_neighbours(resolution: Resolution) -> None:
    lines = [header_text("2026-11-23 04:20", "Sender", "Receiver", page, 40) for page in range(1, 41)]
    together = strips(lines, resolution)
    assert together == [strip for line in lines for strip in strips([line], resolution)]
    assert len({strip.bits for strip in together}) == 40
    assert all(set(strip.coded_bits) == set(Coding) for strip in together)


def test_no_lines_no_strips() -> None:
    assert strips([], Resolution.FINE) == []


def test_letters_are_readable_at_both_resolutions() -> None:
    """The same letters take about the same share of the paper."""
    shares = [
        float(np.bitwise_count(unpack(strips(["The quick brown fox"], resolution)[0])).sum()) / HEADER_ROWS[resolution]
        for resolution in Resolution
    ]
    assert shares[0] == pytest.approx(shares[1], rel=0.15)
