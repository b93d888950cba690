"""The calls of a seed: attempts, received faxes, calls that brought none. What is not said of one is what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from emulator.profiles import Profile
from emulator.seeds.histories import History, Try, seconds_of_call
from emulator.seeds.traffic import HowItWent, IncomingCall, Received
from fax_engine.call_orders import STATION_ID_LENGTH
from fax_engine.call_result import CallResult, Negotiated
from fax_engine.call_row import went
from fax_engine.digits import digits_of
from fax_engine.documents.page import PageImage
from fax_engine.renditions import page_row
from fax_engine.texts import Texts
from hardware_sim.outcome import Outcome
from hardware_sim.outcomes import OUTCOMES
from models.call import Call
from models.fax import Fax, FaxEntry
from models.inbound import InboundFax
from models.store import Work
from models.vocabulary import Coding, Direction, FaxState, InboundState, Resolution

USUAL_RATE = 14400
READY_AFTER = timedelta(seconds=1)
CONNECTED_AFTER = timedelta(seconds=11)

CUT_SHORT = "page_not_received"
"""How the call went of a fax that arrived in part."""

_ANY = 0
"""The line of a call of which none is said, until one is chosen."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A call's row, and the fax that it brought."""

    call: Call
    fax: InboundFax | None = None
    images: Sequence[PageImage] = ()


@dataclass(slots=True)
class LineLog:
    """Collects calls: their numbers follow from when they ended, and their lines from each other, so all are needed
    first.

    A call of which no line is said was on the first one that was free.
    """

    profile: Profile
    resolution: Resolution
    texts: Texts
    _lines: list[_Line] = field(default_factory=list)

    def tried(self, fax: Fax, entry: FaxEntry, history: History) -> None:
        """The attempts to send this entry, which is in the store."""
        for number, one in enumerate(history.tries, 1):
            is_last = number == len(history.tries)
            how = went(self._result(one, entry.recipient_fax_number), self.texts)
            message = self.texts.try_failed.format(reason=how["hangup_message"])
            state = history.past.state if is_last and history.past.state.is_final else FaxState.PENDING
            self._lines.append(
                _Line(
                    Call(
                        **how,
                        direction=Direction.OUTBOUND,
                        channel=one.said.line or _ANY,
                        fax_number=entry.recipient_fax_number,
                        caller_id="",
                        entry_id=entry.id,
                        try_number=number,
                        username=fax.username,
                        state=state,
                        message=history.past.message if state.is_final else message,
                    )
                )
            )

    def received(self, part: Received, images: Sequence[PageImage], now: datetime, zone: tzinfo) -> None:
        """A fax that came in."""
        state = part.state or InboundState.RECEIVED
        usual = "ok" if state is InboundState.RECEIVED else CUT_SHORT
        call = self._incoming(part, OUTCOMES[part.outcome or usual], len(images), part.extension or "", now, zone)
        fax = InboundFax(state=state, extension=part.extension or "", recipient=part.recipient or "")
        self._lines.append(_Line(call, fax, images))

    def called(self, part: IncomingCall, now: datetime, zone: tzinfo) -> None:
        """A call that came in and brought no fax."""
        outcome = OUTCOMES[part.outcome or CUT_SHORT]
        self._lines.append(_Line(self._incoming(part, outcome, 0, "", now, zone)))

    def write(self, work: Work) -> None:
        """Store all of it."""
        self._choose_lines()
        lines = sorted(self._lines, key=lambda line: (line.call.ended_at, line.call.started_at))
        work.calls.add_all([line.call for line in lines])
        for line in lines:
            if line.fax is not None:
                line.fax.call_id = line.call.id
                pages = [page_row(image, position) for position, image in enumerate(line.images)]
                work.inbound.add(line.fax, pages)

    def _choose_lines(self) -> None:
        calls = sorted((line.call for line in self._lines), key=lambda call: call.started_at)
        free_from: dict[int, datetime] = {}
        for call in calls:
            if call.channel == _ANY:
                lines = range(1, self.profile.channels + 1)
                free = (line for line in lines if line not in free_from or free_from[line] <= call.started_at)
                call.channel = next(free, 1)
            free_from[call.channel] = max(call.ended_at, free_from.get(call.channel, call.ended_at))

    def _incoming(
        self,
        part: Received | IncomingCall,
        outcome: Outcome,
        images: int,
        extension: str,
        now: datetime,
        zone: tzinfo,
    ) -> Call:
        pages = images if part.pages is None else part.pages
        length = timedelta(seconds=seconds_of_call(outcome, pages))
        started_at = part.started.resolve(now, zone) if part.started else None
        ended_at = part.ended.resolve(now, zone) if part.ended else None
        end = ended_at or (started_at + length if started_at else now)
        span = Try(part, outcome, started_at or end - length, end, pages)
        return Call(
            **went(self._result(span, part.caller_id or ""), self.texts),
            direction=Direction.INBOUND,
            channel=part.line or _ANY,
            fax_number=part.fax_number or extension,
            caller_id=part.caller_id or "",
            entry_id=None,
            try_number=None,
            username=None,
            state=None,
            message="",
        )

    def _result(self, span: Try, other_number: str) -> CallResult:
        outcome = span.outcome
        was_connected = outcome.is_connected
        connected_at = min(span.started_at + CONNECTED_AFTER, span.ended_at) if was_connected else None
        return CallResult(
            outcome=outcome.name,
            succeeded=outcome.succeeded,
            retry=outcome.retry,
            pages=span.pages,
            hangup=outcome.hangup(self.profile.channel_kind, is_answered=was_connected),
            started_at=span.started_at,
            ready_at=min(span.started_at + READY_AFTER, span.ended_at),
            connected_at=connected_at,
            ended_at=span.ended_at,
            negotiated=self._agreed(span.said, other_number) if was_connected else None,
        )

    def _agreed(self, part: HowItWent, other_number: str) -> Negotiated:
        has_ecm = part.ecm is not False
        number = digits_of(other_number)[-STATION_ID_LENGTH:]
        return Negotiated(
            rate=part.baud_rate or USUAL_RATE,
            ecm=has_ecm,
            coding=part.line_encoding or (Coding.MMR if has_ecm else Coding.MH),
            resolution=part.resolution or self.resolution,
            remote_id=number if part.remote_id is None else part.remote_id,
        )
