"""`/_emulator/calls`: every call, what happened on the line, and what it left on paper."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from emulator.appliance import Appliance
from emulator.candidates import keys_given
from emulator.control.call_views import AgreedView, CallSeen, CallView, PageView, views_of
from emulator.control.errors import ControlError
from emulator.control.looking import FaxKeys, Pattern
from emulator.control.unit import current_unit
from emulator.exchanges import NothingOnPaper, arrivals_in, exchange_of, png_of, seen_of, tiff_of, why_no_exchange
from fax_engine.arrival import Arrival
from hardware_sim.outcomes import by_name, by_word
from models.call import OF_THE_UNIT, Call, CallSearch
from models.store import Work
from models.vocabulary import Direction

router = APIRouter(prefix="/calls", tags=["calls"])

Unit = Annotated[Appliance, Depends(current_unit)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Limit = Annotated[int, Field(ge=1, le=1000)]
Offset = Annotated[int, Field(ge=0, lt=2**63)]
PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]

PNG = "image/png"
TIFF = "image/tiff"
PLAIN = "text/plain"


def as_file(media_type: str) -> dict[str, Any]:
    """What the description says of an operation that answers a file."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {"response_class": Response, "responses": {200: {"content": {media_type: file}}}}


class Format(StrEnum):
    """How a call is told: as JSON, or as a diagram."""

    JSON = "json"
    LADDER = "ladder"


def _read_outcome(word: str) -> str:
    """What a call's row has for the name of an outcome. Raises `ValueError` for one that no call comes to."""
    name = word.replace("-", "_")
    outcome = by_word(word) or by_name(name)
    if outcome is None and name not in OF_THE_UNIT:
        raise ValueError(f"no call ends as {word!r}: see /_emulator/outcomes")
    return outcome.name if outcome is not None else name


OutcomeName = Annotated[str, Field(max_length=100), AfterValidator(_read_outcome)]
_OUTCOME_NAMES = (
    "A name of `/outcomes` with `-` or `_`, a word such as `rtn-page:2`, or one of the unit's own: "
    + ", ".join(f"`{name}`" for name in sorted(OF_THE_UNIT))
)


class WantedCalls(BaseModel):
    """Which calls; every part that is given must fit. In patterns, `*` stands for any characters."""

    model_config = ConfigDict(extra="forbid")

    direction: Direction | None = None
    number: Annotated[Pattern | None, Field(description="What was dialled, or called: a pattern")] = None
    caller: Annotated[Pattern | None, Field(alias="from", description="Who called: a pattern")] = None
    outcome: Annotated[OutcomeName | None, Field(description=_OUTCOME_NAMES)] = None
    fax: Annotated[FaxKeys | None, Field(description="`FAXKEY` or `FAXKEY/ENTRYKEY`")] = None
    limit: Limit = 100
    offset: Offset = 0

    def search(self) -> CallSearch:
        """The same for the store."""
        fax_key, entry_number = keys_given(self.fax)
        return CallSearch(self.direction, self.number, self.caller, self.outcome, fax_key, entry_number)


class CallList(BaseModel):
    """The newest first. `total`: how many calls there are that fit."""

    calls: list[CallSeen]
    total: int


@router.get("")
async def list_calls(unit: Unit, wanted: Annotated[WantedCalls, Query()]) -> CallList:
    """The calls that are over, and tries that no line dialled, which have a number too."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        calls, total = work.calls.search(wanted.search(), limit=wanted.limit, offset=wanted.offset)
        entries, received = work.calls.entries_of(calls), work.inbound.of_calls(calls)
    seen = [CallSeen.of(call, entries.get(call.entry_id or 0), received.get(call.id)) for call in calls]
    return CallList(calls=seen, total=total)


@router.get(
    "/{number}",
    response_model=CallView,
    responses={200: {"content": {PLAIN: {"schema": {"type": "string"}}}, "description": "The call, or its ladder"}},
)
async def view_call(
    number: Number,
    unit: Unit,
    request: Request,
    format: Annotated[Format | None, Query(description="Left out, the Accept header decides")] = None,
) -> Any:
    """One call, frame by frame. With `format=ladder`, or `Accept: text/plain`, the diagram alone. `404`: no such call
    yet."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        call = find_call(work, number)
        entries, received = work.calls.entries_of([call]), work.inbound.of_calls([call])
    exchange = await exchange_of(unit, call)
    why = why_no_exchange(call) if exchange is None else None
    paper, diagram = tuple[Arrival, ...](), f"no exchange: {why}\n"
    if exchange is not None:
        from hardware_sim.t30.recorder import ladder

        paper, diagram = arrivals_in(exchange, call), ladder(list(exchange.records))
    if wants_ladder(format, request):
        return PlainTextResponse(diagram)
    seen = CallSeen.of(call, entries.get(call.entry_id or 0), received.get(call.id))
    base, in_sight = f"{below(request)}/calls/{number}", await seen_of(unit, call, paper)
    return CallView(
        **dict(seen) | {"negotiated": AgreedView.seen(seen.negotiated, exchange)},
        exchange=list(views_of(exchange)) if exchange is not None else None,
        no_exchange=why,
        paper=[PageView.of(arrival, base, is_seen=arrival.page in in_sight) for arrival in paper],
        received_tiff=f"{base}/received.tiff" if in_sight else None,
        ladder=diagram,
    )


@router.get("/{number}/received.tiff", **as_file(TIFF))
async def view_received(number: Number, unit: Unit) -> Response:
    """What the receiving end of a call has on paper: a TIFF of Group 4 pages. `404`: nothing, and why."""
    return await received_tiff(unit, _find(unit, number))


@router.get("/{number}/pages/{page}.png", **as_file(PNG))
async def view_page(number: Number, page: PageNumber, unit: Unit) -> Response:
    """One page of that, by its place in the call from 1 on. `404`: there is none, and why."""
    return await received_page(unit, _find(unit, number), page)


async def received_tiff(unit: Appliance, call: Call) -> Response:
    """What the receiving end of a call has. Raises `ControlError` when that is nothing."""
    try:
        return Response(await tiff_of(unit, call), media_type=TIFF)
    except NothingOnPaper as nothing:
        raise ControlError(404, "nothing_received", str(nothing)) from None


async def received_page(unit: Appliance, call: Call, page: int) -> Response:
    """One page of that. Raises `ControlError` when there is none."""
    try:
        return Response(await png_of(unit, call, page), media_type=PNG)
    except NothingOnPaper as nothing:
        raise ControlError(404, "nothing_received", str(nothing)) from None


def find_call(work: Work, number: int) -> Call:
    """The call with this number. Raises `ControlError` when it is not over, or never was."""
    call = work.calls.find(number)
    if call is not None:
        return call
    if work.calls.was_taken(number):
        raise ControlError(404, "not_over", f"call {number} is not over, or it was cut off by a loss of power")
    raise ControlError(404, "not_found", f"no call {number}")


def below(request: Request) -> str:
    """The address of the control plane that was asked, from the root of the server on."""
    return f"{request.scope.get('root_path', '')}/_emulator"


def _find(unit: Appliance, number: int) -> Call:
    unit.pacer.catch_up()
    with unit.context.work() as work:
        return find_call(work, number)


def wants_ladder(asked: Format | None, request: Request) -> bool:
    """Whether a request asks for the diagram alone."""
    accepted = request.headers.get("accept", "")
    return asked is Format.LADDER or (asked is None and PLAIN in accepted and "json" not in accepted)
