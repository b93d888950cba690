"""The messages of a SIP call, worked out on a timeline of their own: two user agents, and a network between them.

Rule: the same call is the same every time, message by message. Seconds are counted from the call's beginning at our
end: when we dial, or when an INVITE comes in. What is on record is what our end sent and heard, at its moments.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fax_engine.clock import Timeline
from hardware_sim.sip import places, sdp
from hardware_sim.sip.agent import Agent, Notice
from hardware_sim.sip.dialog import Dialog
from hardware_sim.sip.messages import Message, Response, parse
from hardware_sim.sip.sip_call import SipCall

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Where the timeline begins; only differences count."""

WIDTH = 60
"""Characters between the two ends of a diagram."""


@dataclass(frozen=True, slots=True)
class Names:
    """What makes a call this one and no other: its unit, its number in the logs, its channel from 1."""

    unit: str = ""
    call: int = 0
    channel: int = 1


@dataclass(frozen=True, slots=True)
class SipRecord:
    """A message: seconds since the call began, whether we sent it, and its text."""

    seconds: float
    is_ours: bool
    text: str


@dataclass(slots=True)
class Course:
    """How a call went, in seconds since it began; None: it did not come to that.

    `verdict`: how it ended, once it did; `status`: the final status of a refused one. `ours` and `theirs`: the media
    that were agreed on.
    """

    ringing_at: float | None = None
    answered_at: float | None = None
    settled_at: float | None = None
    over_at: float | None = None
    verdict: Notice | None = None
    status: int = 0
    ours: sdp.Media | None = None
    theirs: sdp.Media | None = None
    records: list[SipRecord] = field(default_factory=list)


class Signalling:
    """One call being played."""

    def __init__(self, call: SipCall, names: Names) -> None:
        self.course = Course()
        self._call = call
        self._hop = call.far.latency / 1000
        self._timeline = Timeline(EPOCH)
        us = places.unit_end(call.trunk, "" if call.is_outbound else call.number, names.channel)
        them = places.far_end(call.trunk, call.number if call.is_outbound else call.caller_id)
        name, transport = f"{names.unit}/{names.call}", call.trunk.transport
        ours, theirs = Dialog(f"{name}/us", us, them, transport), Dialog(f"{name}/them", them, us, transport)
        self._ours = Agent(self._timeline, ours, call.ours, self._send, self._noticed)
        self._theirs = Agent(self._timeline, theirs, call.theirs, self._come, lambda notice: None)

    def set_up(self) -> Course:
        """Play it until the fax may go, or to its end where there will be none."""
        if self._call.is_outbound:
            self._ours.dial()
        else:
            self._theirs.dial()
        if self._call.given_up_after is not None:
            self._in(self._call.given_up_after + self._before, self._ours.hang_up)
        self._timeline.advance_to(None)
        return self.course

    def release(self, fax_seconds: float, *, we_leave: bool) -> Course:
        """Play it to its end, which comes so long after the fax began to go."""
        if self.course.settled_at is not None and self.course.over_at is None:
            end = self.course.settled_at + fax_seconds + self._before
            # The other end has left a moment ago when we hear it.
            self._in(end if we_leave else end + self._hop, (self._ours if we_leave else self._theirs).hang_up)
            self._timeline.advance_to(None)
        return self.course

    @property
    def _before(self) -> float:
        """Seconds of the timeline before the call begins at our end."""
        return 0.0 if self._call.is_outbound else self._hop

    @property
    def _seconds(self) -> float:
        return (self._timeline.now - EPOCH).total_seconds() - self._before

    def _in(self, seconds: float, action: Callable[[], None]) -> None:
        self._timeline.call_in(seconds - (self._timeline.now - EPOCH).total_seconds(), action)

    def _send(self, text: str) -> None:
        self.course.records.append(SipRecord(self._seconds, True, text))
        self._timeline.call_in(self._hop, lambda: self._theirs.hear(text))

    def _come(self, text: str) -> None:
        self._timeline.call_in(self._hop, lambda: self._hear(text))

    def _hear(self, text: str) -> None:
        self.course.records.append(SipRecord(self._seconds, False, text))
        self._ours.hear(text)

    def _noticed(self, notice: Notice) -> None:
        course = self.course
        match notice:
            case Notice.RINGING:
                course.ringing_at = self._seconds
            case Notice.ANSWERED:
                course.answered_at = self._seconds
            case Notice.SETTLED:
                course.settled_at = self._seconds
                course.ours, course.theirs = self._ours.agreed
            case Notice.NO_FAX:
                course.verdict, course.status = notice, self._ours.memory.final
            case Notice.REFUSED | Notice.GAVE_UP | Notice.OVER:
                course.verdict, course.over_at = course.verdict or notice, self._seconds
                course.status = self._ours.memory.final


def replay(call: SipCall, names: Names) -> Course:
    """A stored call, from its first message to its last."""
    signalling = Signalling(call, names)
    course = signalling.set_up()
    return course if call.fax_seconds is None else signalling.release(call.fax_seconds, we_leave=call.we_leave)


def ladder(records: Iterable[SipRecord]) -> str:
    """The exchange as a diagram like those of RFC 3665: our end left, the trunk right."""
    return "\n".join(("   seconds  unit" + " " * (WIDTH - 3) + "trunk", *_rungs(records), ""))


def _label(message: Message) -> str:
    """A request by its method and whom it is to, a response by its status."""
    if isinstance(message, Response):
        return f"{message.status} {message.reason}"
    user, _, _ = message.uri.removeprefix("sip:").rpartition("@")
    return f"{message.method} {user}"


def _rungs(records: Iterable[SipRecord]) -> Iterator[str]:
    for record in records:
        message = parse(record.text)
        label = _label(message)[: WIDTH - 24]
        if message.body:
            label += " (T.38)" if isinstance(sdp.read(message.body).media, sdp.Fax) else " (sound)"
        rung = f"|{f'-- {label} ':-<{WIDTH - 1}}>|" if record.is_ours else f"|<{f' {label} --':->{WIDTH - 1}}|"
        yield f"{record.seconds:10.2f}  {rung}"
