"""What the impairments of a call do to each of its signals.

Rule: it keeps count, so that the n-th signal of a name is the one that is struck; the same call is struck the same way
every time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, assert_never

from hardware_sim.t30.commands import SendFrames, SendPage, SendPartialPage, SendTone, SendTraining, Signal
from hardware_sim.t30.events import BlockReceived, Event, FramesReceived, PageReceived, ToneHeard, TrainingReceived
from hardware_sim.t30.frames import Damaged, Frame, Received, encode
from hardware_sim.t30.impairments import (
    AnswerLate,
    AnswerReplaced,
    DataShort,
    FrameDamaged,
    FramesDamaged,
    Impairment,
    LineCut,
    PageCut,
    RowsDamaged,
    Side,
    SignalLost,
    StationMissing,
    StationSilent,
    StorageShort,
    TrainingSpoiled,
)
from hardware_sim.t30.phases import has_come_to
from hardware_sim.t30.signals import signal_name

BOTH = frozenset(Side)


class Struck(NamedTuple):
    """A signal as it really goes out: `delay` seconds late, heard or not, and as what; `is_sent`: False for one of a
    station that has fallen silent."""

    signal: Signal
    event: Event
    delay: float = 0.0
    heard: bool = True
    is_sent: bool = True


class Interference:
    """The impairments of one call at work."""

    def __init__(self, impairments: Iterable[Impairment] = ()) -> None:
        self._impairments = tuple(impairments)
        self._cuts = tuple(fault for fault in self._impairments if isinstance(fault, LineCut))
        missing = {fault.side for fault in self._impairments if isinstance(fault, StationMissing)}
        self.stations = BOTH - missing
        """The ends where there is a fax machine."""
        self.has_struck = False
        """True once anything went otherwise than it would have by itself."""
        self._sent: Counter[tuple[Side, str]] = Counter()
        self._struck: Counter[int] = Counter()
        self._said: dict[tuple[Side, str], SendFrames] = {}
        self._last: dict[Side, str] = {}
        self._silent = {
            fault.side
            for fault in self._impairments
            if isinstance(fault, StationSilent) and fault.after is None and fault.page is None
        }

    def best_rate(self, rate: int) -> int:
        """What modems that try the line out by themselves make of it, in bit/s (V.34)."""
        limits = [fault.above for fault in self._impairments if isinstance(fault, TrainingSpoiled)]
        best = min([rate, *limits])
        self.has_struck |= best < rate
        return best

    @property
    def cuts(self) -> Iterator[float]:
        """Seconds from the answer to each cut that waits for no phase."""
        return (cut.seconds for cut in self._cuts if cut.phase is None)

    def cuts_in(self, state: StrEnum, page: int) -> Iterator[float]:
        """Seconds to each cut that waited for the caller to come to this state on this page (from 1)."""
        for cut in self._cuts:
            if cut.phase is not None and has_come_to(cut.phase, state) and cut.page in (None, page):
                yield cut.seconds

    def breaks_off(self, page: int) -> DataShort | StorageShort | PageCut | None:
        """What ends this page (from 1) in the middle, if anything does."""
        for fault in self._impairments:
            if isinstance(fault, DataShort | StorageShort | PageCut) and fault.page == page:
                self.has_struck = True
                return fault
        return None

    def strike(self, sender: Side, signal: Signal, trains_up_to: int) -> Struck:
        """What becomes of a signal; `trains_up_to`: bit/s that the other end's receiver can do."""
        by_itself = Struck(signal, arriving(signal, trains_up_to))
        if not self._impairments:
            return by_itself
        struck = self._struck_signal(sender, signal, trains_up_to)
        self.has_struck |= struck != by_itself
        return struck

    def _struck_signal(self, sender: Side, signal: Signal, trains_up_to: int) -> Struck:
        name = signal_name(signal)
        self._sent[sender, name] += 1
        count = self._sent[sender, name]
        self._fall_silent_at(signal)
        is_sent = sender not in self._silent
        delay, heard, damaged = 0.0, is_sent, False
        for fault in self._impairments:
            match fault:
                case SignalLost() if fault.sender is sender and fault.name == name and _due(fault, count):
                    heard = False
                case FrameDamaged() if fault.sender is sender and fault.name == name and _due(fault, count):
                    damaged = True
                case AnswerLate() if fault.sender is sender and fault.name in (name, None) and _due(fault, count):
                    delay += fault.seconds
                case AnswerReplaced() if fault.sender is sender and fault.name == name and self._replaces(fault, count):
                    signal = self._said.get((sender, fault.by.name), SendFrames((Frame(fault.by),)))
                case _:
                    pass
        event = self._arriving(signal, trains_up_to)
        if damaged and isinstance(event, FramesReceived):
            event = FramesReceived((*event.frames[:-1], _damaged(event.frames[-1])))
        self._fall_silent(sender, name, count, heard=heard)
        self._last[sender] = name
        if isinstance(signal, SendFrames):
            self._said[sender, signal_name(signal)] = signal
        return Struck(signal, event, delay, heard, is_sent)

    def _replaces(self, fault: AnswerReplaced, count: int) -> bool:
        return _due(fault, count) and (not fault.to or self._last.get(fault.sender.other) in fault.to)

    def _fall_silent_at(self, signal: Signal) -> None:
        if isinstance(signal, SendPage | SendPartialPage):
            number = signal.number if isinstance(signal, SendPage) else signal.page + 1
            for fault in self._impairments:
                if isinstance(fault, StationSilent) and fault.page == number:
                    self._silent.add(fault.side)

    def _fall_silent(self, sender: Side, name: str, count: int, *, heard: bool) -> None:
        for fault in self._impairments:
            if isinstance(fault, StationSilent) and fault.after == name and fault.first == count:
                witness = sender.other if fault.heard else sender
                if fault.side is witness and (heard or not fault.heard):
                    self._silent.add(fault.side)

    def _arriving(self, signal: Signal, trains_up_to: int) -> Event:
        match signal:
            case SendTraining(carrier):
                return TrainingReceived(carrier.rate <= trains_up_to and not self._spoils(carrier.rate))
            case SendPage():
                return PageReceived(signal.data, self._bad_rows(signal))
            case SendPartialPage():
                return BlockReceived(signal.data, signal.frames, self._bad_frames(signal))
            case _:
                return arriving(signal, trains_up_to)

    def _spoils(self, rate: int) -> bool:
        return any(
            self._strikes(place, fault.times)
            for place, fault in enumerate(self._impairments)
            if isinstance(fault, TrainingSpoiled) and rate > fault.above
        )

    def _bad_rows(self, signal: SendPage) -> frozenset[int]:
        return frozenset(
            row
            for place, fault in enumerate(self._impairments)
            if isinstance(fault, RowsDamaged) and fault.page == signal.number and self._strikes(place, fault.times)
            for row in range(fault.first_row, min(fault.last_row + 1, signal.data.rows))
        )

    def _bad_frames(self, signal: SendPartialPage) -> frozenset[int]:
        return signal.frames & frozenset(
            frame
            for place, fault in enumerate(self._impairments)
            if isinstance(fault, FramesDamaged)
            and (fault.page, fault.block) == (signal.page + 1, signal.block)
            and signal.carrier.rate > fault.above
            and self._strikes(place, fault.times)
            for frame in range(fault.first_frame, fault.last_frame + 1)
        )

    def _strikes(self, place: int, times: int | None) -> bool:
        self._struck[place] += 1
        return times is None or self._struck[place] <= times


def _due(fault: SignalLost | FrameDamaged | AnswerLate | AnswerReplaced, count: int) -> bool:
    return fault.first <= count and (fault.times is None or count < fault.first + fault.times)


def _damaged(frame: Received) -> Damaged:
    """The frame with the first bit of its check sequence turned."""
    octets = encode(frame) if isinstance(frame, Frame) else frame.octets
    return Damaged(bytes((*octets[:-2], octets[-2] ^ 1, octets[-1])))


def arriving(signal: Signal, trains_up_to: int) -> Event:
    """What the other end hears of a signal on a good line."""
    match signal:
        case SendFrames(frames):
            return FramesReceived(frames)
        case SendTraining(carrier):
            return TrainingReceived(carrier.rate <= trains_up_to)
        case SendPage():
            return PageReceived(signal.data)
        case SendPartialPage():
            return BlockReceived(signal.data, signal.frames)
        case SendTone(tone):
            return ToneHeard(tone)
        case _:
            assert_never(signal)
