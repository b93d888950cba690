"""The patterns of dialing rules: what a number must look like, and what becomes of it (administrator guide).

    0-9 * # , ! @ $   the character itself          [5-6*!]   one of these; a range of digits counts as all in it
    X                 any one character             < >       what matches in here is dropped
    .                 any number of characters      { }       what stands in here is added

Rule: a pattern stands for the whole number, and each part of it but the last takes exactly one character, so a number
matches in one way at most. The characters are the administrator guide's; where it is silent the choice is ours: `.`
takes no character too, nothing but additions may follow it, brackets are not nested, and `-` joins rising digits.
"""

from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = "0123456789"
CHARACTERS = DIGITS + "*#,!@$"
"""What a dialed number is made of (administrator guide): digits, tones, pauses and signals."""

WRITTEN_BETWEEN = " ()./+-"
"""What people write between the digits of a number, and nobody means (ours)."""

LONGEST_PATTERN = 200


class PatternError(ValueError):
    """A pattern that cannot be understood; `column` counts from 1, the text says what is wrong there."""

    def __init__(self, column: int, complaint: str) -> None:
        super().__init__(complaint)
        self.column = column


@dataclass(frozen=True, slots=True)
class One:
    """Takes one character out of `characters`, to be dropped or kept."""

    characters: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class Rest:
    """Takes all that is left, to be dropped or kept."""

    is_dropped: bool


@dataclass(frozen=True, slots=True)
class Add:
    """Takes nothing and puts characters in."""

    characters: str


Part = One | Rest | Add


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was understood. `shortest` is how many characters it needs, `is_open` whether it takes more."""

    text: str
    parts: tuple[Part, ...]
    shortest: int
    is_open: bool

    def rewrite(self, number: str) -> str | None:
        """What the pattern makes of a number, which holds nothing but `CHARACTERS`; None when it does not match."""
        if len(number) < self.shortest or (len(number) > self.shortest and not self.is_open):
            return None
        result = []
        at = 0
        for part in self.parts:
            if isinstance(part, Add):
                result.append(part.characters)
                continue
            taken = number[at:] if isinstance(part, Rest) else number[at]
            if isinstance(part, One) and taken not in part.characters:
                return None
            at += len(taken)
            if not part.is_dropped:
                result.append(taken)
        return "".join(result)


def parse_pattern(text: str) -> Pattern:
    """The pattern that a text stands for; blanks at its ends do not count. Raises `PatternError`."""
    text = text.strip()
    if not text:
        raise PatternError(1, "a pattern is empty")
    if len(text) > LONGEST_PATTERN:
        raise PatternError(LONGEST_PATTERN + 1, f"a pattern has at most {LONGEST_PATTERN} characters")
    parts = tuple(_Reader(text).parts())
    shortest = sum(isinstance(part, One) for part in parts)
    return Pattern(text, parts, shortest, any(isinstance(part, Rest) for part in parts))


class _Reader:
    """Goes through a pattern from left to right. `drops` is where the open `<` stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.drops: int | None = None
        self.has_rest = False

    def parts(self) -> Iterator[Part]:
        """Every part in order."""
        while self.at < len(self.text):
            part = self._next()
            if part is not None:
                yield part
        if self.drops is not None:
            raise PatternError(self.drops + 1, "'<' is never closed")

    def _next(self) -> Part | None:
        match self.text[self.at]:
            case "<":
                self._begin_dropping()
            case ">":
                self._end_dropping()
            case "{":
                return self._addition()
            case _ if self.has_rest:
                raise self._error("'.' takes all that is left, so nothing can match after it")
            case ".":
                return self._rest()
            case _:
                return One(self._choice(), self.drops is not None)
        return None

    def _begin_dropping(self) -> None:
        if self.drops is not None:
            raise self._error("'<' stands within '< >'")
        self.drops = self.at
        self.at += 1

    def _end_dropping(self) -> None:
        if self.drops is None:
            raise self._error("'>' without '<' before it")
        if self.drops == self.at - 1:
            raise self._error("nothing stands within '< >'")
        self.drops = None
        self.at += 1

    def _addition(self) -> Add:
        if self.drops is not None:
            raise self._error("'{' stands within '< >'")
        added = self._inside("}")
        for place, character in enumerate(added, start=self.at - len(added)):
            if character not in CHARACTERS:
                raise PatternError(place, f"{character!r} cannot be added to a number")
        return Add(added)

    def _rest(self) -> Rest:
        self.has_rest = True
        self.at += 1
        return Rest(self.drops is not None)

    def _choice(self) -> str:
        """The characters of which one is taken here."""
        character = self.text[self.at]
        if character == "[":
            start = self.at + 1
            return _members(self._inside("]"), start)
        if character not in CHARACTERS + "Xx":
            raise self._error(f"{character!r} means nothing in a pattern")
        self.at += 1
        return character if character in CHARACTERS else CHARACTERS

    def _inside(self, closing: str) -> str:
        """What stands between the bracket here and its other half; goes on behind that."""
        opening = self.text[self.at]
        end = self.text.find(closing, self.at)
        if end < 0:
            raise self._error(f"'{opening}' is never closed")
        if end == self.at + 1:
            raise self._error(f"nothing stands within '{opening} {closing}'")
        inside = self.text[self.at + 1 : end]
        self.at = end + 1
        return inside

    def _error(self, complaint: str) -> PatternError:
        return PatternError(self.at + 1, complaint)


def _members(inside: str, start: int) -> str:
    """The characters that a set names; `start` is the index of its first in the pattern."""
    members = ""
    at = 0
    while at < len(inside):
        if inside[at] not in CHARACTERS:
            raise PatternError(start + at + 1, f"{inside[at]!r} cannot stand within '[ ]'")
        if inside[at + 1 : at + 2] == "-":
            members += _range(inside[at], inside[at + 2 : at + 3], start + at + 1)
            at += 3
        else:
            members += inside[at]
            at += 1
    return members


def _range(first: str, last: str, column: int) -> str:
    if not (first in DIGITS and last and last in DIGITS and first <= last):
        raise PatternError(column, f"'{first}-{last}' is no range: it leads from a digit to the same or a higher one")
    return DIGITS[int(first) : int(last) + 1]
