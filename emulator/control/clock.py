"""`/_emulator/clock`: look at the unit's time, freeze it, set it, move it.

Rule: who asks for time to be moved is waited for: it stays where it is when they hang up, or the server is about to
end.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from emulator.appliance import Appliance
from emulator.control.errors import ControlError, Refusal
from emulator.control.given_back import given_back
from emulator.control.leaving import until_it_leaves
from emulator.control.unit import current_unit, running
from emulator.endless import Endless, told
from emulator.next_event import next_event
from emulator.pacer import ClockMode
from emulator.request_log import CLIENT_LEFT
from emulator.running import Running
from fax_engine.clock import LAST_MOMENT, Due, later

router = APIRouter(prefix="/clock", tags=["clock"])

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]

_ENDING: dict[int | str, dict[str, Any]] = {
    410: {"model": Refusal, "description": "The unit was reset, restored or deleted while its time was moved."},
    503: {"model": Refusal, "description": "The emulator is about to end."},
}


def iso_utc(moment: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(iso_utc, return_type=str)]
GivenMoment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=LAST_MOMENT)]


class ClockView(BaseModel):
    """How the unit's time stands. `next_event` is when something is due next, null when nothing is; `next_event_is` is
    what:

    `fax`: a fax falls due; `pages`: it has become pages; `call`: a call goes on; `channel`: a channel has started up;
    `delivery`: a received fax goes to a destination; `receipt`: one is sent; `fault`: one of the unit itself is over.

    `next_event_fax`: the keys of the fax that it is about (one of several that become pages together);
    `next_event_call`: the number of the call that it is about, which came in. While pages are in the making that a
    running clock does not wait for, `next_event` is past.
    """

    mode: ClockMode
    now: Moment
    speed: float
    next_event: Moment | None
    next_event_is: Due | None
    next_event_fax: str | None
    next_event_call: int | None


class ClockChange(BaseModel):
    """Any part may be left out."""

    model_config = ConfigDict(extra="forbid")

    mode: ClockMode | None = None
    now: GivenMoment | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000, strict=True)] | None = None


@given_back(ClockView)
class PutClock(ClockChange):
    """Any part may be left out; `next_event` and what it is are only shown, and may be there so that the clock can be
    put back as it was read. A `now` that is given is set, on a clock that runs, too."""


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


@router.put("", responses=_ENDING)
async def set_clock(change: PutClock, request: Request, state: State, unit: Unit) -> ClockView:
    """Freeze it, let it run, set it or speed it up.

    Setting it forward runs everything due in between. Setting it back runs nothing and undoes nothing: what goes on has
    as many seconds to go as before, and what has fallen due is due still. `409` `endless`: a fax was tried a thousand
    times on the way, and goes on; time stays where it is then, and of the change a `mode` of `frozen` alone is kept.
    """
    moving = unit.pacer.set(change.mode, change.now, change.speed)
    await _while_wanted(moving, request, state, unit, is_guarded=True)
    return _view(unit)


@router.post("/advance", responses=_ENDING)
async def advance_clock(advance: Advance, request: Request, state: State, unit: Unit) -> ClockView:
    """Move it on: everything due in between happens, in order, before the answer.

    `409` `endless`: a fax was tried a thousand times on the way to `idle`, and goes on; time stays where it is then.
    """
    unit.pacer.catch_up()
    target = None if advance.until is Until.IDLE else _target(advance, unit)
    await _while_wanted(unit.pacer.advance_to(target), request, state, unit, is_guarded=target is None)
    return _view(unit)


async def _while_wanted(
    moving: Coroutine[Any, Any, None], request: Request, state: Running, unit: Appliance, *, is_guarded: bool
) -> None:
    """Move time until it is where it should be, or nobody waits for that any more; guarded, or it goes on without end.

    Raises `ControlError` where it did not get there.
    """
    with closing(Endless(unit)) as endless, until_it_leaves(request.receive, state.ending) as left:
        has_arrived = await _unless(moving, *([left, endless.found] if is_guarded else [left]))
        if not has_arrived and endless.found.done():
            raise ControlError(409, "endless", told(endless.found.result()))
    if not has_arrived and state.ending.is_set():
        raise ControlError(503, "stopping", "the emulator is about to end")
    if not has_arrived:
        raise ControlError(CLIENT_LEFT, "left", "whoever moved time on has hung up")


async def _unless(moving: Coroutine[Any, Any, None], *stops: "asyncio.Future[Any]") -> bool:
    """Move time until it is where it should be, or one of these is done; answers whether it is there."""
    work = asyncio.ensure_future(moving)
    try:
        await asyncio.wait([work, *stops], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()  # raises what an event's action raised
            return True
        return False
    finally:
        work.cancel()


def _target(advance: Advance, unit: Appliance) -> datetime:
    now = unit.timeline.now
    if advance.seconds is not None:
        return later(now, advance.seconds)
    if advance.to is not None:
        if advance.to < now:
            raise ControlError(400, "invalid_request", f"to: it is {iso_utc(now)} already; PUT sets the clock back")
        return advance.to
    timer = unit.timeline.next_of_all
    return max(now, timer.due_at) if timer is not None else now


def _view(unit: Appliance) -> ClockView:
    due = next_event(unit)
    return ClockView(
        mode=unit.pacer.mode,
        now=unit.timeline.now,
        speed=unit.pacer.speed,
        next_event=due.at if due is not None else None,
        next_event_is=due.kind if due is not None else None,
        next_event_fax=due.fax if due is not None else None,
        next_event_call=due.call if due is not None else None,
    )
