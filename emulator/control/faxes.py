"""`/_emulator/faxes`: every outbound fax, how it went, and what the far end has on paper."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from emulator.appliance import Appliance
from emulator.candidates import entries
from emulator.control.call_views import PageView
from emulator.control.calls import (
    PNG,
    TIFF,
    Limit,
    Number,
    Offset,
    PageNumber,
    as_file,
    below,
    find_call,
    received_page,
    received_tiff,
)
from emulator.control.errors import ControlError
from emulator.control.fax_views import FaxLinks, FaxView, ReceivedView, view_of_entry
from emulator.control.looking import FaxKeys, Pattern, checks_for_fax
from emulator.control.unit import current_unit, refuse_after_reset
from emulator.control.verify import FaxFound
from emulator.exchanges import arrivals_of, seen_of
from emulator.ffws.links import BASE_PATH, parse_entry_key, parse_fax_key
from emulator.matching import Facts, differences, one_of
from emulator.pacer import let_others_go_first
from emulator.verifying import facts
from fax_engine.context import UnitContext
from models.call import Call
from models.fax import FaxEntry
from models.store import Work
from models.vocabulary import FaxState

router = APIRouter(prefix="/faxes", tags=["faxes"])

Unit = Annotated[Appliance, Depends(current_unit)]
FaxKey = Annotated[str, Field(description="8 hexadecimal digits")]
EntryKey = Annotated[str, Field(description="4 hexadecimal digits")]
CallNumber = Annotated[
    Number | None, Field(description="A call for this fax; left out: the last that left something there")
]


class WantedFaxes(BaseModel):
    """Which faxes; every part that is given must fit. In patterns, `*` stands for any characters."""

    model_config = ConfigDict(extra="forbid")

    fax: Annotated[FaxKeys | None, Field(description="`FAXKEY` or `FAXKEY/ENTRYKEY`")] = None
    number: Annotated[Pattern | None, Field(description="A pattern; blanks and hyphens do not count")] = None
    user: Annotated[str | None, Field(max_length=200, description="A pattern")] = None
    state: Annotated[list[FaxState], Field(description="May be repeated: any of them will do")] = Field(
        default_factory=list
    )
    limit: Limit = 100
    offset: Offset = 0

    async def find(self, context: UnitContext) -> tuple[list[Facts], int]:
        """Those that are shown, the newest first, and how many fit."""
        if not (self.fax or self.number or self.user or self.state):
            with context.work() as work:
                newest, total = work.summaries.newest_entries(limit=self.limit, offset=self.offset)
            return list(map(facts, newest)), total
        checks = list(checks_for_fax(self.fax, self.number, self.user))
        if self.state:
            checks.append(one_of("state", self.state))
        shown, total = list[Facts](), 0
        for found in entries(context, checks):
            for fitting in (known for known in map(facts, found) if not differences(checks, known)):
                if self.offset <= total < self.offset + self.limit:
                    shown.append(fitting)
                total += 1
            await let_others_go_first()
        return shown, total


class FaxList(BaseModel):
    """The newest first. `total`: how many faxes there are that fit, each to one recipient."""

    faxes: list[FaxFound]
    total: int


@router.get("")
async def list_faxes(unit: Unit, wanted: Annotated[WantedFaxes, Query()]) -> FaxList:
    """The outbound faxes, one for each recipient."""
    unit.pacer.catch_up()
    context = unit.context
    found, total = await wanted.find(context)
    refuse_after_reset(unit, context)
    return FaxList(faxes=[FaxFound.model_validate(one) for one in found], total=total)


@router.get("/{fax_key}/{entry_key}")
async def view_fax(fax_key: FaxKey, entry_key: EntryKey, unit: Unit, request: Request) -> FaxView:
    """A fax to one recipient: its attempts, its moves, and what the far end has. `404`: no such fax."""
    unit.pacer.catch_up()
    root = below(request)
    with unit.context.work() as work:
        entry = _find(work, fax_key, entry_key)
        attempts = work.calls.of_entries([entry]).get(entry.id, [])
        attachments = work.faxes.attachments(entry.fax_id)
    received = await _received(unit, attempts, root)
    return view_of_entry(entry, attachments, attempts, received, _links(entry, root))


@router.get("/{fax_key}/{entry_key}/received.tiff", **as_file(TIFF))
async def view_received(fax_key: FaxKey, entry_key: EntryKey, unit: Unit, call: CallNumber = None) -> Response:
    """What the far end has on paper: a TIFF of Group 4 pages. `404`: nothing, and why."""
    return await received_tiff(unit, await _call_of(unit, fax_key, entry_key, call))


@router.get("/{fax_key}/{entry_key}/received/pages/{page}.png", **as_file(PNG))
@router.get("/{fax_key}/{entry_key}/pages/{page}.png", **as_file(PNG))
async def view_page(
    fax_key: FaxKey, entry_key: EntryKey, page: PageNumber, unit: Unit, call: CallNumber = None
) -> Response:
    """One page of that, by its place in the call from 1 on; both addresses are the same. `404`: there is none, and
    why."""
    return await received_page(unit, await _call_of(unit, fax_key, entry_key, call), page)


def _find(work: Work, fax_key: str, entry_key: str) -> FaxEntry:
    key, number = parse_fax_key(fax_key), parse_entry_key(entry_key)
    entry = None if key is None or number is None else work.faxes.find_entry(key, number)
    if entry is None:
        raise ControlError(404, "not_found", f"no fax entry {fax_key}/{entry_key}")
    return entry


async def _call_of(unit: Appliance, fax_key: str, entry_key: str, number: int | None) -> Call:
    """The call that is meant. Raises `ControlError` when there is none, or none has left anything."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        entry = _find(work, fax_key, entry_key)
        if number is not None:
            call = find_call(work, number)
            if call.entry_id != entry.id:
                raise ControlError(404, "not_found", f"call {number} was not for fax {fax_key}/{entry_key}")
            return call
        attempts = work.calls.of_entries([entry]).get(entry.id, [])
    last = await _last_that_left_something(unit, attempts)
    if last is not None:
        return last
    why = "no call for it is over" if not attempts else f"none of its {len(attempts)} calls left anything on paper"
    raise ControlError(404, "nothing_received", f"fax {fax_key}/{entry_key}: {why}")


async def _last_that_left_something(unit: Appliance, attempts: list[Call]) -> Call | None:
    for call in reversed(attempts):
        if await arrivals_of(unit, call):
            return call
    return None


async def _received(unit: Appliance, attempts: list[Call], root: str) -> ReceivedView | None:
    call = await _last_that_left_something(unit, attempts)
    if call is None:
        return None
    base, arrivals = f"{root}/calls/{call.number}", await arrivals_of(unit, call)
    in_sight = await seen_of(unit, call, arrivals)
    return ReceivedView(
        call=call.number,
        pages=[PageView.of(arrival, base, is_seen=arrival.page in in_sight) for arrival in arrivals],
        received_tiff=f"{base}/received.tiff" if in_sight else None,
    )


def _links(entry: FaxEntry, root: str) -> FaxLinks:
    key, number = f"{entry.fax.key:08X}", f"{entry.number:04X}"
    unit = root.removesuffix("/_emulator") + BASE_PATH
    return FaxLinks(
        entry=f"{unit}/ofax/{key}/{number}",
        preview=f"{unit}/data/preview/{key}-{number}.pdf",
        calls=f"{root}/calls?fax={key}/{number}",
    )
