"""What signals are called and how long they take on the line.

Rule: seconds follow from the bits that really go out: frames are encoded and stuffed to be counted, pages come with
their fill bits, blocks with the frames of ITU-T T.4 annex A.
"""

from typing import assert_never

from hardware_sim.carriers import V21, Carrier, ControlChannel
from hardware_sim.t30.commands import SendFrames, SendPage, SendPartialPage, SendTone, SendTraining, Signal
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import Tone
from hardware_sim.t30.frames import Frame, Received, Unknown, turn_bits
from hardware_sim.t30.partial_pages import decode_after, decode_partial_page
from hardware_sim.timing import (
    ANSWER_SILENCE,
    ANSWER_TONE,
    ECM_END_BITS,
    ECM_OVERHEAD_BITS,
    ECM_PREAMBLE,
    END_OF_PAGE_BITS,
    STUFFING,
)

TCF = "TCF"
PAGE = "PAGE"
BLOCK = "BLOCK"
"""Names of signals that are no frames."""

TONE_SECONDS = {Tone.CNG: 0.0, Tone.CED: ANSWER_SILENCE + ANSWER_TONE}
"""CNG comes and goes until the other end is heard, and keeps nobody from speaking."""


def name_of(frame: Received) -> str:
    """What a frame is called in a diagram, such as `PPS-EOP`."""
    if not isinstance(frame, Frame):
        return "unknown" if isinstance(frame, Unknown) else "damaged"
    after = _after(frame)
    return f"{_plain(frame.name)}-{after}" if after else _plain(frame.name)


def _plain(name: Fcf) -> str:
    return name.name.replace("_", "-")


def _after(frame: Frame) -> str:
    if frame.name is Fcf.PPS:
        partial = decode_partial_page(frame.information)
        return partial.after.name if partial else ""
    if frame.name is Fcf.EOR:
        after = decode_after(frame.information)
        return after.name if after is not None else ""
    return ""


def signal_name(signal: Signal) -> str:
    """What a signal is called: a turn by its last frame."""
    match signal:
        case SendFrames(frames):
            return name_of(frames[-1])
        case SendTraining():
            return TCF
        case SendPage():
            return PAGE
        case SendPartialPage():
            return BLOCK
        case SendTone(tone):
            return tone
        case _:
            assert_never(signal)


def signal_label(signal: Signal) -> str:
    """A signal as a figure names it: every frame of a turn, the carrier of a training, pages and blocks from 1."""
    match signal:
        case SendFrames(frames):
            return " ".join(name_of(frame) for frame in frames)
        case SendTraining(carrier):
            return f"{TCF} {carrier.modulation} {carrier.rate}"
        case SendPage(number):
            return f"{PAGE} {number}"
        case SendPartialPage(page, block, frames):
            return f"{BLOCK} {page + 1}.{block + 1} x{len(frames)}"
        case SendTone(tone):
            return tone
        case _:
            assert_never(signal)


def signal_seconds(signal: Signal, control: ControlChannel = V21) -> float:
    """Seconds of line time, silence before the signal included; `control` is what frames travel on."""
    match signal:
        case SendFrames(frames):
            return control.silence + control.preamble + turn_bits(frames) / control.rate
        case SendTraining(carrier):
            return carrier.control.silence + carrier.training + carrier.check
        case SendPage():
            return _synchronising(signal.carrier) + _page_bits(signal) / signal.carrier.rate
        case SendPartialPage():
            return seconds_before_data(signal) + _block_bits(signal) / signal.carrier.rate
        case SendTone(tone):
            return TONE_SECONDS[tone]
        case _:
            assert_never(signal)


def _synchronising(carrier: Carrier) -> float:
    return carrier.control.silence + carrier.resync


def _page_bits(signal: SendPage) -> float:
    least = signal.carrier.bits_in(signal.scan_line_ms)
    return signal.data.bits_with_fill(least) + END_OF_PAGE_BITS[signal.coding]


def _block_bits(signal: SendPartialPage) -> float:
    return len(signal.frames) * frame_bits(signal) + ECM_END_BITS


def seconds_before_data(signal: SendPage | SendPartialPage) -> float:
    """Seconds from the beginning of a page or block to its first bit: silence, training, and the flags of a block."""
    synchronising = _synchronising(signal.carrier)
    if isinstance(signal, SendPage):
        return synchronising
    more = signal.carrier.training - signal.carrier.resync if signal.long_training else 0.0
    return synchronising + more + ECM_PREAMBLE


def seconds_to_middle(signal: SendPage | SendPartialPage) -> float:
    """Seconds from the beginning of a page or block until half of its data was on the line."""
    return (seconds_before_data(signal) + signal_seconds(signal)) / 2


def frame_bits(signal: SendPartialPage) -> float:
    """Bits of one frame of a block: every one is full, the last one padded (ITU-T T.4 annex A.3.6)."""
    return signal.frame_octets * 8 * STUFFING + ECM_OVERHEAD_BITS
