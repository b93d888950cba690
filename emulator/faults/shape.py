"""What the parts of a fault have in common: they are JSON objects without unknown members, and never change."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from emulator.spelling import Spelled

MOST_SECONDS = 600.0
"""A client is kept waiting for ten minutes at most: six times the longest time-out seen in the field."""

Seconds = Annotated[float, Field(ge=0, le=MOST_SECONDS)]
Status = Annotated[int, Field(ge=200, le=599, strict=True)]
BodyText = Annotated[str, Field(max_length=1 << 20)]
ShortText = Annotated[str, Field(max_length=2_000)]

HeaderName = Annotated[
    str,
    Spelled(
        r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$", "the name of a header: 1 to 100 letters, digits and hyphens, no blanks"
    ),
]
HeaderValue = Annotated[
    str,
    Spelled(
        r"^[\t\x20-\x7e\u00a0-\u00ff]{0,4000}$",
        "at most 4000 characters of Latin 1, without line breaks and other controls",
    ),
]


class Shape(BaseModel):
    """A part of a fault as it is given and shown."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
