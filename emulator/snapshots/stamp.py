"""The stamp: what a snapshot says of itself, and what it keeps of the unit that is not in its rows.

Rule: it is read before anything else of a snapshot, and its `format` before anything else of it.
"""

import json
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from emulator.control.clock import GivenMoment
from emulator.faults.board import MOST_FAULTS
from emulator.faults.keeping import KeptFault
from emulator.pacer import ClockMode
from models.snapshots import SnapshotRefused

FORMAT = 1
"""Counts up when an older version could not read a stamp any more."""

Text = Annotated[str, Field(max_length=200)]


class KeptClock(BaseModel):
    """How the unit's time stood."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    mode: ClockMode
    now: GivenMoment
    speed: Annotated[float, Field(gt=0, le=1_000_000)]


class Stamp(BaseModel):
    """`version` is the program's, `model` the appliance's. `saved_at` is a real moment, the clock's is the unit's."""

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    version: Text
    model: Text
    saved_at: AwareDatetime
    clock: KeptClock
    faults: Annotated[list[KeptFault], Field(max_length=MOST_FAULTS)]
    rows: dict[Text, Annotated[int, Field(ge=0)]]


def read_stamp(text: str) -> Stamp:
    """The stamp that was written. Raises `SnapshotRefused`, for one of a newer version too."""
    try:
        said = json.loads(text)
        if isinstance(said, dict) and isinstance(number := said.get("format"), int) and number > FORMAT:
            raise SnapshotRefused(
                f"the snapshot was taken by a newer version (format {number}, this program knows {FORMAT}); use that version"
            )
        return Stamp.model_validate(said)
    except (ValidationError, ValueError, RecursionError) as error:
        raise SnapshotRefused("the snapshot is damaged: its stamp cannot be read") from error
