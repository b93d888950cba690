"""`/_emulator/workspaces`: isolated units beside the one that answers when none is named.

Rule: a workspace knows of no other: the resource is there without a workspace only.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from emulator.appliance import Appliance
from emulator.control.clock import ClockChange, Moment
from emulator.control.errors import ControlError
from emulator.control.unit import running
from emulator.pacer import ClockMode
from emulator.running import Running
from emulator.settings import SettingError
from emulator.workspaces.names import DEFAULT, LONGEST, parse_name
from emulator.workspaces.order import OWN_SETTINGS, WorkspaceOrder
from emulator.workspaces.refusals import no_such_name, no_such_workspace
from emulator.workspaces.workspace import Workspace
from emulator.workspaces.workspaces import Workspaces
from models.vocabulary import FaxState

router = APIRouter(prefix="/workspaces", tags=["workspaces"])

SettingText = Annotated[str | None, Field(min_length=1, max_length=200)]


async def all_workspaces(state: Annotated[Running, Depends(running)]) -> Workspaces:
    """Every workspace. Refused within one, and where there can be none."""
    if state.workspace is not None:
        raise ControlError(404, "not_found", "a workspace knows of no other: ask /_emulator/workspaces without one")
    if state.workspaces is None:
        raise ControlError(404, "not_found", "there are no workspaces: the setting workspaces is 0")
    return state.workspaces


async def given_name(
    name: Annotated[str, InPath(max_length=LONGEST, description="Letters, digits and hyphens, as in a host name")],
) -> str:
    """The name in the path, as it is kept."""
    found = parse_name(name)
    if found is None:
        raise no_such_name(name)
    return found


All = Annotated[Workspaces, Depends(all_workspaces)]
Name = Annotated[str, Depends(given_name)]


class NewWorkspace(BaseModel):
    """A workspace to make. Settings that are left out are those of the default unit.

    `seed`: whether it begins with the seed that the process was started with, if any. `clock`: as `PUT /_emulator/clock`
    takes it, and set before the seed is planted; like any unit's, it is the real one again after a restart.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "team-a", "model": "FF840", "clock": {"mode": "frozen"}}]},
    )

    name: Annotated[
        str, Field(min_length=1, max_length=LONGEST, description="Letters, digits and hyphens, as in a host name")
    ]
    model: SettingText = None
    firmware: SettingText = None
    dialect: SettingText = None
    time_zone: SettingText = None
    pace: SettingText = None
    mail_from: SettingText = None
    strict: Annotated[bool | None, Field(strict=True)] = None
    seed: Annotated[bool, Field(strict=True)] = True
    clock: Annotated[ClockChange, Field(default_factory=ClockChange)]

    def order(self) -> WorkspaceOrder:
        """What is asked for. Raises `WorkspaceRefused` for what is no name."""
        name = parse_name(self.name)
        if name is None:
            raise no_such_name(self.name)
        said = {setting: getattr(self, setting) for setting in OWN_SETTINGS}
        texts = {
            setting: str(value).lower() if isinstance(value, bool) else value
            for setting, value in said.items()
            if value is not None
        }
        return WorkspaceOrder(name, texts, self.seed)


class WorkspaceView(BaseModel):
    """A workspace. `settings`: those in which it differs from the default unit; `faxes` counts entries by state.

    `made_at` and `last_used_at` are of the real clock, `clock` and `now` of the unit's; `requests` are being answered now.
    """

    name: str
    model: str
    settings: dict[str, str]
    seed: bool
    made_at: Moment
    last_used_at: Moment
    requests: int
    clock: ClockMode
    now: Moment
    faxes: dict[FaxState, int]
    urls: list[str]


class WorkspaceList(BaseModel):
    """In the order in which they were made. `most`: how many there may be."""

    workspaces: list[WorkspaceView]
    most: int


class Deleted(BaseModel):
    """How many rows of each table went."""

    cleared: dict[str, int]


@router.get("")
async def list_workspaces(workspaces: All) -> WorkspaceList:
    """Every workspace; the unit that answers when none is named is not one of them."""
    counts = workspaces.entries()
    return WorkspaceList(
        workspaces=[_view(one, counts.get(one.order.name, {})) for one in workspaces], most=workspaces.most
    )


@router.post("", status_code=201)
async def make_workspace(wanted: NewWorkspace, workspaces: All) -> WorkspaceView:
    """Make a workspace. `409` `name_taken`: there is one of that name, or it is `default`; `too_many`: there are as many as there
    may be. `400`: a setting, or a seed that does not fit the model.
    """
    clock = wanted.clock

    async def set_clock(unit: Appliance) -> None:
        await unit.pacer.set(clock.mode, clock.now, clock.speed)

    try:
        made = await workspaces.make(wanted.order(), set_clock)
    except SettingError as error:
        raise ControlError(400, "invalid_request", f"{error.setting}: {error}") from None
    return _view(made, workspaces.entries().get(made.order.name, {}))


@router.get("/{name}")
async def view_workspace(name: Name, workspaces: All) -> WorkspaceView:
    """One workspace. `404`: there is none of that name; asking here makes none."""
    found = workspaces.find(name)
    if found is None:
        raise no_such_workspace(name)
    return _view(found, workspaces.entries().get(name, {}))


@router.delete("/{name}")
async def delete_workspace(name: Name, workspaces: All) -> Deleted:
    """Delete a workspace with all it has. Whoever waits in it is answered, streams end, and its name is free again."""
    if name == DEFAULT:
        raise ControlError(409, "not_a_workspace", "the default unit stays; POST /_emulator/reset empties it")
    cleared = await workspaces.delete(name)
    if cleared is None:
        raise no_such_workspace(name)
    return Deleted(cleared=cleared)


def _view(workspace: Workspace, faxes: dict[FaxState, int]) -> WorkspaceView:
    order, state = workspace.order, workspace.running
    unit = state.unit
    unit.pacer.catch_up()
    return WorkspaceView(
        name=order.name,
        model=unit.profile.name,
        settings=dict(order.texts),
        seed=order.has_seed,
        made_at=workspace.made_at,
        last_used_at=workspace.last_used_at,
        requests=workspace.requests,
        clock=unit.pacer.mode,
        now=unit.timeline.now,
        faxes=faxes,
        urls=state.urls,
    )
