"""`/_emulator/clock`: look at the unit's time, freeze it, set it, move it."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from emulator.appliance import Appliance
from emulator.control.errors import ControlError
from emulator.control.unit import current_unit
from emulator.pacer import ClockMode
from fax_engine.clock import LAST_MOMENT, later

router = APIRouter(prefix="/clock", tags=["clock"])

Unit = Annotated[Appliance, Depends(current_unit)]


def iso_utc(moment: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(iso_utc, return_type=str)]
GivenMoment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=LAST_MOMENT)]


class ClockView(BaseModel):
    """How the unit's time stands. `next_event` is when something is due next, null when nothing is."""

    mode: ClockMode
    now: Moment
    speed: float
    next_event: Moment | None


class ClockChange(BaseModel):
    """Any part may be left out."""

    model_config = ConfigDict(extra="forbid")

    mode: ClockMode | None = None
    now: GivenMoment | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000, strict=True)] | None = None


class Until(StrEnum):
    """Where to stop: when nothing is due any more, or at the next thing that is."""

    IDLE = "idle"
    NEXT_EVENT = "next_event"


class Advance(BaseModel):
    """How far to move: exactly one of the three."""

    model_config = ConfigDict(extra="forbid")

    seconds: Annotated[float, Field(ge=0, le=10 * 366 * 86400, strict=True)] | None = None
    to: GivenMoment | None = None
    until: Until | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(part is not None for part in (self.seconds, self.to, self.until)) != 1:
            raise ValueError("give exactly one of seconds, to and until")
        return self


@router.get("")
async def view_clock(unit: Unit) -> ClockView:
    """The unit's time."""
    unit.pacer.catch_up()
    return _view(unit)


@router.put("")
async def set_clock(change: ClockChange, unit: Unit) -> ClockView:
    """Freeze it, let it run, set it or speed it up.

    Setting it forward runs everything due in between; setting it back runs nothing.
    """
    await unit.set_clock(change.mode, change.now, change.speed)
    return _view(unit)


@router.post("/advance")
async def advance_clock(advance: Advance, unit: Unit) -> ClockView:
    """Move it on: everything due in between happens, in order, before the answer."""
    unit.pacer.catch_up()
    if advance.until is Until.IDLE:
        await unit.pacer.advance_to(None)
    else:
        await unit.pacer.advance_to(_target(advance, unit))
    return _view(unit)


def _target(advance: Advance, unit: Appliance) -> datetime:
    now = unit.timeline.now
    if advance.seconds is not None:
        return later(now, advance.seconds)
    if advance.to is not None:
        if advance.to < now:
            raise ControlError(400, "invalid_request", f"to: it is {iso_utc(now)} already; PUT sets the clock back")
        return advance.to
    return unit.timeline.next_due or now


def _view(unit: Appliance) -> ClockView:
    return ClockView(
        mode=unit.pacer.mode, now=unit.timeline.now, speed=unit.pacer.speed, next_event=unit.timeline.next_due
    )
