"""`/_emulator/calls/ID/sip` and `packets.pcap`: what an FF240-IP's calls said on the network.

Rule: messages and datagrams are worked out when somebody asks, from what the call's row keeps, the same every time.
"""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from emulator.appliance import Appliance
from emulator.control.calls import PLAIN, Format, Number, as_file, find_call, wants_ladder
from emulator.control.errors import ControlError
from emulator.control.unit import current_unit
from emulator.exchanges import pictures_of
from fax_engine.piece_of_work import WorkerLost
from models.call import NEVER_CALLED, Call
from models.store import Work
from models.vocabulary import Direction

if TYPE_CHECKING:
    from hardware_sim.sip.signalling import Course, SipRecord

PCAP = "application/vnd.tcpdump.pcap"

router = APIRouter(prefix="/calls", tags=["calls"])

Unit = Annotated[Appliance, Depends(current_unit)]


class SipMessage(BaseModel):
    """One message: `at`, seconds of line time since the call began; which way it went; `start`, its first line; `text`,
    all of it."""

    at: float
    direction: Direction
    start: str
    text: str

    @classmethod
    def of(cls, record: "SipRecord") -> "SipMessage":
        """The message as it is shown."""
        return cls(
            at=round(record.seconds, 6),
            direction=Direction.OUTBOUND if record.is_ours else Direction.INBOUND,
            start=record.text.partition("\r\n")[0],
            text=record.text,
        )


class SipExchange(BaseModel):
    """What a call said: its messages in order, and the same as a diagram."""

    call: int
    messages: list[SipMessage]
    ladder: str


@router.get(
    "/{number}/sip",
    response_model=SipExchange,
    responses={200: {"content": {PLAIN: {"schema": {"type": "string"}}}, "description": "Messages, or their ladder"}},
)
async def view_messages(
    number: Number,
    unit: Unit,
    request: Request,
    format: Annotated[Format | None, Query(description="Left out, the Accept header decides")] = None,
) -> Any:
    """The SIP messages of a call, as the unit sent and heard them. With `format=ladder`, or `Accept: text/plain`, the
    diagram alone. `404`: no such call, or one that was not signalled by SIP."""
    course = _course(unit, number)
    from hardware_sim.sip.signalling import ladder

    diagram = ladder(course.records)
    if wants_ladder(format, request):
        return PlainTextResponse(diagram)
    return SipExchange(call=number, messages=[SipMessage.of(record) for record in course.records], ladder=diagram)


@router.get("/{number}/packets.pcap", **as_file(PCAP))
async def view_packets(number: Number, unit: Unit) -> Response:
    """What went over the network in a call, as the unit saw it: SIP messages and, where it came to T.38, every datagram
    of the fax, in line time from the moment at which the call began. Wireshark reads it.

    `404`: no such call, or one that did not go over IP. `409`: the fax went by V.34, which is not played packet by
    packet.
    """
    unit.pacer.catch_up()
    with unit.context.work() as work:
        call = find_call(work, number)
        signalling, session = _signalling(unit, work, call), work.calls.session_of(number)
        pictures = pictures_of(work, call) if session is not None else ()
    from hardware_sim.sip.signalling import Names
    from hardware_sim.sip_capture import FASTEST_IN_PACKETS, capture

    if (call.rate or 0) > FASTEST_IN_PACKETS:
        raise ControlError(409, "no_packets", f"call {number} went by V.34, which is not played packet by packet")
    names = Names(unit.name, number, call.channel)
    try:
        content = await unit.work_elsewhere(capture, call.started_at, names, signalling, session, pictures)
    except (WorkerLost, OSError) as error:  # nothing is lost, and the next request may have more luck
        raise ControlError(409, "no_packets", f"the packets of call {number} could not be made: {error}") from None
    return Response(content, media_type=PCAP)


def _course(unit: Appliance, number: int) -> "Course":
    unit.pacer.catch_up()
    with unit.context.work() as work:
        call = find_call(work, number)
        kept = _signalling(unit, work, call)
    # Loaded when somebody looks at a call over IP.
    from hardware_sim.sip.signalling import Names, replay
    from hardware_sim.sip.sip_call import of_kept

    return replay(of_kept(kept), Names(unit.name, number, call.channel))


def _signalling(unit: Appliance, work: Work, call: Call) -> dict[str, Any]:
    kept = work.calls.signalling_of(call.number)
    if kept is None:
        raise ControlError(404, "no_sip", f"call {call.number} {_why_not(unit, call)}")
    return kept


def _why_not(unit: Appliance, call: Call) -> str:
    if unit.profile.has_modems:
        return "went over an analog line, which knows no SIP"
    if call.outcome == NEVER_CALLED:
        return "was never dialled"
    return "keeps no messages: it came with a seed, or ended in a loss of power"
