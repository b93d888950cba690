"""`/_emulator/inbound`: have somebody call the unit and send it a fax."""

import base64
import binascii
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emulator.answered import answered
from emulator.appliance import Appliance
from emulator.control.complaints import told
from emulator.control.errors import ControlError
from emulator.control.multipart import NotMultipart, boundary_of, parts_of
from emulator.control.unit import current_unit, powered_off
from emulator.ffws.body import MOST_BYTES
from emulator.spelling import Spelled
from fax_engine.call_orders import STATION_ID_LENGTH
from fax_engine.documents.formats import is_supported, supported_types, unsupported
from fax_engine.inbox import Inbox
from fax_engine.incoming import Incoming
from fax_engine.renditions import PageIds
from hardware_sim.outcomes import by_word
from models.vocabulary import ModemRouting

router = APIRouter(prefix="/inbound", tags=["inbound"])

Unit = Annotated[Appliance, Depends(current_unit)]
Number = Annotated[
    str,
    Field(max_length=40),
    Spelled(r"^[0-9+*#().\- ]*$", "digits, * and #, with blanks, hyphens, dots, parentheses and + between"),
]
StationId = Annotated[str, Field(max_length=STATION_ID_LENGTH), Spelled(r"^[ -~]*$", "printable ASCII characters")]
FORM = "multipart/form-data"


class CallFields(BaseModel):
    """Who calls and what is dialled.

    `from`: the calling number, withheld when left out; a station that was declared for it is what calls. `to`: the
    called number. `extension`: dialled once the call is answered, to a line that listens for digits (`routing` `DTMF
    Digits` of its modem); the last digits of the called number when left out; the called number itself where lines are
    SIP. `station_id`: the caller's identity, when left out the station's, or the number. `line`: the line that is
    called, any free one when left out. `good_pages`: the caller breaks off in the page after so many; left out, it
    sends all. `outcome`, in place of `good_pages`: how the call is to end, by a name of `/outcomes` that calls which
    come in can have.
    """

    model_config = ConfigDict(extra="forbid")

    caller: Annotated[Number, Field(alias="from")] = ""
    to: Number = ""
    extension: Annotated[str, Spelled(r"^[0-9]{0,15}$", "at most 15 digits")] = ""
    station_id: StationId | None = None
    line: Annotated[int | None, Field(ge=1)] = None
    good_pages: Annotated[int | None, Field(ge=0)] = None
    outcome: Annotated[str, Field(max_length=100)] = "ok"


class InboundCall(CallFields):
    """The same with the document, as JSON."""

    document: Annotated[str, Field(min_length=1, description="base64")]
    content_type: Annotated[str, Field(description=f"such as {', '.join(supported_types())}")]


class InboundForm(CallFields):
    """The same with the document as a file that states its type, as a form."""

    document: Annotated[bytes, Field(min_length=1, json_schema_extra={"format": "binary"})]
    content_type: Annotated[str, Field(description="in place of the file's own")] = ""


class Ringing(BaseModel):
    """The call has begun: `line` rings. `call` is its number in the logs, where it stands once it is over.

    A call that is cut off by a reset or a loss of power is never there. `note`: what of the extension that was given
    the line will not hear, null when it hears all of it.
    """

    line: int
    call: int
    state: str
    note: str | None


@dataclass(frozen=True, slots=True)
class _Wanted:
    fields: CallFields
    document: bytes
    content_type: str

    @classmethod
    def of_json(cls, body: bytes) -> Self:
        call = InboundCall.model_validate_json(body)
        try:
            document = base64.b64decode("".join(call.document.split()), validate=True)
        except (binascii.Error, ValueError):
            raise ControlError(400, "invalid_request", "document: not base64") from None
        return cls(call, document, call.content_type)

    @classmethod
    def of_form(cls, body: bytes, content_type: str) -> Self:
        values: dict[str, Any] = {}
        stated = ""
        for part in parts_of(body, boundary_of(content_type)):
            if part.name == "document":
                values["document"], stated = part.content, part.content_type
            else:
                values[part.name] = part.content.decode("utf-8", "replace")
        form = InboundForm.model_validate(values)
        return cls(form, form.document, form.content_type or stated)


@router.post(
    "",
    status_code=202,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": InboundCall.model_json_schema()},
                FORM: {"schema": InboundForm.model_json_schema()},
            },
        }
    },
)
async def call_in(request: Request, unit: Unit) -> Ringing:
    """Make fax pages of the document, then call the unit. The call goes on in the unit's time, after the answer.

    `409` `busy`: no line is free that takes calls; `unregistered`: an FF240-IP's registrar refused it; `powered_off`,
    `disk_full`: a fault of the unit; `reset`: the unit was reset, restored or without power before there were pages.
    `400`: the request, or a document that cannot become pages. `410` `deleted`: its workspace is no more.
    """
    wanted = _read(await _body(request), request.headers.get("content-type", ""))
    _check(wanted, unit)
    inbox = unit.inbox
    unit.pacer.catch_up()
    if _is_shut_out(unit) or not inbox.can_take(
        wanted.fields.line
    ):  # before pages are made, which would be for nothing
        raise _turned_away(unit)
    make_pages = unit.callers_documents.make_pages
    pages = await answered(partial(make_pages, wanted.document, wanted.content_type))
    _check_same_unit(unit, inbox)  # first: where there are no pages because of that, the document is not to blame
    if isinstance(pages, str):
        raise ControlError(400, "unusable_document", pages)
    unit.pacer.catch_up()
    incoming = _incoming(wanted.fields, pages, has_modems=unit.profile.has_modems)
    if _is_shut_out(unit):
        unit.callers_documents.let_go(pages)
        raise _turned_away(unit)
    ringing = inbox.ring(incoming)
    if ringing is None:
        raise _turned_away(unit)
    channel = ringing.channel
    note = _unheard(channel.number, ringing.most_digits, incoming.digits)
    return Ringing(line=channel.number, call=ringing.call_number, state=channel.status.state, note=note)


def _unheard(line: int, most_digits: int, digits: str) -> str | None:
    heard = digits[:most_digits]
    if heard == digits:
        return None
    if not heard:
        return (
            f"extension: line {line} does not listen for digits: the routing of its modem is {ModemRouting.POTS_LINE}"
        )
    return f"extension: line {line} listens for {most_digits} digits: it hears {heard}"


def _check_same_unit(unit: Appliance, inbox: Inbox) -> None:
    """Raises `ControlError` or `UnitGone` where the unit that was called is not there, or not as it was, any more."""
    unit.context.check_is_there()
    if not unit.is_on:
        raise powered_off()
    if unit.inbox is not inbox:
        raise ControlError(409, "reset", "the unit was reset, restored or without power meanwhile")


def _is_shut_out(unit: Appliance) -> bool:
    return unit.registration is not None and unit.registration.refuses_calls


def _turned_away(unit: Appliance) -> ControlError:
    if not unit.is_on:
        return powered_off()
    if _is_shut_out(unit):
        return ControlError(409, "unregistered", "the trunk does not know where the unit is: it is not registered")
    if unit.disk.is_full:
        return ControlError(409, "disk_full", "a fault has filled the unit's disk: it takes no calls")
    return ControlError(409, "busy", "no line is free that takes calls")


async def _body(request: Request) -> bytes:
    """The request's body, of which no more is read than the unit itself takes."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise ControlError(413, "too_large", f"more than {MOST_BYTES} bytes")
    return bytes(body)


def _read(body: bytes, content_type: str) -> _Wanted:
    try:
        if content_type.partition(";")[0].strip().lower() == FORM:
            return _Wanted.of_form(body, content_type)
        return _Wanted.of_json(body)
    except ValidationError as error:
        raise ControlError(400, "invalid_request", told(error.errors(), None)) from None
    except NotMultipart as error:
        raise ControlError(400, "invalid_request", str(error)) from None


def _check(wanted: _Wanted, unit: Appliance) -> None:
    fields = wanted.fields
    if fields.line is not None and fields.line > unit.profile.channels:
        raise ControlError(400, "invalid_request", f"line: the unit has {unit.profile.channels}")
    if fields.to and fields.extension and not unit.profile.has_modems:
        raise ControlError(
            400, "invalid_request", "extension: on SIP lines it is the called number: give one of the two"
        )
    if fields.good_pages is not None and "outcome" in fields.model_fields_set:
        raise ControlError(
            400, "invalid_request", "good_pages: it says how the call ends, as outcome does: give one of the two"
        )
    outcome = by_word(fields.outcome)
    if outcome is None or outcome.how_inbound is None:
        raise ControlError(400, "invalid_request", f"outcome: no call that comes in ends as {fields.outcome!r}")
    if not is_supported(wanted.content_type):
        raise ControlError(400, "unusable_document", str(unsupported(wanted.content_type)))


def _incoming(fields: CallFields, pages: PageIds, *, has_modems: bool) -> Incoming:
    return Incoming(
        page_ids=pages,
        caller_id=fields.caller,
        station_id=fields.station_id,
        called_number=fields.to if has_modems else fields.to or fields.extension,
        digits=fields.extension if has_modems else "",
        good_pages=fields.good_pages,
        outcome=fields.outcome,
        line=fields.line,
    )
