"""Signals of a station as IFP packets, each with the seconds that it leaves behind the one before.

Rule: a packet leaves when its last bit would have been on a telephone line, so a signal here takes as long as there. A
field that ends a frame goes with the last octets of it; what ends a signal is in its last packet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from hardware_sim.carriers import V21, Carrier
from hardware_sim.t30.commands import SendFrames, SendPage, SendPartialPage, SendTone, SendTraining, Signal
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import BlockReceived, Event, FramesReceived, PageReceived, Tone, TrainingReceived
from hardware_sim.t30.frames import FLAG, Damaged, Frame, encode, stuffed_bits
from hardware_sim.t38.ifp import DataField, DataPacket, IndicatorPacket, Packet
from hardware_sim.t38.line_order import page_octets, row_spans, turned
from hardware_sim.t38.settings import FaxOverIp
from hardware_sim.t38.vocabulary import CONTROL_STARTS, TONES, TRAINING_OF, Data, FieldKind, Indicator, data_on
from hardware_sim.timing import ANSWER_SILENCE, ANSWER_TONE, ECM_BLOCK_FRAMES, ECM_PREAMBLE
from models.vocabulary import RateManagement

CNG_ON, CNG_OFF = 0.5, 3.0
"""Seconds of calling tone and of silence behind it (ITU-T T.30 clause 4.3.3.1)."""

CHECK_SEQUENCE = 2
"""Octets that end a frame on a line, and that no packet carries."""

RETURNS_TO_CONTROL = 3
"""RCP frames that end a block (ITU-T T.4 annex A)."""

BAD_TRAINING = 0xAA
"""What a line makes of a training check that it spoils: the check is all zeros."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A packet, and how many seconds behind the one before it leaves; `is_lost`: a fault of the call keeps it back."""

    after: float
    packet: Packet
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class _HdlcFrame:
    """What is between two flags, check sequence included, and whether that is right."""

    octets: bytes
    is_good: bool = True


def is_low_speed(packet: Packet) -> bool:
    """True for tones, silence and the control channel, False for training and messages."""
    if isinstance(packet, DataPacket):
        return packet.data is Data.V21
    return packet.indicator in TONES | CONTROL_STARTS or packet.indicator is Indicator.NO_SIGNAL


def departures(signal: Signal, settings: FaxOverIp, heard_as: Event | None = None) -> Iterator[Departure]:
    """The packets of a signal; of CNG one beat.

    `heard_as`: what is left of it at the other end, where a fault of the call spoils it: frames end in a wrong check
    sequence, the training check is none, packets with damaged rows are lost. A check that each end makes for itself is
    spoiled by nothing. Raises `ValueError` for a signal on V.34.
    """
    match signal:
        case SendTone(tone):
            return calling_tone(0.0) if tone is Tone.CNG else _answer_tone()
        case SendFrames(frames):
            return _turn(frames, settings, heard_as)
        case SendTraining(carrier):
            return _training(carrier, settings, heard_as)
        case SendPage():
            return _page(signal, settings, heard_as)
        case SendPartialPage():
            return _block(signal, settings, heard_as)
        case _:
            assert_never(signal)


def calling_tone(after: float) -> Iterator[Departure]:
    """One beat of CNG, so many seconds of silence before it."""
    yield Departure(after, IndicatorPacket(Indicator.CNG))
    yield Departure(CNG_ON, IndicatorPacket(Indicator.NO_SIGNAL))


def _answer_tone() -> Iterator[Departure]:
    yield Departure(ANSWER_SILENCE, IndicatorPacket(Indicator.CED))
    yield Departure(ANSWER_TONE, IndicatorPacket(Indicator.NO_SIGNAL))


def _turn(frames: tuple[Frame, ...], settings: FaxOverIp, heard_as: Event | None) -> Iterator[Departure]:
    left = heard_as.frames if isinstance(heard_as, FramesReceived) else frames
    bad = {number for number, frame in enumerate(left) if isinstance(frame, Damaged)}
    yield Departure(V21.silence, IndicatorPacket(Indicator.V21_PREAMBLE))
    sent = [_HdlcFrame(encode(frame), number not in bad) for number, frame in enumerate(frames)]
    yield from _hdlc(Data.V21, V21.rate, sent, V21.preamble, settings)


def _hdlc(
    data: Data, rate: int, frames: Iterable[_HdlcFrame], preamble: float, settings: FaxOverIp
) -> Iterator[Departure]:
    """Frames up to the end of the signal; `preamble` is what goes before the first, in seconds."""
    size = settings.octets_in_packet(data, rate)
    waiting = list(frames)
    due = preamble + len(FLAG) / rate
    for number, frame in enumerate(waiting):
        bits = len(stuffed_bits(frame.octets)) + len(FLAG)
        octets = turned(frame.octets[:-CHECK_SEQUENCE])
        seconds = bits / rate
        each = seconds * size / len(frame.octets)
        for start in range(0, len(octets), size):
            fields = [DataField(FieldKind.HDLC_DATA, octets[start : start + size])]
            if start + size >= len(octets):
                fields.append(DataField(_frame_end(frame, is_last=number + 1 == len(waiting))))
                due, seconds = due + seconds, 0.0
            else:
                due, seconds = due + each, seconds - each
            yield Departure(due, DataPacket(data, tuple(fields)))
            due = 0.0


def _frame_end(frame: _HdlcFrame, *, is_last: bool) -> FieldKind:
    if frame.is_good:
        return FieldKind.HDLC_FCS_OK_SIG_END if is_last else FieldKind.HDLC_FCS_OK
    return FieldKind.HDLC_FCS_BAD_SIG_END if is_last else FieldKind.HDLC_FCS_BAD


def _training(carrier: Carrier, settings: FaxOverIp, heard_as: Event | None) -> Iterator[Departure]:
    """Long training, then the check itself, or just its time where each end checks its own line."""
    data = data_on(carrier)
    yield Departure(carrier.control.silence, IndicatorPacket(TRAINING_OF[data, True]))
    if settings.rate_management is RateManagement.LOCAL_TCF:
        yield Departure(carrier.training + carrier.check, IndicatorPacket(Indicator.NO_SIGNAL))
        return
    filler = BAD_TRAINING if isinstance(heard_as, TrainingReceived) and not heard_as.good else 0
    check = bytes((filler,)) * round(carrier.rate * carrier.check / 8)
    yield from _stream(data, carrier, check, carrier.training, settings)


def _stream(
    data: Data, carrier: Carrier, octets: bytes, training: float, settings: FaxOverIp, bad: Iterable[int] = ()
) -> Iterator[Departure]:
    """Octets without frames up to the end of the signal; packets with one at a `bad` place are kept back."""
    size = settings.octets_in_packet(data, carrier.rate)
    lost = {place // size for place in bad}
    for number, start in enumerate(range(0, len(octets), size)):
        piece = octets[start : start + size]
        is_last = start + size >= len(octets)
        kind = FieldKind.T4_NON_ECM_SIG_END if is_last else FieldKind.T4_NON_ECM_DATA
        packet = DataPacket(data, (DataField(kind, piece),))
        yield Departure(training + 8 * len(piece) / carrier.rate, packet, number in lost and not is_last)
        training = 0.0


def _page(signal: SendPage, settings: FaxOverIp, heard_as: Event | None) -> Iterator[Departure]:
    carrier, data = signal.carrier, data_on(signal.carrier)
    least = carrier.rate * signal.scan_line_ms / 1000
    octets = page_octets(signal.data, signal.coding, least)
    bad = heard_as.bad_rows if isinstance(heard_as, PageReceived) else frozenset[int]()
    spans = row_spans(octets, signal.coding) if bad else []
    places = [span.start // 8 for number, span in enumerate(spans) if number in bad]
    yield Departure(carrier.control.silence, IndicatorPacket(TRAINING_OF[data, False]))
    yield from _stream(data, carrier, octets, carrier.resync, settings, places)


def _block(signal: SendPartialPage, settings: FaxOverIp, heard_as: Event | None) -> Iterator[Departure]:
    carrier, data = signal.carrier, data_on(signal.carrier)
    training = carrier.training if signal.long_training else carrier.resync
    yield Departure(carrier.control.silence, IndicatorPacket(TRAINING_OF[data, signal.long_training]))
    bad = heard_as.bad if isinstance(heard_as, BlockReceived) else frozenset[int]()
    frames = [_HdlcFrame(octets, number not in bad) for number, octets in _coded_frames(signal)]
    ends = [_HdlcFrame(encode(Frame(Fcf.RCP, final=False)))] * RETURNS_TO_CONTROL
    yield from _hdlc(data, carrier.rate, frames + ends, training + ECM_PREAMBLE, settings)


def _coded_frames(signal: SendPartialPage) -> Iterator[tuple[int, bytes]]:
    """The frames to be sent, in order, every one full (ITU-T T.4 annex A.3.6)."""
    size = signal.frame_octets
    page = turned(page_octets(signal.data, signal.coding))
    first = signal.block * ECM_BLOCK_FRAMES
    for number in sorted(signal.frames):
        start = (first + number) * size
        coded = page[start : start + size].ljust(size, b"\0")
        yield number, encode(Frame(Fcf.FCD, bytes((number,)) + coded, final=False))
