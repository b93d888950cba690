"""`/_emulator/snapshots`: the unit's whole state as files, by name: taken, looked at, fetched, brought in, restored.

Rule: a file from anywhere else is examined in another process before it is used, and a good one is kept in our own
form.
"""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict

from emulator.appliance import Appliance
from emulator.control.bodies import whole_body
from emulator.control.clock import Moment
from emulator.control.errors import ControlError
from emulator.control.unit import current_unit, running
from emulator.pacer import ClockMode
from emulator.profiles import PROFILES, Profile
from emulator.running import Running
from emulator.snapshots.shelf import NAME, FolderShelf, MemoryShelf, Shelf, ShelfFull
from emulator.snapshots.stamp import Stamp, read_stamp
from emulator.snapshots.taking import restore, take
from emulator.spelling import Spelled
from fax_engine.piece_of_work import WorkerLost
from models.snapshot_check import examine, stamp_of
from models.snapshots import MOST_BYTES, SnapshotRefused, check_seal

router = APIRouter(prefix="/snapshots", tags=["snapshots"])

MEDIA_TYPE = "application/vnd.sqlite3"
FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]
SnapshotName = Annotated[
    str, Spelled(NAME, "1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit first")
]
Name = Annotated[SnapshotName, InPath(description="The snapshot's name: letters, digits, `.`, `_` and `-`, 64 at most")]


class ClockView(BaseModel):
    """How the unit's time stood."""

    mode: ClockMode
    now: Moment
    speed: float


class SnapshotView(BaseModel):
    """A snapshot. `size` is in bytes, `version` the program's that took it, `saved_at` a real moment.

    `rows` are counted by table; `faults` are those in force. `problem`: why it cannot be used, with nothing else known
    of it then; null where nothing is wrong at first sight.
    """

    name: str
    size: int
    version: str | None = None
    model: str | None = None
    saved_at: Moment | None = None
    clock: ClockView | None = None
    faults: list[str] | None = None
    rows: dict[str, int] | None = None
    problem: str | None = None


class SnapshotList(BaseModel):
    """By name."""

    snapshots: list[SnapshotView]


class WhoseClock(StrEnum):
    """Which time the unit has after a restore."""

    SNAPSHOT = "snapshot"
    UNIT = "unit"


class RestoreOrder(BaseModel):
    """`clock`: the `snapshot`'s moment, mode and speed, or the `unit`'s, which stay as they are then."""

    model_config = ConfigDict(extra="forbid")

    clock: WhoseClock = WhoseClock.SNAPSHOT


class Restored(BaseModel):
    """What the unit is now, and how many rows of each table went for it."""

    snapshot: SnapshotView
    cleared: dict[str, int]


class RemovedSnapshots(BaseModel):
    """How many went."""

    cleared: int


@router.get("")
async def list_snapshots(state: State) -> SnapshotList:
    """Every snapshot, those that cannot be used, too."""
    shelf = _shelf(state)
    return SnapshotList(snapshots=[_look_at(shelf, name) for name in shelf.names()])


@router.put("/{name}")
async def take_snapshot(name: Name, state: State) -> SnapshotView:
    """Take one; one of that name is replaced. `409` `too_large`: more than 128 MiB; `no_room`: there are a hundred
    others, those in memory would take more than 256 MiB, or the disk is full."""
    try:
        stamp, content = take(state)
    except SnapshotRefused as refusal:
        raise ControlError(409, "too_large", str(refusal)) from None
    await _put(state, name, content)
    return _view(name, len(content), stamp)


@router.get("/{name}", response_class=Response, responses={200: {"content": {MEDIA_TYPE: FILE}}})
async def fetch_snapshot(name: Name, state: State) -> Response:
    """The file. `404`: there is none of that name."""
    content, _ = _find(state, name)
    headers = {"Content-Disposition": f'attachment; filename="{name}.faxfinder"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.post(
    "",
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": FILE}}},
)
async def bring_snapshot(
    name: Annotated[SnapshotName, Query(description="The name that it gets")],
    request: Request,
    state: State,
    unit: Unit,
) -> SnapshotView:
    """Bring one in that was fetched here or elsewhere; older ones are brought up to date.

    `409` `name_taken`: there is one of that name; `no_room`, as for taking one. `400` `bad_snapshot`: of a newer
    version, damaged, or none at all. `413`: more than 128 MiB.
    """
    if _shelf(state).size(name) is not None:
        raise ControlError(409, "name_taken", f"name: there is a snapshot {name}; DELETE removes it")
    stamp, content = await _examined(unit, await whole_body(request, MOST_BYTES))
    await _put(state, name, content)
    return _view(name, len(content), stamp)


@router.post("/{name}/restore")
async def restore_snapshot(
    name: Name, state: State, unit: Unit, order: Annotated[RestoreOrder | None, Body()] = None
) -> Restored:
    """Have the unit be what the snapshot says, at once or not at all. It goes on from there as after a loss of power.

    `404`: there is none of that name; `409` `other_model`: it is of a model whose lines this unit does not have; `400`
    `bad_snapshot`: the file was damaged, or replaced by something else; `410` `reset`: it was restored, and the unit
    has been reset or restored again since, before what is due had happened.
    """
    stamp, content = await usable_snapshot(state, name, unit.profile)
    with_clock = (order or RestoreOrder()).clock is WhoseClock.SNAPSHOT
    cleared = restore(state, name, stamp, content, with_clock=with_clock)
    await unit.pacer.settle()
    return Restored(snapshot=_view(name, len(content), stamp), cleared=cleared)


async def usable_snapshot(state: Running, name: str, profile: Profile) -> tuple[Stamp, bytes]:
    """The snapshot of that name, examined where that is needed, for a unit of this profile. Raises `ControlError`."""
    content, is_ours = _find(state, name)
    stamp, content = _as_packed(content) if is_ours else await _examined(state.unit, content)
    _check_fits(stamp, profile)
    return stamp, content


@router.delete("")
async def clear_snapshots(state: State) -> RemovedSnapshots:
    """Remove all of them, those that cannot be used, too."""
    shelf = _shelf(state)
    return RemovedSnapshots(cleared=sum([shelf.remove(name) for name in shelf.names()]))


@router.delete("/{name}")
async def remove_snapshot(name: Name, state: State) -> RemovedSnapshots:
    """Remove one. `404`: there is none of that name."""
    if not _shelf(state).remove(name):
        raise _no_snapshot(name)
    return RemovedSnapshots(cleared=1)


def _shelf(state: Running) -> Shelf:
    if state.snapshots is None:
        folder = state.settings.data_dir
        state.snapshots = FolderShelf(folder / "snapshots") if folder else MemoryShelf()
    return state.snapshots


async def _put(state: Running, name: str, content: bytes) -> None:
    try:
        await _shelf(state).put(name, content, state.unit.work_elsewhere)
    except ShelfFull as refusal:
        state.unit.context.check_is_there()  # else its folder is gone with it
        raise ControlError(409, "no_room", str(refusal)) from None


def _find(state: Running, name: str) -> tuple[bytes, bool]:
    """The file, and whether it is as it was put on the shelf."""
    size = _shelf(state).size(name)
    if size is None:
        raise _no_snapshot(name)
    if size > MOST_BYTES:
        raise ControlError(400, "bad_snapshot", f"the file has more than {MOST_BYTES} bytes")
    return _shelf(state).read(name)


def _no_snapshot(name: str) -> ControlError:
    return ControlError(404, "not_found", f"no snapshot {name}")


def _as_packed(content: bytes) -> tuple[Stamp, bytes]:
    try:
        check_seal(content)
        return read_stamp(stamp_of(content)), content
    except SnapshotRefused as refusal:
        raise _bad(refusal) from None


async def _examined(unit: Appliance, content: bytes) -> tuple[Stamp, bytes]:
    try:
        text, packed = await unit.work_elsewhere(examine, content)
        stamp = read_stamp(text)
    except (SnapshotRefused, WorkerLost) as refusal:
        raise _bad(refusal) from None
    unit.context.check_is_there()  # it may have been deleted meanwhile, and another have its name
    return stamp, packed


def _bad(refusal: Exception) -> ControlError:
    return ControlError(400, "bad_snapshot", str(refusal))


def _check_fits(stamp: Stamp, ours: Profile) -> None:
    """A model fits another with lines of the same kind, and as many at least."""
    theirs = PROFILES.get(stamp.model)
    if theirs is None or theirs.channel_kind is not ours.channel_kind or theirs.channels > ours.channels:
        raise ControlError(409, "other_model", f"the snapshot is of an {stamp.model}, and this unit is an {ours.name}")


def _look_at(shelf: Shelf, name: str) -> SnapshotView:
    size = shelf.size(name) or 0
    try:
        return _view(name, size, read_stamp(stamp_of(shelf.place(name))))
    except SnapshotRefused as refusal:
        return SnapshotView(name=name, size=size, problem=str(refusal))


def _view(name: str, size: int, stamp: Stamp) -> SnapshotView:
    return SnapshotView(
        name=name,
        size=size,
        version=stamp.version,
        model=stamp.model,
        saved_at=stamp.saved_at,
        clock=ClockView(mode=stamp.clock.mode, now=stamp.clock.now, speed=stamp.clock.speed),
        faults=[fault.name for fault in stamp.faults],
        rows=stamp.rows,
    )
