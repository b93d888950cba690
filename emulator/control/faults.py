"""`/_emulator/faults`: requests to `/ffws/v1` that go wrong on purpose, and a unit that does, by name."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from pydantic import BaseModel, Field

from emulator.appliance import Appliance
from emulator.control.clock import Moment
from emulator.control.errors import ControlError
from emulator.control.given_back import given_back, is_as_shown, refuse_another
from emulator.control.unit import current_unit, running
from emulator.faults.board import MOST_FAULTS, board_of
from emulator.faults.conditions import OfChannels
from emulator.faults.effects import AnyEffect
from emulator.faults.fault import Fault, FaultName
from emulator.faults.in_force import FaultInForce
from emulator.faults.layers import Layer
from emulator.faults.match import Match
from emulator.faults.turns import Expiry, Turns
from emulator.running import Running

router = APIRouter(prefix="/faults", tags=["faults"])

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]
Name = Annotated[FaultName, InPath(description="The fault's name: letters, digits, `.`, `_` and `-`, 64 at most")]


class FaultView(BaseModel):
    """A fault and what it did. `matched` requests were like that while it was asked; `hits` of them were hit.

    A fault of the box counts as `hits` the requests without an answer while the power is off, and what a full disk
    refused. `expires_at`: by the unit's clock, null when that ends it never; `is_over`: it hits nothing any more.
    """

    name: str
    layer: Layer
    match: Match
    effects: Annotated[list[AnyEffect], Field(description="The first is nearest to the client")]
    turns: Turns
    expires: Expiry | None
    seed: int
    note: str
    made_at: Moment
    expires_at: Moment | None
    matched: int
    hits: int
    is_over: bool


@given_back(FaultView)
class NewFault(Fault):
    """A fault to make; without a `name` it gets one. What else is only shown of one may be there, so that a fault can
    be put back as it was read."""

    name: FaultName | None = None

    def plain(self) -> Fault:
        """What was asked for, without its name and without what is only shown."""
        return Fault(**{part: getattr(self, part) for part in Fault.model_fields})


class FaultList(BaseModel):
    """The oldest first, which is the order in which they are asked."""

    faults: list[FaultView]


class ClearedFaults(BaseModel):
    """How many went."""

    cleared: int


@router.get("")
async def list_faults(state: State, unit: Unit) -> FaultList:
    """Every fault, those that are over, too."""
    unit.pacer.catch_up()
    return FaultList(faults=[_view(found, unit) for found in board_of(state)])


@router.post("", status_code=201)
async def make_fault(wanted: NewFault, state: State, unit: Unit) -> FaultView:
    """Make a fault. `409` `name_taken`: there is one of that name; `too_many`: there are a hundred."""
    unit.pacer.catch_up()
    board = board_of(state)
    name = wanted.name or board.free_name()
    if board.find(name) is not None:
        raise ControlError(409, "name_taken", f"name: there is a fault {name}; PUT replaces it")
    return _put(state, name, wanted.plain())


@router.delete("")
async def clear_faults(state: State) -> ClearedFaults:
    """End all faults. A reset does that, too."""
    return ClearedFaults(cleared=board_of(state).clear())


@router.get("/{name}")
async def view_fault(name: Name, state: State, unit: Unit) -> FaultView:
    """One fault. `404`: there is none of that name."""
    unit.pacer.catch_up()
    found = board_of(state).find(name)
    if found is None:
        raise _no_fault(name)
    return _view(found, unit)


@router.put("/{name}")
async def put_fault(name: Name, wanted: NewFault, state: State, unit: Unit) -> FaultView:
    """Make a fault, or replace it in its place: it counts anew. One that is put back as it is shown changes nothing.

    `409` `too_many`: there are a hundred.
    """
    unit.pacer.catch_up()
    refuse_another(wanted, name=name)
    there = board_of(state).find(name)
    if there is not None and is_as_shown(wanted, shown := _view(there, unit)):
        return shown
    return _put(state, name, wanted.plain())


@router.delete("/{name}")
async def remove_fault(name: Name, state: State) -> ClearedFaults:
    """End one fault. `404`: there is none of that name."""
    if not board_of(state).remove(name):
        raise _no_fault(name)
    return ClearedFaults(cleared=1)


def _put(state: Running, name: str, fault: Fault) -> FaultView:
    unit, board = state.unit, board_of(state)
    _check_channels(fault, unit)
    _check_workspace(fault.match.workspace, state)
    if len(board) >= MOST_FAULTS and board.find(name) is None:
        raise ControlError(409, "too_many", f"there are {MOST_FAULTS} faults already")
    return _view(board.put(name, fault), unit)


def _check_channels(fault: Fault, unit: Appliance) -> None:
    named = [number for effect in fault.effects if isinstance(effect, OfChannels) for number in effect.channels or ()]
    if max(named, default=0) > unit.profile.channels:
        raise ControlError(400, "invalid_request", f"effects.channels: the unit has {unit.profile.channels}")


def _check_workspace(named: str | None, state: Running) -> None:
    """A unit's faults are for its own requests, and the default unit's also for those of a workspace, there or to be
    made."""
    if named in (None, state.name) or state.workspaces is not None:
        return
    why = "the setting workspaces is 0" if state.workspace is None else "/_emulator/faults without a workspace makes it"
    raise ControlError(400, "invalid_request", f"match.workspace: no fault of {state.name} is for {named}: {why}")


def _no_fault(name: str) -> ControlError:
    return ControlError(404, "not_found", f"no fault {name}")


def _view(found: FaultInForce, unit: Appliance) -> FaultView:
    fault = found.fault
    return FaultView(
        name=found.name,
        layer=fault.lies_in,
        match=fault.match,
        effects=fault.effects,
        turns=fault.turns,
        expires=fault.expires,
        seed=fault.seed,
        note=fault.note,
        made_at=found.made_at,
        expires_at=found.expires_at,
        matched=found.matched,
        hits=found.hits,
        is_over=found.is_over(unit.timeline.now),
    )
