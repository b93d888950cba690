"""A fault: for which requests, what happens to them, how often, and until when.

Rule: effects are layers, the first one nearest to the client; one that replaces the unit can only be the last.
"""

from typing import Annotated

from pydantic import Field, field_validator

from emulator.faults.effects import AnyEffect
from emulator.faults.match import Match
from emulator.faults.shape import Shape, ShortText
from emulator.faults.turns import Expiry, Turns

FaultName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class Fault(Shape):
    """One fault. `seed`: of its dice, for a `probability`, for durations, and for garbage; `note` is yours."""

    match: Match = Field(default_factory=Match)
    effects: Annotated[list[AnyEffect], Field(min_length=1, max_length=8)]
    turns: Turns = Field(default_factory=Turns)
    expires: Expiry | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63, strict=True)] = 0
    note: ShortText = ""

    @field_validator("effects")
    @classmethod
    def _ends_where_the_unit_is_replaced(cls, effects: list[AnyEffect]) -> list[AnyEffect]:
        for effect in effects[:-1]:
            if effect.replaces_the_unit:
                raise ValueError(f"{effect.name} carries nothing out, so that nothing comes behind it: put it last")
        return effects
