"""A whole fax call, from the answer to the end, worked out on a timeline of its own.

Rule: it follows from the two stations and the impairments alone, so the same call is the same every time. What each
end's channel shows of it comes as happenings with their seconds since the answer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from fax_engine.channel_status import ChannelState
from fax_engine.clock import Timeline
from hardware_sim.happenings import Agreed, Confirmed, Happening, Shown
from hardware_sim.t30.echoes import NO_ECHOES, Echoes
from hardware_sim.t30.impairments import Impairment, Side
from hardware_sim.t30.line import AnyLine, Line, Watcher, run_to_the_end
from hardware_sim.t30.pages import Page, ReceivedPage
from hardware_sim.t30.phases import shown
from hardware_sim.t30.reception import Reception
from hardware_sim.t30.recorder import Recorder, SignalRecord
from hardware_sim.t30.station import Station, called_station, calling_station
from hardware_sim.t30.terms import Terms
from hardware_sim.t30.traits import Traits

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Where the timeline of a conversation begins; only differences count."""


ROUNDING = 1e-5
"""Seconds that do not count: moments of a timeline are rounded to microseconds."""

Connect = Callable[[Timeline, Station, Station, Watcher], AnyLine]
"""Puts a line between a calling and a called station."""

MESSAGE = (ChannelState.SENDING_PAGE, ChannelState.RECEIVING_PAGE)
"""What is shown in phase C, to which both ends come only with terms."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A call as one of its ends saw it.

    `code`: Class 2.1 hang-up code; `seconds` from the answer until this end left; `happenings` each with its seconds;
    `confirmed`: pages sent and confirmed, or kept and confirmed; `remote_id`: what the other end called itself;
    `leaves`: this end ended the call, not the other one or the network. `is_struck`: something that was wrong with the
    line or with the receiver told, at either end.
    """

    code: str
    seconds: float
    happenings: tuple[tuple[float, Happening], ...]
    confirmed: int
    remote_id: str
    leaves: bool = True
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """How a call went, for both ends. `pages` are those that the called one has; `records` when it was recorded."""

    calling: Leg
    called: Leg
    pages: tuple[ReceivedPage, ...]
    records: tuple[SignalRecord, ...] = ()

    @property
    def modulation(self) -> str | None:
        """What carried the pages, as it was agreed last; None where the caller never came to send any."""
        agreed = [happening.negotiated for _, happening in self.calling.happenings if isinstance(happening, Agreed)]
        return agreed[-1].modulation if agreed else None


class _Watched:
    """One end of the line, and what its channel has shown so far."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self._happenings: list[tuple[float, Happening]] = []
        self._state: StrEnum | None = None
        self._shown: tuple[ChannelState, int] | None = None
        self._terms: Terms | None = None
        self._confirmed = 0

    def look(self, seconds: float) -> None:
        """Note what is new."""
        memory, state = self.station.memory, self.station.state
        if state is self._state:
            return
        self._state = state
        while self._confirmed < memory.confirmed:
            self._confirmed += 1
            self._happenings.append((seconds, Confirmed(self._confirmed)))
        shows = shown(state)
        if shows in MESSAGE and memory.terms is not None and memory.terms != self._terms:
            self._terms = memory.terms
            self._happenings.append((seconds, Agreed(memory.terms.negotiated(memory.remote_id))))
        if shows is not None and self._shown != (now := (shows, memory.page)):
            self._shown = now
            self._happenings.append((seconds, Shown(*now)))

    def leg(self, left_after: float, *, leaves: bool, is_struck: bool) -> Leg:
        """The call as this end saw it."""
        memory = self.station.memory
        return Leg(
            code=self.station.hangup_code or "",
            seconds=left_after,
            happenings=tuple(self._happenings),
            confirmed=memory.confirmed,
            remote_id=memory.remote_id,
            leaves=leaves,
            is_struck=is_struck,
        )


def converse(
    calling: Traits,
    pages: Sequence[Page],
    called: Traits,
    impairments: Iterable[Impairment] = (),
    *,
    recorder: Recorder | None = None,
    echoes: Echoes = NO_ECHOES,
) -> Conversation:
    """Play a call on a telephone line to its end. Raises `ValueError` when there is nothing to send."""

    def connect(timeline: Timeline, caller: Station, answerer: Station, watcher: Watcher) -> Line:
        return Line(
            timeline,
            caller,
            answerer,
            impairments=impairments,
            watcher=watcher,
            recorder=recorder,
            echoes=echoes,
        )

    return converse_over(connect, calling, pages, called, recorder)


def converse_over(
    connect: Connect, calling: Traits, pages: Sequence[Page], called: Traits, recorder: Recorder | None = None
) -> Conversation:
    """Play a call on whatever `connect` puts between the two stations; what it records goes to `recorder`."""
    timeline = Timeline(EPOCH)
    ends = {Side.CALLING: _Watched(calling_station(calling, pages)), Side.CALLED: _Watched(called_station(called))}
    caller, answerer = ends[Side.CALLING].station, ends[Side.CALLED].station
    line = connect(timeline, caller, answerer, lambda side, seconds: ends[side].look(seconds))
    line.connect()
    run_to_the_end(timeline, line)
    reception = answerer.memory
    is_struck = line.has_struck or (isinstance(reception, Reception) and reception.has_kept_waiting)
    # When both hang up by themselves the caller was the one to say goodbye (DCN).
    caller_leaves, called_leaves = not line.was_left(Side.CALLING), not line.was_left(Side.CALLED)
    return Conversation(
        calling=ends[Side.CALLING].leg(line.left_after(Side.CALLING), leaves=caller_leaves, is_struck=is_struck),
        called=ends[Side.CALLED].leg(
            line.left_after(Side.CALLED), leaves=called_leaves and not caller_leaves, is_struck=is_struck
        ),
        pages=reception.pages if isinstance(reception, Reception) else (),
        records=tuple(recorder.records) if recorder is not None else (),
    )


def cut_off(conversation: Conversation, until: float) -> Conversation:
    """The same, when a line that was cut `until` seconds after the answer broke off the signal that was on it.

    A signal that ended in that instant is whole, and one that began in it was not heard any more.
    """
    records = [
        replace(record, seconds=until - record.at, remark=record.remark or "cut off")
        if record.at + record.seconds > until + ROUNDING
        else record
        for record in conversation.records
        if record.at < until - ROUNDING
    ]
    return replace(conversation, records=tuple(records))
