"""How often a fault hits, and until when.

Rule: a fault counts the requests that match it while it is in force, from 1, and decides by that number or by dice of
its own, seeded: the same requests in the same order are hit the same way every time.
"""

from random import Random  # noqa: TID251 - seeded by whoever makes a fault, and its own
from typing import Annotated, Self

from pydantic import Field, model_validator

from emulator.control.clock import GivenMoment
from emulator.faults.shape import Shape

Dice = Random

Count = Annotated[int, Field(ge=1, le=10**9, strict=True)]

MOST_UNIT_SECONDS = 10 * 366 * 86400
"""Ten years of the unit's clock."""


class Turns(Shape):
    """Which of the matching requests are hit, one of these; nothing: all of them.

    `first`: that many, then no more; `nth`: that one alone; `every`: each that many'th; `probability`: 0 to 1.
    """

    first: Count | None = None
    nth: Count | None = None
    every: Count | None = None
    probability: Annotated[float | None, Field(ge=0, le=1)] = None

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) > 1:
            raise ValueError("give one of first, nth, every and probability, or none")
        return self

    def has(self, number: int, dice: Dice) -> bool:
        """Whether the matching request of this number is hit."""
        if self.probability is not None:
            return dice.random() < self.probability
        if self.first is not None:
            return number <= self.first
        if self.nth is not None:
            return number == self.nth
        return number % (self.every or 1) == 0

    def are_over(self, number: int) -> bool:
        """Whether no request after the one of this number is hit."""
        last = self.first or self.nth
        return last is not None and number >= last


class Expiry(Shape):
    """When a fault ends, whatever comes first: a moment or seconds of the unit's clock, or a number of hits."""

    at: GivenMoment | None = None
    seconds: Annotated[float | None, Field(gt=0, le=MOST_UNIT_SECONDS)] = None
    hits: Count | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError("give at, seconds or hits")
        return self


def dice_for(seed: int, purpose: str) -> Dice:
    """Dice that fall the same for the same seed; one purpose's rolls do not change another's."""
    return Dice(f"{seed}/{purpose}")
