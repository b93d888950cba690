"""A long session that fails is made as short as the failure allows."""

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.shortening import shortest


@given(st.lists(st.integers(0, 5), max_size=40), st.sets(st.integers(0, 5)))
def test_only_what_the_failure_needs_is_left(steps: list[int], needed: set[int]) -> None:
    def fails(played: list[int]) -> bool:
        return needed <= set(played)

    left = shortest(steps, fails)
    assert sorted(left) == sorted(needed) if fails(steps) else left == steps


def test_what_does_not_fail_again_is_left_as_it_was() -> None:
    assert shortest([1, 2, 3], lambda played: False) == [1, 2, 3]
