"""`/_emulator/directories`: users, contacts and recipients as CSV files, out with GET, in with PUT or POST.

Rule: a file comes in whole or not at all; what is wrong with it is told row by row.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from emulator.appliance import Appliance
from emulator.control.bodies import whole_body
from emulator.control.errors import ControlError, Refusal
from emulator.control.unit import current_unit, running
from emulator.directories.merging import Counts, Mode
from emulator.directories.password_digests import settle
from emulator.directories.people import contacts_file_in_slices, users_file_in_slices
from emulator.directories.people_export import contacts_file, users_file
from emulator.directories.people_import import CutOff, Import
from emulator.directories.recipients import import_recipients, read_recipients, write_recipients
from emulator.directories.table import BadFile
from emulator.ffws.body import MOST_BYTES
from emulator.running import Running
from emulator.slices import Slices, in_turns
from fax_engine.context import UnitContext
from fax_engine.piece_of_work import WorkerLost
from models.contact import GLOBAL_LIST
from models.store import Work

router = APIRouter(prefix="/directories", tags=["directories"])

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]

FEW = 20
"""Passwords that are settled at once: less than a tenth of a second, and no worker needs to be started."""

MANY = 2_000
"""Passwords that a worker settles in one go, well within the time that it has."""

CSV_ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
CSV_BODY = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


class Imported(BaseModel):
    """How many things are new, are different now, and are gone."""

    added: int
    changed: int
    removed: int


class RowProblem(BaseModel):
    """What is wrong in a line, counted from 1."""

    line: int
    message: str


class FileProblem(BaseModel):
    """Why nothing was imported."""

    error: Literal["bad_rows"]
    detail: str
    rows: list[RowProblem]


IMPORT: dict[str, Any] = {
    "openapi_extra": CSV_BODY,
    "responses": {400: {"model": FileProblem | Refusal}, 409: {"model": Refusal, "description": "The unit was reset."}},
}


async def csv_body(request: Request) -> bytes:
    """The file, of at most as many bytes as the unit takes elsewhere (36 MB)."""
    return await whole_body(request, MOST_BYTES)


File = Annotated[bytes, Depends(csv_body)]


@router.get("/users.csv", response_class=Response, responses=CSV_ANSWER)
async def export_users(unit: Unit) -> Response:
    """Every user, and the contacts in the users' own lists."""
    return await _exported(users_file(unit.context))


@router.post("/users.csv", **IMPORT)
@router.put("/users.csv", **IMPORT)
async def import_users(state: State, unit: Unit, file: File, mode: Mode = Mode.MERGE) -> Imported:
    """Users, and contacts if the file has any. Replace: other users go, but for the factory administrator."""
    context = unit.context
    try:
        order = Import(await in_turns(users_file_in_slices(file)), mode)
        with unit.context.work() as work:
            order.check(work)
            passwords = order.passwords(work)
        counts = await _apply(order, unit, context, await _digests(unit, passwords))
    except BadFile as problem:
        raise _bad_rows(problem) from None
    state.ffws.forget()
    return _answer(counts)


@router.get("/contacts.csv", response_class=Response, responses=CSV_ANSWER)
async def export_contacts(unit: Unit, only_list: Annotated[str | None, Query(alias="list")] = None) -> Response:
    """The contacts of one list, or of all, the global one included."""
    if only_list is not None:
        with unit.context.work() as work:
            _check_list(work, only_list)
    return await _exported(contacts_file(unit.context, only_list))


@router.post("/contacts.csv", **IMPORT)
@router.put("/contacts.csv", **IMPORT)
async def import_contacts(
    unit: Unit, file: File, mode: Mode = Mode.MERGE, only_list: Annotated[str | None, Query(alias="list")] = None
) -> Imported:
    """Contacts. Replace: a list that the file names, or the one asked for, becomes exactly its rows."""
    context = unit.context
    try:
        order = Import(await in_turns(contacts_file_in_slices(file)), mode, only_list)
        with unit.context.work() as work:
            if only_list is not None:
                _check_list(work, only_list)
            order.check(work)
        return _answer(await _apply(order, unit, context, {}))
    except BadFile as problem:
        raise _bad_rows(problem) from None


@router.get("/recipients.csv", response_class=Response, responses=CSV_ANSWER)
async def export_recipients(unit: Unit) -> Response:
    """The inbound routes, a row for each destination."""
    with unit.context.work() as work:
        return _csv(write_recipients(work.routes.all()))


@router.post("/recipients.csv", **IMPORT)
@router.put("/recipients.csv", **IMPORT)
async def import_routes(unit: Unit, file: File, mode: Mode = Mode.MERGE) -> Imported:
    """Inbound routes; those counted are routes, not destinations. Replace: routes that the file does not name go."""
    lines = unit.profile.channels if unit.profile.has_modems else 0
    try:
        routes = read_recipients(file, lines)
    except BadFile as problem:
        raise _bad_rows(problem) from None
    with unit.context.work() as work:
        return _answer(import_recipients(work.routes, routes, mode))


async def _apply(order: Import, unit: Appliance, context: UnitContext, digests: dict[str, str]) -> Counts:
    """Into the unit as it was when the request came: what a reset has closed takes nothing in."""
    async with unit.contact_changes:
        try:
            return await in_turns(order.apply(context, digests))
        except CutOff:
            raise _cut_off() from None


async def _exported(file: Slices[bytes]) -> Response:
    """Written bit by bit, and others are answered meanwhile; who is added, changed or removed then may be in it or
    not."""
    try:
        return _csv(await in_turns(file))
    except CutOff:
        raise _cut_off() from None


def _cut_off() -> ControlError:
    return ControlError(409, "reset", "the unit was reset meanwhile")


async def _digests(unit: Appliance, passwords: dict[str, tuple[str, str]]) -> dict[str, str]:
    wanted = list(passwords.values())
    if len(wanted) <= FEW:
        return dict(zip(passwords, settle(wanted), strict=True))
    settled: list[str] = []
    for first in range(0, len(wanted), MANY):
        piece = wanted[first : first + MANY]
        try:
            settled += await unit.work_elsewhere(settle, piece)
        except (WorkerLost, OSError):
            settled += settle(piece)
    return dict(zip(passwords, settled, strict=True))


def _check_list(work: Work, owner: str) -> None:
    if owner != GLOBAL_LIST and not work.users.exists(owner):
        raise ControlError(404, "not_found", f"no user {owner}")


def _csv(content: bytes) -> Response:
    return Response(content, media_type="text/csv")


def _answer(counts: Counts) -> Imported:
    return Imported(added=counts.added, changed=counts.changed, removed=counts.removed)


def _bad_rows(problem: BadFile) -> ControlError:
    rows = [{"line": row.line, "message": row.message} for row in problem.rows]
    return ControlError(400, "bad_rows", f"nothing was imported: {problem}", {"rows": rows})
