"""The exchange of a call, signal by signal, and its ladder diagram.

Rule: what was sent is noted as it went out, heard or not, and nothing of a station that has fallen silent. Fields and
octets are worked out when somebody asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hardware_sim.carriers import Carrier
from hardware_sim.t30.commands import SendFrames, Signal
from hardware_sim.t30.events import BlockReceived, Event, FramesReceived, PageReceived, TrainingReceived
from hardware_sim.t30.fields import fields_of, fields_of_signal
from hardware_sim.t30.frames import Frame, encode
from hardware_sim.t30.impairments import Side
from hardware_sim.t30.interference import Struck
from hardware_sim.t30.signals import name_of, signal_label, signal_name


@dataclass(frozen=True, slots=True)
class FrameRecord:
    """One frame: name, decoded fields, and the octets between its flags, check sequence included."""

    name: str
    fields: dict[str, str]
    octets: bytes


@dataclass(frozen=True, slots=True)
class SignalRecord:
    """One signal: seconds of line time since the answer at its start, how long it took, who sent it, what came of it.

    `remark` tells what the other end did not get of it; empty when it got everything. `v34`: the carrier of a call on
    V.34. `event`: what it is to the other end, if that listens until it is over; None where nothing of it can be heard.
    """

    at: float
    seconds: float
    sender: Side
    signal: Signal
    remark: str = ""
    v34: Carrier | None = None
    event: Event | None = None

    @property
    def name(self) -> str:
        """What the signal is called; a turn by its last frame."""
        return signal_name(self.signal)

    @property
    def frames(self) -> tuple[FrameRecord, ...]:
        """The frames of a turn; a signal of another kind has none."""
        if not isinstance(self.signal, SendFrames):
            return ()
        return tuple(
            FrameRecord(name_of(frame), fields_of(frame, self.v34), encode(frame)) for frame in self.signal.frames
        )

    @property
    def fields(self) -> dict[str, str]:
        """What a signal of another kind carries; the fields of a turn are those of its frames."""
        return fields_of_signal(self.signal)

    @property
    def label(self) -> str:
        """The signal as a figure names it, such as `TSI DCS`."""
        return signal_label(self.signal)


class Recorder:
    """Keeps the exchange of one call."""

    def __init__(self) -> None:
        self.records: list[SignalRecord] = []

    def note(self, at: float, seconds: float, sender: Side, struck: Struck, v34: Carrier | None) -> None:
        """Keep a signal, if there was one."""
        if not struck.is_sent:
            return
        event = struck.event if struck.heard else None
        self.records.append(SignalRecord(at, seconds, sender, struck.signal, _remark(event), v34, event))

    def correct(self, sender: Side, event: Event) -> None:
        """What the other end heard of the latest signal of that kind, where that shows only when it is over."""
        for place in range(len(self.records) - 1, -1, -1):
            record = self.records[place]
            if record.sender is sender and type(record.event) is type(event):
                self.records[place] = replace(record, event=event, remark=_remark(event))
                return


def _remark(event: Event | None) -> str:
    match event:
        case None:
            return "not heard"
        case FramesReceived(frames) if not frames or not isinstance(frames[-1], Frame):
            return "damaged"
        case TrainingReceived(False):
            return "failed"
        case PageReceived(_, bad_rows) if bad_rows:
            return f"{len(bad_rows)} rows damaged"
        case BlockReceived(_, _, bad) if bad:
            return f"{len(bad)} frames lost"
        case _:
            return ""


WIDTH = 44
"""Characters between the two stations of a diagram."""


def ladder(records: list[SignalRecord]) -> str:
    """The exchange as a diagram that reads like the figures of ITU-T T.30: calling station left, called right."""
    return "\n".join(("   seconds  calling" + " " * (WIDTH - 6) + "called", *_rungs(records), ""))


def _rungs(records: list[SignalRecord]) -> Iterator[str]:
    for record in records:
        label = record.label + (f" ({record.remark})" if record.remark else "")
        if record.sender is Side.CALLING:
            rung = f"|{f'-- {label} ':-<{WIDTH - 1}}>|"
        else:
            rung = f"|<{f' {label} --':->{WIDTH - 1}}|"
        yield f"{record.at:10.2f}  {rung}"
