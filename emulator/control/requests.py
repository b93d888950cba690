"""`/_emulator/requests`: what clients asked of the unit, what they were answered, and which fault came between."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from emulator.appliance import Appliance
from emulator.control.clock import Moment
from emulator.control.errors import ControlError
from emulator.control.excerpts import shown_body, shown_headers, shown_path, shown_query
from emulator.control.unit import current_unit, running
from emulator.faults.patterns import Pattern, path_pattern
from emulator.ffws.links import below_base
from emulator.matching import is_like
from emulator.near_misses import near_misses
from emulator.request_journal import MOST_REQUESTS, Excerpt, Record
from emulator.running import Running
from emulator.spelling import Spelled

router = APIRouter(prefix="/requests", tags=["requests"])

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]
Number = Annotated[int, Field(ge=1, lt=2**63)]


Status = Annotated[str, Spelled(r"^([1-5]xx|[1-5][0-9][0-9]|none)$", "a status such as 201 or 4xx, or none")]


class MessageView(BaseModel):
    """A request's or an answer's headers and body. Credentials and passwords are `***`, long base64 is left out.

    `size`: bytes of the whole body; `is_cut`: its middle was not kept.
    """

    headers: dict[str, str]
    body: str
    size: int
    is_cut: bool


class RequestView(BaseModel):
    """One request to `/ffws/v1`, or to a path that is nobody's, by the unit's clock. `path` and `query` are as they
    came; `user` is `-` for none.

    `operation`: the path's template, null where there is no such path; `near_misses` are the nearest there are then.
    `status`: what the client was answered, null for nothing at all; `unit_status`: what the unit answered, which a
    `fault` may have hidden or changed, null where it was not asked.
    """

    id: int
    at: Moment
    method: str
    path: str
    query: str
    user: str
    operation: str | None
    near_misses: list[str]
    status: int | None
    unit_status: int | None
    fault: str | None
    milliseconds: float
    request: MessageView
    answer: MessageView


class RequestList(BaseModel):
    """The oldest first. `last_id`: of the newest request there was, whether or not it is kept or asked for."""

    requests: list[RequestView]
    last_id: int


class ClearedRequests(BaseModel):
    """How many went."""

    cleared: int


class Wanted(BaseModel):
    """Which requests; every part that is given must fit."""

    method: Annotated[str | None, Field(max_length=20, description="Case does not count")] = None
    path: Annotated[
        str | None,
        Field(max_length=500, description="The whole path, or what is below /ffws/v1, with `*`, `**` and `?`"),
    ] = None
    status: Annotated[Status | None, Field(description="`201`, `4xx`, or `none`: no answer")] = None
    user: Annotated[str | None, Field(max_length=200, description="A pattern: `*` is anything")] = None
    fault: Annotated[str | None, Field(max_length=64, description="The name of the fault that hit it")] = None
    unmatched: Annotated[bool | None, Field(description="Only paths that lead nowhere, or only those that do not")] = (
        None
    )
    since: Annotated[int, Field(ge=0, lt=2**63, description="Only requests with a greater id")] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_REQUESTS, description="The newest so many")] = 100

    def of(self, records: Iterator[Record]) -> Iterator[Record]:
        """Those of the records."""
        pattern = path_pattern(self.path.rstrip("/") or "/") if self.path is not None else None
        method = self.method.upper() if self.method is not None else None
        return (
            record
            for record in records
            if record.number > self.since
            and method in (None, record.method.upper())
            and (pattern is None or _has_path(record, pattern))
            and (self.status is None or _has_status(record, self.status))
            and (self.user is None or is_like(self.user, record.user))
            and self.fault in (None, record.fault)
            and self.unmatched in (None, record.template is None)
        )


@router.get("")
async def list_requests(state: State, unit: Unit, wanted: Annotated[Wanted, Query()]) -> RequestList:
    """The newest requests: of the last thousand, as far as they take no more than 4 MiB."""
    found = list(wanted.of(iter(state.requests)))[-wanted.limit :]
    return RequestList(requests=[_view(record, state, unit) for record in found], last_id=state.requests.last_number)


@router.get("/{number}")
async def view_request(number: Number, state: State, unit: Unit) -> RequestView:
    """One request. `404`: there was none of that number, or it is not kept any more."""
    record = state.requests.find(number)
    if record is None:
        raise ControlError(404, "not_found", f"no request {number}, or not any more")
    return _view(record, state, unit)


@router.delete("")
async def clear_requests(state: State) -> ClearedRequests:
    """Forget all requests; the next gets the next id all the same. A reset does that, too."""
    return ClearedRequests(cleared=state.requests.clear())


def _has_path(record: Record, pattern: Pattern) -> bool:
    whole = record.path.rstrip("/") or "/"
    return any(pattern.fullmatch(path) for path in (whole, below_base(record.path)))


def _has_status(record: Record, wanted: str) -> bool:
    if record.status is None or wanted == "none":
        return record.status is None and wanted == "none"
    return str(record.status) == wanted or f"{record.status // 100}xx" == wanted


def _view(record: Record, state: Running, unit: Appliance) -> RequestView:
    secret_tags = [name for place, name in unit.wording.elements.items() if "password" in place]
    asked, answered = shown_headers(record.headers), shown_headers(record.answer_headers)
    return RequestView(
        id=record.number,
        at=record.at,
        method=record.method,
        path=shown_path(record.raw_path),
        query=shown_query(record.query),
        user=record.user,
        operation=record.template,
        near_misses=[] if record.template else near_misses(record.path, state.ffws.templates),
        status=record.status,
        unit_status=record.unit_status,
        fault=record.fault,
        milliseconds=round(record.milliseconds, 3),
        request=_message(asked, record.asked, secret_tags),
        answer=_message(answered, record.answer, secret_tags),
    )


def _message(headers: dict[str, str], body: Excerpt | None, secret_tags: list[str]) -> MessageView:
    return MessageView(
        headers=headers,
        body=shown_body(body, headers.get("content-type", ""), secret_tags),
        size=body.size if body else 0,
        is_cut=body is not None and body.kept < body.size,
    )
