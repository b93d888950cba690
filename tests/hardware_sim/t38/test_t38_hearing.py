"""What a station is told of packets that come in: quirks of other makers are understood, gaps do the least harm."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fax_engine.clock import Timeline
from hardware_sim.carriers import CARRIERS
from hardware_sim.t30.commands import SendFrames, SendPage, SendTraining, Signal
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.events import (
    BlockReceived,
    Event,
    FramesReceived,
    PageReceived,
    SignalStarted,
    Tone,
    ToneHeard,
    TrainingReceived,
)
from hardware_sim.t30.frames import Damaged, Frame
from hardware_sim.t30.pages import PageData
from hardware_sim.t30.partial_pages import After, PartialPage
from hardware_sim.t30.terms import Terms
from hardware_sim.t38.datagrams_out import DatagramsOut
from hardware_sim.t38.ecm_page import EcmPage
from hardware_sim.t38.hearing import Hearing
from hardware_sim.t38.ifp import DataField, DataPacket, IndicatorPacket, Packet, encode
from hardware_sim.t38.line_order import Gap, page_heard, page_octets
from hardware_sim.t38.listening import CARRIER_GONE, PATIENCE, Listening
from hardware_sim.t38.playout import departures
from hardware_sim.t38.settings import FaxOverIp
from hardware_sim.t38.vocabulary import Data, FieldKind, Indicator
from models.vocabulary import Coding, RateManagement, Resolution
from tests.hardware_sim.t38.drawn_pages import DrawnPage, drawing
from tests.hardware_sim.t38.t38_strategies import packets

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
V29_9600 = next(carrier for carrier in CARRIERS if (carrier.modulation, carrier.rate) == ("V.29", 9600))
DCN = Frame(Fcf.DCN)
DCS = Frame(Fcf.DCS, Terms(V29_9600, coding=Coding.MH).encode())
DIS = Frame(Fcf.DIS, b"\x00\xce\xf8\x44")
PREAMBLE = IndicatorPacket(Indicator.V21_PREAMBLE)
SILENCE = IndicatorPacket(Indicator.NO_SIGNAL)
PAGE = DrawnPage(drawing(120)).coded(Coding.MH, Resolution.FINE)


def packets_of(signal: Signal) -> list[Packet]:
    return [departure.packet for departure in departures(signal, FaxOverIp())]


def v21(*fields: tuple[FieldKind, bytes]) -> DataPacket:
    return DataPacket(Data.V21, tuple(DataField(kind, octets) for kind, octets in fields))


@dataclass
class Ear:
    """A station's ear, and what it was told."""

    rate_management: RateManagement = RateManagement.TRANSFERRED_TCF
    trains_up_to: int = 14400
    told: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hearing = Hearing(self.told.append, self.rate_management, self.trains_up_to)

    def hear(self, *packets: Packet) -> list[Event]:
        """What is told of these packets."""
        self.told.clear()
        for packet in packets:
            self.hearing.hear(packet)
        return list(self.told)

    def hear_signal(self, signal: Signal) -> Event:
        """What a whole signal comes to."""
        started, event = self.hear(*packets_of(signal))
        assert started == SignalStarted()
        return event

    def expect_page(self) -> None:
        """The other end has our CFR."""
        self.hear_signal(SendFrames((DCS,)))
        self.hear_signal(SendTraining(V29_9600))
        self.hearing.said((Frame(Fcf.CFR),))


def test_a_turn_is_told_at_its_end() -> None:
    assert Ear().hear_signal(SendFrames((DIS, DCN))) == FramesReceived((DIS, DCN))


def test_repeated_indicators_and_ends_say_nothing_new() -> None:
    ear = Ear()
    first, *rest = packets_of(SendFrames((DCN,)))
    end = v21((FieldKind.HDLC_SIG_END, b""))
    assert ear.hear(first, first, first, *rest, end, SILENCE, SILENCE) == [SignalStarted(), FramesReceived((DCN,))]


def test_octets_in_the_field_that_ends_a_frame_are_part_of_it() -> None:
    frame = v21((FieldKind.HDLC_DATA, b"\xff"), (FieldKind.HDLC_FCS_OK_SIG_END, b"\xc8\x5f"))
    assert Ear().hear(PREAMBLE, frame)[1:] == [FramesReceived((DCN,))]


def test_a_signal_may_end_apart_from_its_last_frame() -> None:
    frame = v21((FieldKind.HDLC_DATA, b"\xff\xc8\x5f"), (FieldKind.HDLC_FCS_OK, b""))
    assert Ear().hear(PREAMBLE, frame, v21((FieldKind.HDLC_SIG_END, b"")))[1:] == [FramesReceived((DCN,))]
    assert Ear().hear(PREAMBLE, frame, SILENCE)[1:] == [FramesReceived((DCN,))]


def test_data_whose_indicator_was_lost_begin_a_signal() -> None:
    assert Ear().hear(*packets_of(SendFrames((DCN,)))[1:]) == [SignalStarted(), FramesReceived((DCN,))]
    missed_more = Ear().hear(*packets_of(SendFrames((DCN,)))[2:])
    assert missed_more == [SignalStarted(), FramesReceived((Damaged(b"\x13\xfa"),))]


def test_a_wrong_check_sequence_makes_a_damaged_frame() -> None:
    frame = v21((FieldKind.HDLC_DATA, b"\xff\xc8\x5f"), (FieldKind.HDLC_FCS_BAD_SIG_END, b""))
    assert Ear().hear(PREAMBLE, frame)[1:] == [FramesReceived((Damaged(b"\xff\x13\xfa"),))]


def test_a_gap_spoils_the_frame_it_is_in_and_no_other() -> None:
    ear = Ear()
    whole = packets_of(SendFrames((DIS, DCN)))
    for packet in whole[:4]:
        ear.hearing.hear(packet)
    ear.hearing.miss()
    for packet in whole[5:]:
        ear.hearing.hear(packet)
    event = ear.told[-1]
    assert isinstance(event, FramesReceived)
    assert isinstance(event.frames[0], Damaged)
    assert event.frames[1] == DCN


def test_the_next_signal_ends_one_whose_end_was_lost() -> None:
    ear = Ear()
    told = ear.hear(*packets_of(SendFrames((DIS,)))[:-1], *packets_of(SendFrames((DCN,))))
    assert told == [
        SignalStarted(),
        FramesReceived((Damaged(b"\xff\x13\x80\x00\xce\xf8"),)),
        SignalStarted(),
        FramesReceived((DCN,)),
    ]


def test_tones_are_told_when_they_are_over() -> None:
    ear = Ear()
    assert ear.hear(IndicatorPacket(Indicator.CED)) == []
    assert ear.hear(SILENCE) == [ToneHeard(Tone.CED)]
    assert ear.hear(IndicatorPacket(Indicator.CNG), PREAMBLE) == [ToneHeard(Tone.CNG), SignalStarted()]


def test_the_training_check_behind_a_dcs_is_judged() -> None:
    ear = Ear()
    ear.hear_signal(SendFrames((DCS,)))
    assert ear.hear_signal(SendTraining(V29_9600)) == TrainingReceived(True)
    slow = Ear(trains_up_to=7200)
    slow.hear_signal(SendFrames((DCS,)))
    assert slow.hear_signal(SendTraining(V29_9600)) == TrainingReceived(False)
    # Without the DCS nobody knows what it is.
    assert Ear().hear_signal(SendTraining(V29_9600)) == FramesReceived(())


def test_half_a_training_check_is_none() -> None:
    ear = Ear()
    ear.hear_signal(SendFrames((DCS,)))
    check = packets_of(SendTraining(V29_9600))
    assert ear.hear(*check[: len(check) // 2], SILENCE)[-1] == TrainingReceived(False)


def test_a_local_check_is_the_carrier_alone() -> None:
    ear = Ear(RateManagement.LOCAL_TCF)
    ear.hear_signal(SendFrames((DCS,)))
    carrier = IndicatorPacket(Indicator.V29_9600_TRAINING)
    assert ear.hear(carrier, SILENCE) == [SignalStarted(), TrainingReceived(True)]


def test_a_page_is_told_with_its_rows() -> None:
    ear = Ear()
    ear.expect_page()
    event = ear.hear_signal(SendPage(1, PAGE, V29_9600, Coding.MH, 0))
    assert isinstance(event, PageReceived)
    assert event.data.rows == 120
    assert event.data.bits == PAGE.bits
    assert event.data.octets() == PAGE.octets()
    assert event.bad_rows == frozenset()


def test_a_carrier_that_nobody_asked_for_is_as_good_as_a_damaged_frame() -> None:
    assert Ear().hear_signal(SendPage(1, PAGE, V29_9600, Coding.MH, 0)) == FramesReceived(())
    ear = Ear()
    ear.expect_page()
    ear.hearing.said((Frame(Fcf.RTN),))
    assert ear.hear_signal(SendPage(1, PAGE, V29_9600, Coding.MH, 0)) == FramesReceived(())
    ear.expect_page()
    ear.hearing.said((Frame(Fcf.CRP),))
    assert isinstance(ear.hear_signal(SendPage(1, PAGE, V29_9600, Coding.MH, 0)), PageReceived)


@pytest.mark.parametrize("coding", [Coding.MH, Coding.MR])
def test_the_rows_in_a_gap_and_those_that_build_on_it_are_bad(coding: Coding) -> None:
    octets = page_octets(DrawnPage(drawing(100)).coded(coding, Resolution.FINE), coding)
    middle = len(octets) // 2
    whole = page_heard(octets, [], coding)
    holed = page_heard(octets[:middle] + octets[middle + 50 :], [Gap(middle, 50)], coding)
    assert (whole.data.rows, whole.bad_rows) == (100, frozenset())
    assert holed.bad_rows
    assert len(holed.bad_rows) <= 8
    assert abs(holed.data.rows - 100) <= 6


def test_a_page_without_a_row_is_all_bad() -> None:
    nothing = page_heard(b"\x00\x00", [], Coding.MH)
    assert (nothing.data.rows, nothing.bad_rows) == (1, frozenset({0}))


def test_frames_of_several_blocks_make_one_page() -> None:
    page = EcmPage()
    page.add_burst({0: b"a" * 4, 2: b"c" * 4})
    page.take_command(PartialPage(After.NULL, 0, 0, 3))
    assert page.octets() == b"aaaa\0\0\0\0cccc"
    is_last = [page.is_last_block]
    page.add_burst({1: b"b" * 4})
    assert page.octets() == b"aaaabbbbcccc"
    page.take_command(PartialPage(After.NULL, 0, 0, 1))
    data: PageData = page.add_burst({0: b"d" * 4})
    page.take_command(PartialPage(After.EOP, 0, 1, 1))
    assert [*is_last, page.is_last_block] == [False, True]
    assert data.octets() == b"aaaabbbbccccdddd"


def test_an_answer_closes_a_page_and_the_next_burst_begins_another() -> None:
    ear = Ear()
    ear.expect_page()
    coded = v29_block(0, b"first")
    one = ear.hear(*coded)[-1]
    ear.hear_signal(SendFrames((Frame(Fcf.PPS, PartialPage(After.MPS, 0, 0, 1).encode()),)))
    ear.hearing.said((Frame(Fcf.MCF),))
    two = ear.hear(*v29_block(0, b"other"))[-1]
    assert isinstance(one, BlockReceived)
    assert isinstance(two, BlockReceived)
    assert (one.data.octets(), two.data.octets()) == (b"first", b"other")
    assert two.frames == frozenset({0})


def v29_block(number: int, octets: bytes) -> list[Packet]:
    """One frame of a block; the octets come as they are, bits turned."""
    turned = bytes(int(f"{octet:08b}"[::-1], 2) for octet in (0xFF, 0x03, Fcf.FCD, number, *octets))
    frame = (DataField(FieldKind.HDLC_DATA, turned), DataField(FieldKind.HDLC_FCS_OK_SIG_END))
    return [IndicatorPacket(Indicator.V29_9600_TRAINING), DataPacket(Data.V29_9600, frame)]


@given(st.lists(packets(3), max_size=30))
def test_no_packets_whatever_upset_the_ear(noise: list[Packet]) -> None:
    ear = Ear()
    ear.expect_page()
    told = ear.hear(*noise, SILENCE, *packets_of(SendFrames((DCN,))))
    assert told[-1] == FramesReceived((DCN,))


def test_patience_and_carriers_end() -> None:
    timeline, told = Timeline(NOON), list[Event]()
    listening = Listening(timeline, FaxOverIp(), 14400, told.append)
    out = DatagramsOut(400)
    datagrams = [out.next(encode(packet), 0) for packet in packets_of(SendFrames((DCN,)))]
    listening.receive(datagrams[0])
    assert told == [SignalStarted()]
    listening.receive(datagrams[2])
    listening.receive(b"noise")
    timeline.advance_to(NOON + timedelta(seconds=PATIENCE))
    listening.receive(datagrams[1])
    timeline.advance_to(NOON + timedelta(seconds=CARRIER_GONE))
    assert told == [SignalStarted()]
    timeline.advance_to(NOON + timedelta(seconds=CARRIER_GONE + PATIENCE))
    assert told == [SignalStarted(), FramesReceived((Damaged(b"\x13"),))]
    listening.stop()
    listening.receive(out.next(encode(PREAMBLE), 0))
    assert len(told) == 2
    assert timeline.is_idle
