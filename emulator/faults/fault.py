"""A fault: for which requests, what happens to them, how often, and until when; or what is wrong with the unit itself.

Rule: effects on requests are layers, the first one nearest to the client; one that replaces the unit can only be the
last. Effects on the unit know no requests, and the two never stand in one fault.
"""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from emulator.faults.conditions import Condition
from emulator.faults.effects import AnyEffect
from emulator.faults.layers import Layer
from emulator.faults.match import Match
from emulator.faults.shape import Shape, ShortText
from emulator.faults.turns import Expiry, Turns
from emulator.spelling import Spelled

FaultName = Annotated[
    str,
    Spelled(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        "1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit first",
    ),
]


class Fault(Shape):
    """One fault. `seed`: of its dice, for a `probability`, for durations, and for garbage; `note` is yours.

    `layer` follows from the effects, and may be left out: `requests`, `box` or `line`. `match`, `turns` and the `hits`
    of `expires` are about requests alone.
    """

    layer: Layer | None = None
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
            if not isinstance(effect, Condition) and effect.replaces_the_unit:
                raise ValueError(f"{effect.name} carries nothing out, so that nothing comes behind it: put it last")
        return effects

    @property
    def lies_in(self) -> Layer:
        """Its layer."""
        return self.effects[0].layer

    @model_validator(mode="after")
    def _is_of_one_layer(self) -> Self:
        layers = list(dict.fromkeys(effect.layer for effect in self.effects))
        if len(layers) > 1:
            raise ValueError(f"effects: one is of the layer {layers[0]}, another of {layers[1]}: make two faults")
        if self.layer not in (None, self.lies_in):
            raise ValueError(f"layer: {self.effects[0].name} is of the layer {self.lies_in}")
        return self

    @model_validator(mode="after")
    def _asks_for_requests_only_where_there_are_any(self) -> Self:
        about_requests = {
            "match": self.match != Match(),
            "turns": self.turns != Turns(),
            "expires.hits": self.expires is not None and self.expires.hits is not None,
        }
        if self.lies_in is not Layer.REQUESTS and (
            strange := [name for name, is_there in about_requests.items() if is_there]
        ):
            raise ValueError(f"{', '.join(strange)}: {self.effects[0].name} is about no requests")
        return self
