"""How rows and what the unit has already come together, as a plan. Rule: same name, same thing, and it keeps its ID.

Merge: a row overwrites the contact of its name, or is new. Replace: what no row names goes, besides. Of several
contacts of one name the first row means the first, the second the second; in a merge, a row too many overwrites the
last.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from emulator.slices import Slices
from models.contact import ContactCard, ContactRow

CARDS_AT_ONCE = 1_000
"""Contacts that are compared before others have their turn."""


class Mode(StrEnum):
    """What becomes of that which a file does not name: it stays, or it goes (administrator guide)."""

    MERGE = "merge"
    REPLACE = "replace"


@dataclass(slots=True)
class Counts:
    """How many things are new, are different now, and are gone."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


@dataclass(eq=False, slots=True)
class ListPlan:
    """What to do to one list: cards to add, cards by the number of the contact that they change, numbers to remove."""

    added: list[ContactCard] = field(default_factory=list)
    changed: dict[int, ContactCard] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        """How much that is."""
        return Counts(len(self.added), len(self.changed), len(self.removed))


def plan_in_slices(existing: Iterable[ContactRow], cards: Iterable[ContactCard], mode: Mode) -> Slices[ListPlan]:
    """How a list, which may be long, becomes what the cards say; `existing` is in the order of the numbers."""
    before: dict[int, ContactCard] = {}
    unnamed: dict[str, deque[int]] = {}
    for place, row in enumerate(existing, 1):
        before[row.number] = row.card
        unnamed.setdefault(row.name, deque()).append(row.number)
        if place % CARDS_AT_ONCE == 0:
            yield
    plan, last = ListPlan(), _LastOfName()
    for place, card in enumerate(cards, 1):
        if place % CARDS_AT_ONCE == 0:
            yield
        left = unnamed.get(card.name)
        if left:
            plan.changed[left[0]] = card
            last.number[card.name] = left.popleft()
        elif mode is Mode.MERGE and card.name in last.number:
            plan.changed[last.number[card.name]] = card
        elif mode is Mode.MERGE and card.name in last.place:
            plan.added[last.place[card.name]] = card
        else:
            last.place[card.name] = len(plan.added)
            plan.added.append(card)
    plan.changed = {number: card for number, card in plan.changed.items() if card != before[number]}
    if mode is Mode.REPLACE:
        plan.removed = sorted(number for numbers in unnamed.values() for number in numbers)
    return plan


@dataclass(eq=False, slots=True)
class _LastOfName:
    """Where the newest row of a name went: to a contact's number, or to a place among those added."""

    number: dict[str, int] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=dict)
