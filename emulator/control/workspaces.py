"""`/_emulator/workspaces`: isolated units beside the one that answers when none is named.

Rule: a workspace knows of no other: the resource is there without a workspace only.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from emulator.appliance import Appliance
from emulator.control.clock import ClockChange, Moment
from emulator.control.errors import ControlError
from emulator.control.snapshots import SnapshotName, usable_snapshot
from emulator.control.unit import running
from emulator.pacer import ClockMode
from emulator.running import Running
from emulator.seeds.own_seed import as_text, is_written_out
from emulator.settings import SettingError
from emulator.snapshots.stamp import Stamp
from emulator.snapshots.taking import restore
from emulator.workspaces.names import DEFAULT, LONGEST, parse_name, read_name
from emulator.workspaces.order import OWN_SETTINGS, WorkspaceOrder
from emulator.workspaces.refusals import no_such_name, no_such_workspace
from emulator.workspaces.workspace import Workspace
from emulator.workspaces.workspaces import Workspaces
from models.vocabulary import FaxState

router = APIRouter(prefix="/workspaces", tags=["workspaces"])

SeedName = Annotated[str, Field(min_length=1, max_length=500, strict=True)]
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


WRITTEN_OUT = "written out"
"""How a seed is shown that has no name."""

State = Annotated[Running, Depends(running)]
All = Annotated[Workspaces, Depends(all_workspaces)]
Name = Annotated[str, Depends(given_name)]


class NewWorkspace(BaseModel):
    """A workspace to make. Settings that are left out are those of the default unit.

    `seed`: whether it begins with the seed that the process was started with, if any; or one of its own: `demo`, a file
    or a folder of the emulator's machine, or a seed written out as a table, in which no files are named. `clock`: as
    `PUT /_emulator/clock` takes it, and set before the seed is planted; like any unit's, it is the real one again after
    a restart. `snapshot`: one of the default unit's; the new unit is what that says, until it is reset. It has the
    snapshot's clock unless it is given one.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "team-a", "model": "FF840", "clock": {"mode": "frozen"}}]},
    )

    name: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST, description="Letters, digits and hyphens, as in a host name"),
        AfterValidator(read_name),
    ]
    model: SettingText = None
    firmware: SettingText = None
    dialect: SettingText = None
    time_zone: SettingText = None
    pace: SettingText = None
    mail_from: SettingText = None
    strict: Annotated[bool | None, Field(strict=True)] = None
    seed: StrictBool | SeedName | dict[str, Any] = True
    snapshot: SnapshotName | None = None
    clock: Annotated[ClockChange, Field(default_factory=ClockChange)]

    def order(self) -> WorkspaceOrder:
        """What is asked for. Raises `SettingError` for a seed that is none."""
        said = {setting: getattr(self, setting) for setting in OWN_SETTINGS}
        texts = {
            setting: str(value).lower() if isinstance(value, bool) else value
            for setting, value in said.items()
            if value is not None
        }
        return WorkspaceOrder(self.name, texts, self.seed is not False, self._own_seed())

    def _own_seed(self) -> str | None:
        if isinstance(self.seed, bool):
            return None
        try:
            return as_text(self.seed)
        except ValueError as error:
            raise SettingError("seed", f"{self.seed!r} is not usable, expected {error}") from None


class WorkspaceView(BaseModel):
    """A workspace. `settings`: those in which it differs from the default unit; `faxes` counts entries by state.

    `seed`: false for none, true for the process's, else what was asked for: a name, a path, or `written out`. `made_at`
    and `last_used_at` are of the real clock, `clock` and `now` of the unit's; `requests` are being answered now.
    """

    name: str
    model: str
    settings: dict[str, str]
    seed: bool | str
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


class Cleared(BaseModel):
    """How many went."""

    cleared: int


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
async def make_workspace(wanted: NewWorkspace, workspaces: All, state: State) -> WorkspaceView:
    """Make a workspace. `409` `name_taken`: there is one of that name, or it is `default`; `too_many`: there are as
    many as there may be; `other_model`: of a snapshot. `404`: no such snapshot. `400`: a setting, a seed that cannot be
    used or does not fit the model, or `bad_snapshot`. `410` `deleted`: somebody has deleted it since.
    """
    clock = wanted.clock
    snapshot: tuple[Stamp, bytes] | None = None

    async def set_clock(unit: Appliance) -> None:
        await unit.pacer.set(clock.mode, clock.now, clock.speed)

    try:
        order = wanted.order()
        if wanted.snapshot is not None:
            snapshot = await usable_snapshot(state, wanted.snapshot, order.settings(state.settings).profile)
        made = await workspaces.make(order, set_clock)
    except SettingError as error:
        raise ControlError(400, "invalid_request", f"{error.setting}: {error}") from None
    if snapshot is not None and wanted.snapshot is not None:
        restore(made.running, wanted.snapshot, *snapshot, with_clock=clock == ClockChange())
        await made.running.unit.settle()
    return _view(made, workspaces.entries().get(made.order.name, {}))


@router.delete("")
async def clear_workspaces(workspaces: All) -> Cleared:
    """Delete every workspace with all it has; the default unit stays."""
    names = [workspace.order.name for workspace in workspaces]
    return Cleared(cleared=sum([await workspaces.delete(name) is not None for name in names]))


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
        seed=order.has_seed if order.seed is None else WRITTEN_OUT if is_written_out(order.seed) else order.seed,
        made_at=workspace.made_at,
        last_used_at=workspace.last_used_at,
        requests=workspace.requests,
        clock=unit.pacer.mode,
        now=unit.timeline.now,
        faxes=faxes,
        urls=state.urls,
    )
