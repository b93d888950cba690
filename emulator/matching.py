"""Comparing what somebody expects with what there is, and finding what comes nearest to it.

Rule: both sides are plain values by field name. What differs is told field by field; among several, the nearest differs
least, where fields that say which thing is meant weigh more than those that say how it stands. Of equals it is the
newest. Whoever has much to compare hands it over in slices, the newest first, and what cannot be nearest is never asked
for.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Any

from emulator.slices import Slices

Facts = Mapping[str, Any]

IDENTIFYING = 100
"""The weight of a field that says which thing is meant: more than all others together."""

_PUNCTUATION = re.compile(r"[\s().\-]")


@dataclass(frozen=True, slots=True)
class Check:
    """One field that is compared: what is expected, as it is told, and whether an actual value is that."""

    field: str
    expected: Any
    passes: Callable[[Any], bool]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not as expected. `words`: how the actual value is told where itself it says too little."""

    field: str
    expected: Any
    actual: Any
    words: str = ""


def is_like(pattern: str, text: str | None) -> bool:
    """True when the text is the pattern, in which `*` stands for any characters or none. No text is like nothing."""
    if text is None:
        return False
    first, *others = pattern.split("*")
    if not others:
        return text == pattern
    *middle, last = others
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


def is_like_number(pattern: str, number: str | None) -> bool:
    """The same for fax numbers, whose blanks, brackets, dots and hyphens do not count."""
    return number is not None and is_like(_PUNCTUATION.sub("", pattern), _PUNCTUATION.sub("", number))


def like(field: str, pattern: str) -> Check:
    """A check of a text that says which thing is meant; case counts."""
    return Check(field, pattern, partial(is_like, pattern), IDENTIFYING)


def like_number(field: str, pattern: str) -> Check:
    """A check of a number that says which thing is meant."""
    return Check(field, pattern, partial(is_like_number, pattern), IDENTIFYING)


def one_of(field: str, values: Collection[str]) -> Check:
    """A check that a value is one of these."""
    told = sorted(values)
    return Check(field, told[0] if len(told) == 1 else told, frozenset(values).__contains__)


def equal(field: str, value: Any) -> Check:
    """A check that a value is exactly this."""
    return Check(field, value, partial(eq, value))


def differences(checks: Iterable[Check], facts: Facts) -> list[Difference]:
    """Every field that is not as expected; a fact that is missing is None."""
    return [
        Difference(check.field, check.expected, facts.get(check.field))
        for check in checks
        if not check.passes(facts.get(check.field))
    ]


def nearest(
    checks: Sequence[Check], slices: Callable[[Sequence[Check]], Iterable[Iterable[Facts]]], least: int = 0
) -> Slices[Facts | None]:
    """What differs least, the newest of equals; None when there is nothing at all.

    `slices` answers everything that may pass the checks it is given, the newest first. `least`: nothing differs by
    less.
    """
    meant = [check for check in checks if check.weight >= IDENTIFYING]
    if meant:
        best = yield from _nearest(checks, _passing(meant, slices(meant)), least)
        if best is not None:
            return best
        least = IDENTIFYING
    return (yield from _nearest(checks, slices(()), least))


def _passing(checks: Sequence[Check], slices: Iterable[Iterable[Facts]]) -> Iterator[Iterable[Facts]]:
    for candidates in slices:
        yield [facts for facts in candidates if not differences(checks, facts)]


def _nearest(checks: Sequence[Check], slices: Iterable[Iterable[Facts]], least: int) -> Slices[Facts | None]:
    best: Facts | None = None
    smallest = 0
    for candidates in slices:
        for facts in candidates:
            distance = sum(check.weight for check in checks if not check.passes(facts.get(check.field)))
            if best is None or distance < smallest:
                best, smallest = facts, distance
            if smallest <= least:
                return best
        yield
    return best


def told(found: Sequence[Difference]) -> str:
    """The differences as a sentence's end: `state is pending (expected sent), pages is 1 (expected 2)`."""
    return ", ".join(
        f"{one.field} is {one.words or _plain(one.actual)} (expected {_plain(one.expected)})" for one in found
    )


def _plain(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, list):
        return " or ".join(map(str, value))
    return str(value) or "empty"
