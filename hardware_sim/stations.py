"""Stations: far ends that somebody declared, by the numbers that lead to them, each with a script for its calls.

Rules: of the patterns that fit a number the one with the most digits counts, and of those the first. A script is used
up call by call and its last word stays. A station is one machine a number: while it is on a call with us it is busy.
One that is another unit of the process has as many lines as that, and no script.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from fax_engine.dial_patterns import WRITTEN_BETWEEN
from fax_engine.digits import digits_of

LONGEST_PATTERN = 40

UNIT = "unit"
"""Under this stands, in what is said of a station, which other unit of the process it is."""

TOLD_OF_MACHINES = {
    "station_id": "station_id",
    "max_rate": "max_baud_rate",
    "ecm": "ecm",
    "resolution": "resolution",
    "paper": "paper",
    "rings": "rings",
    "answer_delay": "answer_delay",
    "t38": "t38",
    "latency": "latency",
    "packet_loss": "packet_loss",
    "packet_reordering": "packet_reordering",
    "packet_duplication": "packet_duplication",
    "network_seed": "network_seed",
}
"""The fields of a `FarEnd` that can be declared, and what they are called by who declares one."""

BESIDE_A_UNIT = "a station that is a unit is as that is set up, and takes no {}"

_PATTERN = re.compile(r"[0-9*]+")
_BETWEEN = re.compile(f"[{re.escape(WRITTEN_BETWEEN)}]")


def told_of(declared: object) -> dict[str, Any]:
    """What was said of the machine, as it is stored; `declared` has an attribute for each word."""
    said = {name: getattr(declared, word) for name, word in TOLD_OF_MACHINES.items()}
    return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class StationRule:
    """One station. `pattern`: digits, and `*` for any number of them; `script`: words of the catalogue, `place` how
    many are used up; `far_end`: what is said of the machine, by the fields of `FarEnd`, in the form that is stored."""

    number: int
    pattern: str
    script: tuple[str, ...]
    place: int = 0
    far_end: Mapping[str, Any] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """The name of the unit that it is; empty for a machine of its own."""
        return str(self.far_end.get(UNIT, ""))

    @property
    def word(self) -> str:
        """How its next call goes."""
        return self.script[min(self.place, len(self.script) - 1)]

    @property
    def next_place(self) -> int:
        """Its place once that call was made."""
        return min(self.place + 1, len(self.script) - 1)

    @property
    def digits(self) -> int:
        """How many digits its pattern has: the more, the more specific."""
        return len(self.pattern.replace("*", ""))

    @property
    def is_exact(self) -> bool:
        """True when it is for one number alone."""
        return "*" not in self.pattern

    def fits(self, digits: str) -> bool:
        """True for a number that it is for."""
        first, *others = self.pattern.split("*")
        if not others:
            return digits == first
        *between, last = others
        if not digits.startswith(first) or not digits.endswith(last):
            return False
        place, end = len(first), len(digits) - len(last)
        for piece in between:
            found = digits.find(piece, place, max(end, 0))
            if found < 0:
                return False
            place = found + len(piece)
        return place <= end


class StationKeeper(Protocol):
    """Where stations are kept."""

    def load(self) -> list[StationRule]:
        """All of them, the first first."""

    def turn_to(self, number: int, place: int) -> None:
        """Keep a station's place in its script."""


class NobodyDeclared:
    """A keeper of no stations."""

    def load(self) -> list[StationRule]:
        """None."""
        return []

    def turn_to(self, number: int, place: int) -> None:
        """There is none."""


class StationBook:
    """The stations of a unit, read once and again after every change."""

    def __init__(self, keeper: StationKeeper) -> None:
        self._keeper = keeper
        self._exact: dict[str, StationRule] | None = None
        self._wide: list[StationRule] = []

    def forget(self) -> None:
        """They are others now, and committed."""
        self._exact = None

    def find(self, digits: str) -> StationRule | None:
        """The station that a number leads to; None when none was declared for it."""
        exact = self._known()
        if not exact and not self._wide:
            return None
        return exact.get(digits) or next((rule for rule in self._wide if rule.fits(digits)), None)

    def use_up(self, rule: StationRule) -> None:
        """A call of this station goes by its present word."""
        if rule.next_place != rule.place:
            self._keeper.turn_to(rule.number, rule.next_place)
            used = replace(rule, place=rule.next_place)
            if rule.is_exact:
                self._known()[rule.pattern] = used
            else:
                self._wide[self._wide.index(rule)] = used

    def _known(self) -> dict[str, StationRule]:
        """Those for one number each, by number; the others, the most specific first, are at hand then as well."""
        if self._exact is None:
            rules = self._keeper.load()
            self._exact = {rule.pattern: rule for rule in reversed(rules) if rule.is_exact}
            self._wide = sorted((rule for rule in rules if not rule.is_exact), key=lambda rule: -rule.digits)
        return self._exact


def read_pattern(written: str) -> str:
    """A pattern as it is kept, without what people write between digits.

    Raises `ValueError` for one that no number fits or that holds other characters.
    """
    pattern = _BETWEEN.sub("", written)
    if not _PATTERN.fullmatch(pattern) or len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"{written!r} is not a number, in which * stands for any digits, of {LONGEST_PATTERN} at most")
    return re.sub(r"\*+", "*", pattern)


def read_script(words: Iterable[str]) -> tuple[str, ...]:
    """A script as it is kept; without a word all calls go well. Raises `ValueError` for a word that says nothing."""
    from hardware_sim.outcomes import by_word

    script = tuple(word.strip() for word in words)
    for word in script:
        outcome = by_word(word)
        if outcome is None or outcome.how is None:
            raise ValueError(f"no call to a station goes {word!r}: see the outcomes")
    return script or ("ok",)


def line_of(rule: StationRule | None, dial_string: str) -> str | None:
    """What is engaged while a station talks to us: the line of its number; None for where there is no station."""
    return digits_of(dial_string) if rule is not None else None
