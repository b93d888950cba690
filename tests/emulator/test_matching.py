"""Patterns, differences, and what comes nearest."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.matching import Difference, differences, equal, is_like, is_like_number, like, nearest, one_of, told

FEW = st.text("ab*", max_size=12)


@given(pattern=FEW, text=st.text("ab", max_size=12))
def test_a_star_stands_for_anything(pattern: str, text: str) -> None:
    plain = ".*".join(re.escape(part) for part in re.sub(r"\*+", "*", pattern).split("*"))
    assert is_like(pattern, text) is bool(re.fullmatch(plain, text))


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("Invoice [7]?", "Invoice [7]?", True),
        ("Invoice*", "Invoice 7", True),
        ("*7", "Invoice 7", True),
        ("I*c*7", "Invoice 7", True),
        ("ab*ba", "aba", False),
        ("invoice*", "Invoice 7", False),
        ("", "", True),
        ("*", None, False),
    ],
)
def test_patterns_of_texts(pattern: str, text: str | None, fits: bool) -> None:
    assert is_like(pattern, text) is fits


@pytest.mark.parametrize(
    ("pattern", "number", "fits"),
    [
        ("2185553335", "(218) 555-3335", True),
        ("218 555 *", "218.555.3335", True),
        ("*3335", "+12185553335", True),
        ("2185553335", "12185553335", False),
    ],
)
def test_patterns_of_numbers(pattern: str, number: str, fits: bool) -> None:
    assert is_like_number(pattern, number) is fits


def test_every_field_that_differs_is_told() -> None:
    checks = [one_of("state", {"sent"}), equal("pages", 2), equal("tries", 1)]
    found = differences(checks, {"state": "failed", "pages": 2})
    assert found == [Difference("state", "sent", "failed"), Difference("tries", 1, None)]
    assert told(found) == "state is failed (expected sent), tries is unknown (expected 1)"


def test_what_is_meant_weighs_more_than_how_it_stands() -> None:
    checks = [like("number", "5551*"), one_of("state", {"sent", "failed"}), equal("pages", 2)]
    meant = {"number": "5551234", "state": "pending", "pages": 0}
    other = {"number": "5559999", "state": "sent", "pages": 2}
    assert nearest(checks, [meant, other]) is meant
    assert nearest(checks, []) is None
    newer = dict(meant)
    assert nearest(checks, [meant, other, newer]) is newer
