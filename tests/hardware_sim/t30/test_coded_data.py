"""Frames of a block: the coded page comes out of them again, padded to full frames."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.t30.coded_data import coded_frames, data_by_number
from hardware_sim.t30.commands import SendPartialPage
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.frames import from_bits, to_bits
from hardware_sim.t30.pages import PageData
from hardware_sim.t30.terms import CARRIER_OF
from models.vocabulary import Coding

STEADY = settings(deadline=None, derandomize=True, max_examples=25)


def block(octets: bytes, number: int, frame_octets: int, frames: frozenset[int]) -> SendPartialPage:
    data = PageData(1, 8 * len(octets), lambda: octets)
    return SendPartialPage(0, number, frames, frame_octets, data, CARRIER_OF["V.17", 14400], Coding.MMR)


@STEADY
@given(st.binary(min_size=1, max_size=2_000), st.integers(1, 20), st.sampled_from([64, 256]))
def test_a_page_is_put_together_again_from_its_blocks(piece: bytes, times: int, frame_octets: int) -> None:
    octets = piece * times
    block_octets = 256 * frame_octets
    received = b""
    for number in range(-(-len(octets) // block_octets)):
        size = min(block_octets, len(octets) - number * block_octets)
        frames = frozenset(range(-(-size // frame_octets)))
        arrived = data_by_number(from_bits(to_bits(coded_frames(block(octets, number, frame_octets, frames)))))
        assert arrived.keys() == frames
        received += b"".join(arrived[place] for place in sorted(arrived))
    assert received.rstrip(b"\0") == octets.rstrip(b"\0")
    assert len(received) % frame_octets == 0


def test_only_the_frames_asked_for_are_sent_and_three_rcp_after_them() -> None:
    frames = coded_frames(block(bytes(range(256)) * 10, 0, 256, frozenset({2, 7})))
    assert [frame.name for frame in frames] == [Fcf.FCD, Fcf.FCD, Fcf.RCP, Fcf.RCP, Fcf.RCP]
    assert [frame.information[0] for frame in frames[:2]] == [2, 7]
