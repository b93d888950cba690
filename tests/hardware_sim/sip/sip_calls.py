"""Calls over IP for tests: as short as they can be said, and what is read off their messages."""

from typing import Any

from fax_engine.trunk import USUAL_TRUNK, Trunk
from hardware_sim.sip.messages import Message, Request, parse
from hardware_sim.sip.sdp import Session, read
from hardware_sim.sip.signalling import Course, Names, replay
from hardware_sim.sip.sip_call import Far, SipCall, sip_call
from models.vocabulary import Direction

RINGS_ONCE = Far(answers_after=2.0)
SECOND_CALL = Names(unit="bench", call=2, channel=1)


def call_out(far: Far = RINGS_ONCE, trunk: Trunk = USUAL_TRUNK, **more: Any) -> SipCall:
    """We call 218 555 3335, and have half a minute's worth to fax."""
    return sip_call(Direction.OUTBOUND, trunk, "218-555-3335", far, **({"fax_seconds": 30.0} | more))


def call_in(far: Far = RINGS_ONCE, trunk: Trunk = USUAL_TRUNK, **more: Any) -> SipCall:
    """Somebody calls our extension 1017; we answer after the first ring."""
    said = {"caller_id": "2185551234", "answers_after": 2.0, "fax_seconds": 30.0, "we_leave": False} | more
    return sip_call(Direction.INBOUND, trunk, "1017", far, **said)


def play(call: SipCall) -> Course:
    """From the first message to the last."""
    return replay(call, SECOND_CALL)


def messages(course: Course) -> list[Message]:
    """All of them, in order."""
    return [parse(record.text) for record in course.records]


def exchange(course: Course) -> list[str]:
    """The messages as short as they can be read: `> INVITE sound` left us, `< 200 T.38` came."""
    return [
        " ".join((">" if record.is_ours else "<", _name(message), *_medium(message)))
        for record, message in zip(course.records, messages(course), strict=True)
    ]


def description(message: Message) -> Session:
    """What a message offers or answers with."""
    return read(message.body)


def _name(message: Message) -> str:
    return str(message.method if isinstance(message, Request) else message.status)


def _medium(message: Message) -> list[str]:
    if not message.body:
        return []
    return ["T.38" if "udptl" in message.body else "sound"]
