"""IFP packets of the other end, put together to what a station is told.

Rules: a signal is told when it is over, by its own end, by silence, or by the next signal where its end was lost.
Repeated indicators say nothing new, but nobody repeats one within a frame. Data before an indicator begin a signal too.
What went missing spoils the frame or the rows that it was part of. What a message carrier brings behind a DCS is the
training check, behind an answer of ours that asks for it the page, and otherwise as good as a damaged frame.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import (
    BlockReceived,
    Event,
    FramesReceived,
    SignalStarted,
    Tone,
    ToneHeard,
    TrainingReceived,
)
from hardware_sim.t30.frames import Damaged, Frame, Received, check_sequence, decode
from hardware_sim.t30.partial_pages import decode_partial_page
from hardware_sim.t30.terms import decode_terms
from hardware_sim.t38.ecm_page import EcmPage
from hardware_sim.t38.ifp import DataField, DataPacket, IndicatorPacket, Packet
from hardware_sim.t38.line_order import Gap, page_heard, turned
from hardware_sim.t38.vocabulary import (
    CARRIER_BY_DATA,
    CONTROL_DATA,
    CONTROL_STARTS,
    FRAME_ENDS,
    SIGNAL_ENDS,
    TRAINED,
    Data,
    FieldKind,
    Indicator,
)
from models.vocabulary import Coding, RateManagement

TONE_OF = {Indicator.CNG: Tone.CNG, Indicator.CED: Tone.CED}

PAGE_FOLLOWS = frozenset({Fcf.CFR, Fcf.MCF, Fcf.PPR, Fcf.CTR, Fcf.ERR})
"""Answers behind which the other station may send a page or block."""

GOOD_SHARE = 0.9
"""Of the octets of a training check, how many must have come, and of these, be zero; T.30 leaves it to the maker."""


@dataclass(slots=True)
class _Signal:
    """What has come of the signal that is on."""

    is_control: bool
    data: Data | None
    frames: list[Received] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    is_broken: bool = False
    stream: bytearray = field(default_factory=bytearray)
    gaps: list[Gap] = field(default_factory=list)
    piece: int = 0
    """Octets in the latest packet of the stream."""
    is_stream: bool = False


class Hearing:
    """One end's ear. `trains_up_to`: bit/s at which its receiver still works."""

    def __init__(self, tell: Callable[[Event], None], rate_management: RateManagement, trains_up_to: int) -> None:
        self._tell = tell
        self._is_check_local = rate_management is RateManagement.LOCAL_TCF
        self._trains_up_to = trains_up_to
        self._indicator = Indicator.NO_SIGNAL
        self._signal: _Signal | None = None
        self._is_check_due = False
        self._is_page_due = False
        self._coding = Coding.MH
        self._page = EcmPage()
        self._is_page_over = False

    @property
    def is_on(self) -> bool:
        """True while a carrier of the other end is up."""
        return self._signal is not None

    def hear(self, packet: Packet) -> None:
        """The next packet, in order."""
        if isinstance(packet, DataPacket):
            for part in packet.fields:
                self._hear_field(packet.data, part)
        else:
            self._hear_indicator(packet)

    def miss(self, packets: int = 1) -> None:
        """So many packets before the next one are lost, or came as nothing that can be read."""
        signal = self._signal
        if signal is not None:
            signal.is_broken = True
            signal.gaps.append(Gap(len(signal.stream), packets * signal.piece))

    def lose_carrier(self) -> None:
        """Nothing has come for so long that the carrier must be gone."""
        self._finish()

    def said(self, frames: tuple[Frame, ...]) -> None:
        """What our own station answered."""
        name = frames[-1].name
        if name is Fcf.CRP:
            return
        self._is_page_due = name in PAGE_FOLLOWS
        if name in (Fcf.MCF, Fcf.ERR) and self._page.is_last_block:
            self._is_page_over = True

    def _hear_indicator(self, packet: IndicatorPacket) -> None:
        indicator = packet.indicator
        is_within_frame = self._signal is not None and bool(self._signal.octets)
        if indicator is self._indicator and not is_within_frame:
            return
        self._finish()
        if self._indicator in TONE_OF:
            self._tell(ToneHeard(TONE_OF[self._indicator]))
        self._indicator = indicator
        if indicator in CONTROL_STARTS:
            self._begin(None, is_control=True)
        elif indicator in TRAINED:
            self._begin(TRAINED[indicator], is_control=False)

    def _begin(self, data: Data | None, *, is_control: bool) -> _Signal:
        self._signal = _Signal(is_control, data)
        self._tell(SignalStarted())
        return self._signal

    def _hear_field(self, data: Data, part: DataField) -> None:
        if part.kind > FieldKind.T4_NON_ECM_SIG_END:
            return
        signal = self._signal or self._begin_late(data, part)
        if signal is None:
            return
        if part.kind in (FieldKind.T4_NON_ECM_DATA, FieldKind.T4_NON_ECM_SIG_END):
            signal.is_stream = True
            signal.stream += part.octets
            signal.piece = len(part.octets)
        elif part.kind is not FieldKind.HDLC_SIG_END:
            # Some senders put octets into the field that ends the frame.
            signal.octets += part.octets
        if part.kind in FRAME_ENDS:
            _end_frame(signal, is_good=FRAME_ENDS[part.kind])
        if part.kind in SIGNAL_ENDS:
            self._finish()

    def _begin_late(self, data: Data, part: DataField) -> _Signal | None:
        """Data whose indicator was lost; the end of a signal once more is none."""
        if part.kind in SIGNAL_ENDS and not part.octets:
            return None
        signal = self._begin(data, is_control=data in CONTROL_DATA)
        signal.is_broken = not part.octets.startswith(b"\xff")
        return signal

    def _finish(self) -> None:
        signal, self._signal = self._signal, None
        self._indicator = Indicator.NO_SIGNAL if signal is not None else self._indicator
        if signal is None:
            return
        if signal.octets:
            _end_frame(signal, is_good=False)
        self._tell(self._outcome(signal))

    def _outcome(self, signal: _Signal) -> Event:
        if signal.is_control:
            return self._turn(tuple(signal.frames))
        is_check, self._is_check_due = self._is_check_due, False
        if is_check and not signal.frames:
            return TrainingReceived(self._is_trained(signal))
        if self._is_page_due and signal.frames:
            return self._block(signal.frames)
        if self._is_page_due and signal.is_stream:
            return page_heard(bytes(signal.stream), signal.gaps, self._coding)
        return FramesReceived(())

    def _is_trained(self, signal: _Signal) -> bool:
        carrier = CARRIER_BY_DATA.get(signal.data) if signal.data is not None else None
        if carrier is None or carrier.rate > self._trains_up_to:
            return False
        if self._is_check_local:
            return True
        expected = carrier.rate * carrier.check / 8
        return signal.stream.count(0) >= GOOD_SHARE * max(expected, len(signal.stream))

    def _turn(self, frames: tuple[Received, ...]) -> FramesReceived:
        last = frames[-1] if frames else None
        self._is_check_due = isinstance(last, Frame) and last.name is Fcf.DCS
        if isinstance(last, Frame):
            self._note_command(last)
        return FramesReceived(frames)

    def _note_command(self, frame: Frame) -> None:
        if frame.name is Fcf.DCS:
            terms = decode_terms(frame.information)
            self._coding = terms.coding if terms is not None else self._coding
        partial = decode_partial_page(frame.information) if frame.name is Fcf.PPS else None
        if partial is not None:
            self._page.take_command(partial)

    def _block(self, received: list[Received]) -> BlockReceived:
        if self._is_page_over:
            self._page, self._is_page_over = EcmPage(), False
        frames = {
            frame.information[0]: frame.information[1:]
            for frame in received
            if isinstance(frame, Frame) and frame.name is Fcf.FCD and len(frame.information) > 1
        }
        return BlockReceived(self._page.add_burst(frames), frozenset(frames))


def _end_frame(signal: _Signal, *, is_good: bool) -> None:
    """Close the frame at hand; the end of a frame told twice is passed over."""
    if not signal.octets:
        signal.is_broken = False
        return
    octets = turned(bytes(signal.octets))
    if is_good and not signal.is_broken:
        signal.frames.append(decode(octets + check_sequence(octets)))
    else:
        signal.frames.append(Damaged(octets))
    signal.octets.clear()
    signal.is_broken = False
