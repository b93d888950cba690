"""Dialing rules: what becomes of a number before it is dialled, or why it never is (administrator guide).

Rule: a list's rules are tried in order, and the first whose pattern matches acts: on the number as its pattern rewrote
it, which is the number that every later rule and list sees. Lists and what their rules do are the administrator
guide's. Ours, where it is silent: a rule that is ignored rewrites nothing; a list that is returned from, or has no more
rules, goes on behind the rule that led to it; a first list without any more rules rejects the number.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from fax_engine.dial_patterns import CHARACTERS, WRITTEN_BETWEEN, Pattern, PatternError, parse_pattern
from fax_engine.texts import Texts
from models.dialing import DialingRule
from models.vocabulary import RuleAction

MOST_LISTS = 100
"""Lists that one number is led to, counting again what it is led to again: more than that goes round in circles
(ours)."""


_DROPPED = re.compile(f"[^{re.escape(CHARACTERS + WRITTEN_BETWEEN)}]+")
_WAITS = "Ww"
"""By itself it waits for a dial tone (ITU-T V.250), and here there always is one."""


class DialingError(ValueError):
    """Rules that cannot be understood; the text names list, rule, and column where there is one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `argument` names the list to go to, and means nothing with any other action."""

    pattern: Pattern
    action: RuleAction
    argument: str = ""


Lists = Mapping[str, Sequence[Rule]]


class Refusal(StrEnum):
    """Why a number is not dialled."""

    REJECTED = "rejected"
    """A rule says so."""
    UNMATCHED = "unmatched"
    """No rule of the first list says anything else."""
    ENDLESS = "endless"
    """The lists lead to each other without an end."""
    EMPTY = "empty"
    """Nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """The number to dial."""

    number: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number that is not dialled: why, in which list, and by which rule of it (from 1; 0 where none is to blame)."""

    why: Refusal
    list_name: str
    rule: int = 0


def judged(number: str) -> str:
    """What rules see of a number: dashes, blanks and whatever else is not dialled are dropped first (ours)."""
    return "".join(character for character in number if character in CHARACTERS)


def dropped_from(number: str) -> list[str]:
    """What is dropped of a number and is no punctuation, each piece once: letters, the `x` of an extension."""
    return [piece for piece in dict.fromkeys(_DROPPED.findall(number)) if piece.strip(_WAITS)]


def read_lists(stored: Mapping[str, Sequence[DialingRule]]) -> Lists:
    """Stored lists, understood. Raises `DialingError` for the first mistake."""
    return {name: tuple(_read_rules(name, rules, stored)) for name, rules in stored.items()}


def apply(lists: Lists, start: str, number: str) -> Dialled | Rejected:
    """What becomes of a number that is dialled by the list `start`. A list that does not exist matches nothing."""
    return _Walk(lists, start, judged(number)).outcome()


def explain(refusal: Rejected, number: str, texts: Texts) -> str:
    """Why a number is not dialled, for the person who sent the fax."""
    said = {
        Refusal.REJECTED: texts.rejected_number,
        Refusal.UNMATCHED: texts.unmatched_number,
        Refusal.ENDLESS: texts.endless_rules,
        Refusal.EMPTY: texts.emptied_number,
    }
    return said[refusal.why].format(number=number, list=refusal.list_name, rule=refusal.rule)


class _Walk:
    """A number's way through the lists. `_calls` are the places to go on from, the first list's at the bottom."""

    def __init__(self, lists: Lists, start: str, number: str) -> None:
        self._lists = lists
        self._start = start
        self._number = number
        self._calls: list[tuple[str, int]] = []
        self._visited = 0

    def outcome(self) -> Dialled | Rejected:
        """Where the way ends."""
        decided: Dialled | Rejected | None = self._enter(self._start)
        while decided is None:
            name, position = self._calls.pop()
            rules = self._lists.get(name, ())
            if position < len(rules):
                self._calls.append((name, position + 1))
                decided = self._try(name, position, rules[position])
            elif not self._calls:
                return Rejected(Refusal.UNMATCHED, name)
        return decided

    def _enter(self, name: str) -> Rejected | None:
        self._visited += 1
        if self._visited > MOST_LISTS:
            return Rejected(Refusal.ENDLESS, self._start)
        self._calls.append((name, 0))
        return None

    def _try(self, name: str, position: int, rule: Rule) -> Dialled | Rejected | None:
        if rule.action is RuleAction.IGNORE:
            return None
        rewritten = rule.pattern.rewrite(self._number)
        if rewritten is None:
            return None
        self._number = rewritten
        match rule.action:
            case RuleAction.ACCEPT:
                return self._accept(name, position)
            case RuleAction.REJECT:
                return Rejected(Refusal.REJECTED, name, position + 1)
            case RuleAction.GO_TO:
                return self._enter(rule.argument)
            case RuleAction.RETURN:
                self._calls.pop()
                return None if self._calls else self._accept(name, position)
            case _:
                assert_never(rule.action)

    def _accept(self, name: str, position: int) -> Dialled | Rejected:
        return Dialled(self._number) if self._number else Rejected(Refusal.EMPTY, name, position + 1)


def _read_rules(name: str, rules: Sequence[DialingRule], known: Iterable[str]) -> Iterable[Rule]:
    for number, rule in enumerate(rules, start=1):
        place = f"list '{name}', rule {number}"
        try:
            pattern = parse_pattern(rule.pattern)
        except PatternError as error:
            raise DialingError(f"{place}, column {error.column}: {error}") from None
        if rule.action is RuleAction.GO_TO and rule.argument not in known:
            raise DialingError(f"{place}: there is no list '{rule.argument}' to go to")
        yield Rule(pattern, rule.action, rule.argument)
