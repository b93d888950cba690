"""Faults in snapshots: a fault with its counts and its dice, so that what it hits next is the same afterwards."""

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, field_validator

from emulator.faults.board import Faults
from emulator.faults.fault import Fault, FaultName
from emulator.faults.in_force import FaultInForce
from emulator.faults.shape import Shape
from emulator.faults.turns import Dice

Count = Annotated[int, Field(ge=0, lt=2**53, strict=True)]
Word = Annotated[int, Field(ge=0, lt=2**32, strict=True)]


class KeptDice(Shape):
    """What dice will show from now on: the state of a Mersenne Twister, 624 words and a place among them."""

    words: Annotated[tuple[Word, ...], Field(min_length=625, max_length=625)]
    spare: float | None

    @field_validator("words")
    @classmethod
    def _ends_with_a_place(cls, words: tuple[int, ...]) -> tuple[int, ...]:
        if words[-1] > 624:
            raise ValueError("there is no such place")
        return words

    @classmethod
    def of(cls, dice: Dice) -> Self:
        """How these stand."""
        _, words, spare = dice.getstate()
        return cls(words=words, spare=spare)

    def put_into(self, dice: Dice) -> None:
        """Have these go on from here."""
        version, _, _ = dice.getstate()
        dice.setstate((version, self.words, self.spare))


class KeptFault(Shape):
    """A fault in force as it stood."""

    name: FaultName
    fault: Fault
    made_at: AwareDatetime
    expires_at: AwareDatetime | None
    matched: Count
    hits: Count
    room_left: Annotated[int, Field(ge=-(2**53), lt=2**53, strict=True)] | None = None
    turns: KeptDice
    effects: KeptDice


def keep(board: Faults) -> list[KeptFault]:
    """All of them, the oldest first."""
    return [
        KeptFault(
            name=one.name,
            fault=one.fault,
            made_at=one.made_at,
            expires_at=one.expires_at,
            matched=one.matched,
            hits=one.hits,
            room_left=board.room_left_by(one),
            turns=KeptDice.of(one.dice_for_turns),
            effects=KeptDice.of(one.dice),
        )
        for one in board
    ]


def put_back(board: Faults, kept: list[KeptFault]) -> None:
    """Have these in force, as they stood, and no others. What a fault did to the unit as it began is not done again."""
    board.put_back(map(_as_it_stood, kept))


def _as_it_stood(kept: KeptFault) -> FaultInForce:
    fault = FaultInForce(kept.name, kept.fault, kept.made_at)
    fault.expires_at, fault.matched, fault.hits = kept.expires_at, kept.matched, kept.hits
    fault.room_left = kept.room_left
    kept.turns.put_into(fault.dice_for_turns)
    kept.effects.put_into(fault.dice)
    fault.begin()
    return fault
