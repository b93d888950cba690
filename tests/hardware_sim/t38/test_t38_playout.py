"""Signals leave as packets of the right size at the right time, and take as long as on a telephone line."""

import pytest

from hardware_sim.carriers import CARRIERS, Carrier
from hardware_sim.t30.commands import SendFrames, SendPage, SendPartialPage, SendTone, SendTraining, Signal
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import BlockReceived, FramesReceived, PageReceived, Tone, TrainingReceived
from hardware_sim.t30.frames import Damaged, Frame
from hardware_sim.t30.idents import encode_ident
from hardware_sim.t30.pages import PageData
from hardware_sim.t30.signals import signal_name, signal_seconds
from hardware_sim.t38.ifp import DataField, DataPacket, IndicatorPacket, encode
from hardware_sim.t38.playout import Departure, departures, is_low_speed
from hardware_sim.t38.settings import FIELD_OVERHEAD, FaxOverIp
from hardware_sim.t38.vocabulary import Data, FieldKind, Indicator
from models.vocabulary import Coding, RateManagement, Resolution
from tests.hardware_sim.t38.drawn_pages import DrawnPage, drawing

UP_TO_V17 = [carrier for carrier in CARRIERS if carrier.modulation != "V.34"]
TURN = SendFrames((Frame(Fcf.CSI, encode_ident("218 555 0001"), final=False), Frame(Fcf.DIS, b"\x00\xce\xf8\x44")))
PAGE = DrawnPage(drawing(120)).coded(Coding.MR, Resolution.FINE)
IPS = FaxOverIp()


def carrier_at(rate: int, modulation: str = "V.17") -> Carrier:
    return next(carrier for carrier in CARRIERS if (carrier.modulation, carrier.rate) == (modulation, rate))


def sent(signal: Signal, settings: FaxOverIp = IPS) -> list[Departure]:
    return list(departures(signal, settings))


def seconds_of(signal: Signal) -> float:
    return sum(departure.after for departure in sent(signal))


def fields_of(signal: Signal, settings: FaxOverIp = IPS) -> list[DataField]:
    return [
        field
        for departure in sent(signal, settings)
        if isinstance(departure.packet, DataPacket)
        for field in departure.packet.fields
    ]


def test_a_turn_is_a_preamble_and_small_packets_of_frames() -> None:
    first, *rest = sent(TURN)
    assert first.packet == IndicatorPacket(Indicator.V21_PREAMBLE)
    packets = [departure.packet for departure in rest if isinstance(departure.packet, DataPacket)]
    assert {packet.data for packet in packets} == {Data.V21}
    kinds = [field.kind for packet in packets for field in packet.fields if field.kind is not FieldKind.HDLC_DATA]
    assert kinds == [FieldKind.HDLC_FCS_OK, FieldKind.HDLC_FCS_OK_SIG_END]
    octets = [field.octets for packet in packets for field in packet.fields if field.octets]
    assert {len(octet) for octet in octets} == {1}
    # Address, control and name of the CSI, first bit highest; the ident backwards; DIS last.
    assert b"".join(octets).startswith(b"\xff\xc0\x02")
    assert b"".join(octets)[23:26] == b"\xff\xc8\x01"
    assert len(b"".join(octets)) == 3 + 20 + 3 + 4


@pytest.mark.parametrize(
    "signal",
    [
        TURN,
        SendTone(Tone.CED),
        *(SendTraining(carrier) for carrier in UP_TO_V17),
        *(SendPage(1, PAGE, carrier, Coding.MR, least) for carrier in UP_TO_V17 for least in (0, 20)),
    ],
    ids=signal_name,
)
def test_a_signal_takes_as_long_as_on_a_telephone_line(signal: Signal) -> None:
    # The last octet goes out whole, and so does the last fill bit of a row.
    assert seconds_of(signal) == pytest.approx(signal_seconds(signal), abs=16 / 2400)


@pytest.mark.parametrize("carrier", UP_TO_V17, ids=str)
def test_a_block_takes_about_as_long_as_on_a_telephone_line(carrier: Carrier) -> None:
    data = DrawnPage(drawing(500)).coded(Coding.MMR, Resolution.FINE)
    block = SendPartialPage(0, 0, frozenset(range(data.blocks(Coding.MMR, 256)[0])), 256, data, carrier, Coding.MMR)
    # There stuffed bits are reckoned on the average, here they are counted.
    assert seconds_of(block) == pytest.approx(signal_seconds(block), rel=0.03)


def test_the_training_check_is_a_second_and_a_half_of_zeros_or_only_its_time() -> None:
    training = SendTraining(carrier_at(9600))
    check = fields_of(training)
    assert b"".join(field.octets for field in check) == bytes(1800)
    assert check[-1].kind is FieldKind.T4_NON_ECM_SIG_END
    local = FaxOverIp(rate_management=RateManagement.LOCAL_TCF)
    assert [departure.packet for departure in sent(training, local)] == [
        IndicatorPacket(Indicator.V17_9600_LONG_TRAINING),
        IndicatorPacket(Indicator.NO_SIGNAL),
    ]
    assert sum(departure.after for departure in sent(training, local)) == pytest.approx(seconds_of(training))


def test_a_page_has_fill_bits_where_the_other_end_needs_time() -> None:
    carrier = carrier_at(14400)
    plain = fields_of(SendPage(1, PAGE, carrier, Coding.MR, 0))
    filled = fields_of(SendPage(1, PAGE, carrier, Coding.MR, 20))
    octets = PAGE.octets()
    assert b"".join(field.octets for field in plain)[:2] == b"\x00\x1a"
    assert sum(len(field.octets) for field in plain) == len(octets)
    assert sum(len(field.octets) for field in filled) > 120 * 288 // 8
    with pytest.raises(ValueError, match="fill"):
        fields_of(SendPage(1, PAGE, carrier, Coding.MMR, 20))


@pytest.mark.parametrize("coding", list(Coding))
@pytest.mark.parametrize("bits", [40_000, [100, 25, 18] * 100], ids=["sum", "rows"])
def test_a_page_of_which_only_the_size_is_known_goes_out_at_that_size(coding: Coding, bits: int | list[int]) -> None:
    data = PageData(300, bits)
    frames = frozenset(range(data.blocks(coding, 256)[0]))
    block = fields_of(SendPartialPage(0, 0, frames, 256, data, carrier_at(14400), coding))
    assert sum(field.kind is FieldKind.HDLC_FCS_OK for field in block) == len(frames) + 2
    if coding is not Coding.MMR:
        page = fields_of(SendPage(1, data, carrier_at(14400), coding, 0))
        assert sum(len(field.octets) for field in page) == pytest.approx(data.bits / 8, abs=11)


def test_a_block_is_full_frames_and_three_returns_to_control() -> None:
    data = DrawnPage(drawing(60)).coded(Coding.MH, Resolution.FINE)
    block = SendPartialPage(0, 0, frozenset({0, 2}), 64, data, carrier_at(14400), Coding.MH, long_training=True)
    first, *rest = sent(block)
    assert first.packet == IndicatorPacket(Indicator.V17_14400_LONG_TRAINING)
    fields = [
        field for departure in rest if isinstance(departure.packet, DataPacket) for field in departure.packet.fields
    ]
    frames: list[bytes] = [b""]
    for field in fields:
        frames[-1] += field.octets
        if field.kind is not FieldKind.HDLC_DATA:
            frames.append(b"")
    assert [len(frame) for frame in frames] == [4 + 64, 4 + 64, 3, 3, 3, 0]
    assert [frame[:4] for frame in frames[:2]] == [b"\xff\xc0\x60\x00", b"\xff\xc0\x60\x40"]
    assert frames[2] == b"\xff\xc0\x61"
    assert fields[-1].kind is FieldKind.HDLC_FCS_OK_SIG_END


@pytest.mark.parametrize("longest", [FIELD_OVERHEAD + 1, 40, 100, 400])
@pytest.mark.parametrize("interval", [0.02, 1.0])
def test_no_packet_is_longer_than_the_other_end_takes(longest: int, interval: float) -> None:
    settings = FaxOverIp(max_datagram=longest, packet_interval=interval)
    for signal in (TURN, SendTraining(carrier_at(14400)), SendPage(1, PAGE, carrier_at(14400), Coding.MR, 0)):
        for departure in sent(signal, settings):
            assert len(encode(departure.packet)) + 6 <= longest
            if isinstance(departure.packet, DataPacket) and departure.packet.data is Data.V21:
                assert len(departure.packet.fields[0].octets) <= 7


def test_a_datagram_too_short_for_anything_still_carries_an_octet() -> None:
    assert {len(field.octets) for field in fields_of(TURN, FaxOverIp(max_datagram=1))} == {0, 1}


def test_what_a_fault_of_the_call_leaves_of_a_signal_is_what_leaves() -> None:
    damaged = FramesReceived((*TURN.frames[:1], Damaged(b"")))
    kinds = [
        field.kind
        for departure in departures(TURN, IPS, damaged)
        if isinstance(departure.packet, DataPacket)
        for field in departure.packet.fields
        if field.kind is not FieldKind.HDLC_DATA
    ]
    assert kinds == [FieldKind.HDLC_FCS_OK, FieldKind.HDLC_FCS_BAD_SIG_END]

    training = departures(SendTraining(carrier_at(9600)), IPS, TrainingReceived(False))
    assert all(0 not in d.packet.fields[0].octets for d in training if isinstance(d.packet, DataPacket))

    page = SendPage(1, PAGE, carrier_at(9600), Coding.MR, 0)
    lost = [d.is_lost for d in departures(page, IPS, PageReceived(PAGE, frozenset(range(60, 70))))]
    assert 1 <= sum(lost) <= 10
    assert not lost[0]
    assert not lost[-1]

    block = SendPartialPage(0, 0, frozenset({0, 1}), 256, PAGE, carrier_at(9600), Coding.MR)
    bad = departures(block, IPS, BlockReceived(PAGE, frozenset({0, 1}), frozenset({1})))
    ends = [f.kind for d in bad if isinstance(d.packet, DataPacket) for f in d.packet.fields if not f.octets]
    assert ends[:3] == [FieldKind.HDLC_FCS_OK, FieldKind.HDLC_FCS_BAD, FieldKind.HDLC_FCS_OK]


def test_tones_and_the_control_channel_count_as_low_speed() -> None:
    low: list[Signal] = [SendTone(Tone.CNG), SendTone(Tone.CED), TURN]
    assert all(is_low_speed(departure.packet) for signal in low for departure in sent(signal))
    assert not any(is_low_speed(departure.packet) for departure in sent(SendTraining(carrier_at(4800, "V.27ter"))))


def test_v34_is_refused() -> None:
    with pytest.raises(ValueError, match=r"V\.34"):
        sent(SendTraining(CARRIERS[-1]))
