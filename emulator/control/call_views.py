"""Calls as they are shown: the row, why the call ended in every vocabulary, what was agreed, and the exchange.

Rule: names are those of T.30 and of the events; what is not known is null.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, Field

from emulator.control.clock import Moment
from hardware_sim.hangup import CAUSES, HANGUP_CODES
from hardware_sim.outcomes import by_name
from models.call import Call
from models.fax import FaxEntry, keys
from models.inbound import InboundFax
from models.vocabulary import Coding, Direction, FaxState, InboundState, Resolution

if TYPE_CHECKING:
    from fax_engine.arrival import Arrival
    from hardware_sim.t30.conversation import Conversation
    from hardware_sim.t30.recorder import SignalRecord


class HangupView(BaseModel):
    """Why the call ended. `message`: as fax entries and logs have it; `phase`: the phase of T.30 it ended in.

    `hangup_code`: the modem's own (Class 2.1, hex), null where it gave a result code instead; `q850_cause`: ITU-T
    Q.850; `sip_status`: RFC 3261, null on analog lines.
    """

    message: str
    phase: str | None
    hangup_code: str | None
    hangup_text: str | None
    q850_cause: int | None
    q850_text: str | None
    sip_status: int | None

    @classmethod
    def of(cls, call: Call) -> Self:
        """Of a call that is over."""
        code = HANGUP_CODES.get(call.hangup_code)
        cause = CAUSES.get(call.cause) if call.cause is not None else None
        outcome = by_name(call.outcome)
        return cls(
            message=call.hangup_message,
            phase=outcome.phase if outcome is not None else None,
            hangup_code=code.code if code else None,
            hangup_text=code.text if code else None,
            q850_cause=call.cause,
            q850_text=cause.text if cause else None,
            sip_status=call.sip_status,
        )


class NegotiatedView(BaseModel):
    """What both stations agreed on in phase B: `rate` in bit/s; `remote_id` is what the other station calls itself."""

    rate: int
    ecm: bool
    coding: Coding
    resolution: Resolution
    remote_id: str

    @classmethod
    def of(cls, call: Call) -> Self | None:
        """Of a call that is over; None when nothing was agreed."""
        if call.rate is None or call.ecm is None or call.coding is None or call.resolution is None:
            return None
        return cls(
            rate=call.rate,
            ecm=call.ecm,
            coding=call.coding,
            resolution=call.resolution,
            remote_id=call.remote_id,
        )


class AgreedView(NegotiatedView):
    """The same of one call. `modulation`: of the pages, by its recommendation, such as `V.17`, as it was at the end;
    null where there is no exchange to see it in.
    """

    modulation: str | None

    @classmethod
    def seen(cls, negotiated: NegotiatedView | None, exchange: "Conversation | None") -> Self | None:
        """What was agreed, and in this exchange; None when nothing was."""
        if negotiated is None:
            return None
        return cls(**dict(negotiated), modulation=exchange.modulation if exchange is not None else None)


class AttemptView(BaseModel):
    """What an outbound call was an attempt to do: `fax` is `FAXKEY/ENTRYKEY`; state and message are those after it."""

    fax: str
    try_number: int
    user: str
    state: FaxState
    schedule_message: str


class ReceptionView(BaseModel):
    """What an inbound call brought, and for whom; `extension` is empty when none was dialled."""

    state: InboundState
    extension: str
    recipient: str


class CallSeen(BaseModel):
    """A call that is over. `call`: its number in the logs; `channel`: 0 when it is not known any more.

    `number`: what was dialled, or was called; `from`: who called. `connected_at`: when somebody took the call, null for
    nobody. `pages`: those that were confirmed. `attempt` is of outbound calls, `received` of inbound ones that could
    bring a fax.
    """

    call: int
    direction: Direction
    channel: int
    number: str
    caller: Annotated[str, Field(serialization_alias="from")]
    outcome: str
    succeeded: bool
    started_at: Moment
    connected_at: Moment | None
    ended_at: Moment
    seconds_connected: int
    pages: int
    hangup: HangupView
    negotiated: NegotiatedView | None
    attempt: AttemptView | None
    received: ReceptionView | None

    @classmethod
    def of(cls, call: Call, entry: FaxEntry | None, received: InboundFax | None) -> Self:
        """The call as it is shown, with what it was about."""
        return cls(
            call=call.number,
            direction=call.direction,
            channel=call.channel,
            number=call.fax_number,
            caller=call.caller_id,
            outcome=call.outcome,
            succeeded=call.succeeded,
            started_at=call.started_at,
            connected_at=call.connected_at,
            ended_at=call.ended_at,
            seconds_connected=call.seconds_connected,
            pages=call.pages,
            hangup=HangupView.of(call),
            negotiated=NegotiatedView.of(call),
            attempt=_attempt(call, entry),
            received=_reception(received),
        )


def _attempt(call: Call, entry: FaxEntry | None) -> AttemptView | None:
    if entry is None or call.try_number is None or call.username is None or call.state is None:
        return None
    return AttemptView(
        fax=keys(entry.fax.key, entry.number),
        try_number=call.try_number,
        user=call.username,
        state=call.state,
        schedule_message=call.message,
    )


def _reception(fax: InboundFax | None) -> ReceptionView | None:
    return ReceptionView(state=fax.state, extension=fax.extension, recipient=fax.recipient) if fax is not None else None


class FrameView(BaseModel):
    """One frame: `octets` in hex between its flags, check sequence included, the bit that is sent first the lowest of
    each.

    `fields`: what its information field says, name by name; empty for a frame that has none.
    """

    name: str
    octets: str
    fields: dict[str, str]


class SignalView(BaseModel):
    """One signal. `at`: seconds of line time since the answer, at which it began; `seconds`: how long it took.

    `sender`: `calling` or `called`, of the two stations. `name`: as T.30 calls it, such as `DIS`, `TCF`, `PAGE`,
    `PPS-EOP`, a turn of several frames by its last; `label`: as the ladder shows it. `fields`: of a signal that is no
    frames. `remark`: what the other end did not get of it, empty when it got everything.
    """

    at: float
    seconds: float
    sender: str
    name: str
    label: str
    remark: str
    fields: dict[str, str]
    frames: list[FrameView]

    @classmethod
    def of(cls, record: "SignalRecord") -> Self:
        """A signal on record."""
        return cls(
            at=round(record.at, 3),
            seconds=round(record.seconds, 3),
            sender=record.sender,
            name=record.name,
            label=record.label,
            remark=record.remark,
            fields=record.fields,
            frames=[
                FrameView(name=frame.name, octets=frame.octets.hex(" "), fields=frame.fields) for frame in record.frames
            ],
        )


class PageView(BaseModel):
    """A page as it reached the receiving end, in the coding of the line: `page` is its place in the call, from 1.

    `whole`: nothing of it is damaged or missing. `bad_rows`: scan lines that arrived damaged, without error correction;
    `lost_octets`: those that never came, with it; `broken_off`: the call was over before the page was. `shrunk`: it was
    made smaller to fit the other end's paper. `png`: the page as it came out; null where not one row of it can be seen,
    and where the unit does not keep the call's pages any more.
    """

    page: int
    coding: Coding
    resolution: Resolution
    whole: bool
    bad_rows: int
    lost_octets: int
    broken_off: bool
    shrunk: bool
    png: str | None

    @classmethod
    def of(cls, arrival: "Arrival", base: str, *, is_seen: bool) -> Self:
        """A page below `base`, the address of the call's pages."""
        return cls(
            page=arrival.page,
            coding=arrival.coding,
            resolution=arrival.resolution,
            whole=arrival.is_whole,
            bad_rows=len(arrival.bad_rows),
            lost_octets=sum(behind - first for first, behind in arrival.lost),
            broken_off=arrival.is_broken_off,
            shrunk=arrival.shrunk_to > 0,
            png=f"{base}/pages/{arrival.page}.png" if is_seen else None,
        )


class CallView(CallSeen):
    """The same with what happened on the line. `exchange`: signal by signal; null where there was none, and
    `no_exchange` says why. `paper`: the pages that the receiving end has; `received_tiff`: all that can be seen of
    them, null where that is nothing.
    """

    negotiated: AgreedView | None
    exchange: list[SignalView] | None
    no_exchange: str | None
    paper: list[PageView]
    received_tiff: str | None
    ladder: str


def views_of(exchange: "Conversation") -> Iterator[SignalView]:
    """The signals of an exchange in order."""
    return map(SignalView.of, exchange.records)
