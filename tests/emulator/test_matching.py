"""Patterns, differences, and what comes nearest."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.matching import (
    Check,
    Difference,
    Facts,
    differences,
    equal,
    is_like,
    is_like_number,
    like,
    nearest,
    one_of,
    told,
)
from emulator.slices import at_once

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


def found(checks: Sequence[Check], newest_first: Sequence[Facts], size: int = 1, least: int = 0) -> Facts | None:
    """The nearest of what comes in slices of this size."""
    slices = [newest_first[at : at + size] for at in range(0, len(newest_first), size)]
    return at_once(nearest(checks, lambda _: slices, least))


def test_what_is_meant_weighs_more_than_how_it_stands() -> None:
    checks = [like("number", "5551*"), one_of("state", {"sent", "failed"}), equal("pages", 2)]
    meant = {"number": "5551234", "state": "pending", "pages": 0}
    other = {"number": "5559999", "state": "sent", "pages": 2}
    assert found(checks, [other, meant]) is meant
    assert found(checks, []) is None
    newer = dict(meant)
    assert found(checks, [newer, other, meant]) is newer


SEEN = st.fixed_dictionaries(
    {
        "number": st.sampled_from("12"),
        "user": st.sampled_from("ab"),
        "state": st.sampled_from("xy"),
        "pages": st.just(1),
    }
)


@given(seen=st.lists(SEEN, max_size=9), wanted=SEEN, size=st.integers(1, 4))
def test_the_nearest_is_the_same_in_slices_of_any_size_and_where_nothing_more_is_looked_at(
    seen: list[Facts], wanted: Facts, size: int
) -> None:
    checks = [*(like(name, wanted[name]) for name in ("number", "user")), equal("state", wanted["state"])]
    distances = [sum(check.weight for check in checks if not check.passes(facts[check.field])) for facts in seen]
    best = seen[distances.index(min(distances))] if seen else None

    assert found(checks, seen, size) is best
    assert found(checks, seen, size, least=min(distances, default=0)) is best
