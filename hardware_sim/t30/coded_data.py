"""The frames of a block: the coded page cut into FCD frames, with three RCP after them.

Rule: made only when somebody wants to see them; playing a call takes their number alone. Every FCD frame is full, the
last one of a page padded with zeros (ITU-T T.4 annex A.3.6).
"""

from collections.abc import Iterable, Mapping

from hardware_sim.t30.commands import SendPartialPage
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.frames import Frame, Received
from hardware_sim.timing import ECM_BLOCK_FRAMES

CLOSING_FRAMES = 3
"""RCP goes out three times (ITU-T T.4 annex A.3.7)."""


def coded_frames(signal: SendPartialPage) -> tuple[Frame, ...]:
    """What a block carries, frame by frame."""
    size = signal.frame_octets
    begin = signal.block * ECM_BLOCK_FRAMES * size
    octets = signal.data.octets()[begin : begin + ECM_BLOCK_FRAMES * size]
    numbered = (
        Frame(Fcf.FCD, bytes((number,)) + octets[number * size : (number + 1) * size].ljust(size, b"\0"), final=False)
        for number in sorted(signal.frames)
    )
    return (*numbered, *[Frame(Fcf.RCP, final=False)] * CLOSING_FRAMES)


def data_by_number(frames: Iterable[Received]) -> Mapping[int, bytes]:
    """The coded data that arrived, by frame number; damaged frames and RCP carry none."""
    return {
        frame.information[0]: frame.information[1:]
        for frame in frames
        if isinstance(frame, Frame) and frame.name is Fcf.FCD and frame.information
    }
