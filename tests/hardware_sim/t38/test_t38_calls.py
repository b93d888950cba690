"""Two of our stations fax each other over simulated networks, good ones and bad ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random  # noqa: TID251 - seeded by the test data: what the network does to each datagram

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.clock import Timeline
from fax_engine.documents.page import WIDTH
from hardware_sim.phase import Phase
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.conversation import converse
from hardware_sim.t30.impairments import (
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
from hardware_sim.t30.pages import ReceivedPage
from hardware_sim.t30.reception import Reception
from hardware_sim.t30.recorder import Recorder
from hardware_sim.t30.station import called_station, calling_station
from hardware_sim.t30.traits import our_traits
from hardware_sim.t38 import ifp, udptl
from hardware_sim.t38.ip_line import IpLine
from hardware_sim.t38.network import Dice, NetworkConditions, Path
from hardware_sim.t38.per import Malformed
from hardware_sim.t38.settings import FaxOverIp
from models.vocabulary import RateManagement
from tests.hardware_sim.t38.drawn_pages import DrawnPage, drawing, picture_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GOOD = NetworkConditions()
ECM = pytest.mark.parametrize("ecm", [False, True], ids=["without ECM", "with ECM"])


class FixedDice:
    """Always the same number: for networks that leave nothing to them."""

    def random(self) -> float:
        return 0.5


@dataclass
class Outcome:
    """How a call went."""

    codes: tuple[str | None, str | None]
    confirmed: tuple[int, int]
    pages: tuple[ReceivedPage, ...]
    seconds: float
    rate: int
    idents: tuple[str, str]
    datagrams: list[tuple[Side, bytes]]
    records: Recorder


LETTER = DrawnPage(drawing(400))
NOTE = DrawnPage(drawing(90))


def call(
    *,
    ecm: bool = True,
    over: FaxOverIp | None = None,
    conditions: NetworkConditions = GOOD,
    dice: Dice | None = None,
    faults: Iterable[Impairment] = (),
    pages: tuple[DrawnPage, ...] = (LETTER,),
) -> Outcome:
    """A call from us to the other side of town, to its end."""
    timeline = Timeline(NOON)
    calling = calling_station(our_traits("CALLING", 14400, ecm=ecm), pages)
    called = called_station(our_traits("CALLED", 14400, ecm=ecm))
    recorder, datagrams = Recorder(), list[tuple[Side, bytes]]()
    line = IpLine(
        timeline,
        calling,
        called,
        over or FaxOverIp(),
        conditions,
        dice or FixedDice(),
        impairments=faults,
        recorder=recorder,
        tap=lambda side, datagram: datagrams.append((side, datagram)),
    )
    line.connect()
    while not line.is_over:
        due = timeline.next_due
        assert due is not None
        timeline.advance_to(due)
    assert isinstance(called.memory, Reception)
    return Outcome(
        codes=(calling.hangup_code, called.hangup_code),
        confirmed=(calling.memory.confirmed, called.memory.confirmed),
        pages=called.memory.pages,
        seconds=line.left_after(Side.CALLING),
        rate=calling.memory.terms.carrier.rate if calling.memory.terms else 0,
        idents=(calling.memory.remote_id, called.memory.remote_id),
        datagrams=datagrams,
        records=recorder,
    )


def test_a_cut_in_phase_d_waits_for_the_last_block_of_the_page() -> None:
    chequers = np.resize(np.array([0xAA, 0x55], np.uint8), (200, 1)).repeat(WIDTH // 8, axis=1)
    dense = DrawnPage(chequers)
    names = [one.name for one in call(pages=(dense,)).records.records]
    assert names.count("BLOCK") > 1
    cut = call(pages=(dense,), faults=[LineCut(0.1, phase=Phase.POST_MESSAGE)])
    assert [one.name for one in cut.records.records] == names[: names.index("PPS-EOP") + 1]
    assert cut.codes == ("50", "A0")


def assert_arrived(outcome: Outcome, *pages: DrawnPage) -> None:
    assert outcome.codes == ("00", "00")
    assert outcome.confirmed == (len(pages), len(pages))
    pictures = [picture_of(page) for page in outcome.pages]
    assert all(np.array_equal(picture, page.rows) for picture, page in zip(pictures, pages, strict=True))


@ECM
@pytest.mark.parametrize("version", [0, 1, 3])
@pytest.mark.parametrize("management", list(RateManagement))
def test_pages_arrive_to_the_last_pixel(version: int, ecm: bool, management: RateManagement) -> None:
    other = DrawnPage(drawing(250, 7))
    outcome = call(ecm=ecm, over=FaxOverIp(version=version, rate_management=management), pages=(LETTER, other))
    assert_arrived(outcome, LETTER, other)
    assert outcome.idents == ("CALLED", "CALLING")
    assert outcome.pages[0].data is not None
    assert [(page.bad_rows, page.lost_frames) for page in outcome.pages] == [(frozenset(), frozenset())] * 2
    # No check is sent where each end makes its own.
    assert len(outcome.datagrams) > 300
    names = [record.name for record in outcome.records.records]
    assert names[:2] == ["CNG", "CED"]
    assert names[-1] == "DCN"


def test_everything_between_the_two_is_packets_in_datagrams_no_longer_than_agreed() -> None:
    outcome = call(over=FaxOverIp(max_datagram=120, redundancy_low_speed=5, redundancy_high_speed=2))
    assert_arrived(outcome, LETTER)
    copies: set[int] = set()
    for _, octets in outcome.datagrams:
        assert len(octets) <= 120
        datagram = udptl.decode(octets)
        assert not isinstance(datagram, Malformed)
        assert isinstance(datagram.recovery, udptl.Redundancy)
        assert not isinstance(ifp.decode(datagram.primary), Malformed)
        copies.add(len(datagram.recovery.packets))
    assert {1, 2, 5} <= copies


def test_the_calling_tone_comes_and_goes_until_the_other_end_speaks() -> None:
    beats = [
        packet.indicator.name
        for side, octets in call().datagrams
        if side is Side.CALLING
        and isinstance(datagram := udptl.decode(octets), udptl.Datagram)
        and isinstance(packet := ifp.decode(datagram.primary), ifp.IndicatorPacket)
    ]
    assert beats[:4] == ["CNG", "NO_SIGNAL", "CNG", "NO_SIGNAL"]
    assert "CNG" not in beats[4:]


@ECM
@given(seed=st.integers(0, 10_000))
@settings(max_examples=6)
def test_redundancy_repairs_a_bad_network(seed: int, ecm: bool) -> None:
    conditions = NetworkConditions(latency=0.05, jitter=0.02, loss=0.05, reordering=0.05, duplication=0.05)
    outcome = call(
        ecm=ecm,
        over=FaxOverIp(redundancy_low_speed=5, redundancy_high_speed=5),
        conditions=conditions,
        dice=Random(seed),
        pages=(NOTE,),
    )
    assert_arrived(outcome, NOTE)


@ECM
@given(seed=st.integers(0, 10_000), loss=st.floats(0, 0.6))
@settings(max_examples=15)
def test_however_bad_the_network_a_call_ends_and_says_what_it_has(seed: int, loss: float, ecm: bool) -> None:
    conditions = NetworkConditions(jitter=0.3, loss=loss, reordering=0.3, duplication=0.3, held_back=0.5)
    over = FaxOverIp(redundancy_low_speed=1, redundancy_high_speed=0)
    outcome = call(ecm=ecm, over=over, conditions=conditions, dice=Random(seed), pages=(NOTE,))
    assert None not in outcome.codes
    assert outcome.seconds < 900
    if outcome.codes == ("00", "00") and ecm:
        assert_arrived(outcome, NOTE)
    for page in outcome.pages:
        assert page.data is None or all(row < page.data.rows for row in page.bad_rows)


def test_lost_packets_leave_bad_rows_where_nothing_repairs_them() -> None:
    faults = [RowsDamaged(page=1, first_row=200, last_row=204)]
    (page,) = call(ecm=False, faults=faults).pages
    assert page.data is not None
    # How many rows were in a lost packet can only be guessed, by the size of the others.
    assert page.data.rows == pytest.approx(400, abs=40)
    assert page.bad_rows
    assert all(160 < row < 240 for row in page.bad_rows)


@ECM
@pytest.mark.parametrize(
    "fault",
    [
        SignalLost(Side.CALLED, "CFR", times=None),
        SignalLost(Side.CALLED, "MCF", times=None),
        SignalLost(Side.CALLING, "DCS", times=None),
        AnswerReplaced(Side.CALLED, "MCF", by=Fcf.CTR),
        DataShort(page=1),
        StorageShort(page=1),
        LineCut(5.0),
        LineCut(0.5, phase=Phase.MESSAGE),
        LineCut(0.5, phase=Phase.POST_MESSAGE),
        StationMissing(Side.CALLED),
        PageCut(page=1),
        StationSilent(Side.CALLED),
        StationSilent(Side.CALLED, after="CFR"),
        TrainingSpoiled(above=0),
    ],
    ids=str,
)
def test_a_fault_of_the_call_ends_it_as_on_a_telephone_line(ecm: bool, fault: Impairment) -> None:
    on_a_line = converse(our_traits("CALLING", 14400, ecm=ecm), [LETTER], our_traits("CALLED", 14400, ecm=ecm), [fault])
    outcome = call(ecm=ecm, faults=[fault])
    assert outcome.codes[0] == on_a_line.calling.code != "00"
    assert outcome.confirmed == (on_a_line.calling.confirmed, on_a_line.called.confirmed)
    assert outcome.seconds == pytest.approx(on_a_line.calling.seconds, abs=5)


@pytest.mark.parametrize(
    ("ecm", "fault"),
    [
        (True, FramesDamaged(page=1, first_frame=3, last_frame=5)),
        (True, FrameDamaged(Side.CALLED, "DIS")),
        (False, SignalLost(Side.CALLED, "CFR")),
        (False, TrainingSpoiled(above=9600)),
        (False, RowsDamaged(page=1, first_row=10, last_row=300)),
    ],
    ids=str,
)
def test_what_the_protocol_can_repair_it_repairs(ecm: bool, fault: Impairment) -> None:
    outcome = call(ecm=ecm, faults=[fault])
    assert_arrived(outcome, LETTER)
    assert outcome.rate == (
        9600 if isinstance(fault, TrainingSpoiled) else 12000 if isinstance(fault, RowsDamaged) else 14400
    )


def test_the_same_dice_make_the_same_call() -> None:
    conditions = NetworkConditions(loss=0.04, jitter=0.05, reordering=0.1, duplication=0.1)
    first, second = (call(conditions=conditions, dice=Random(7), ecm=False) for _ in range(2))
    assert first.datagrams == second.datagrams
    assert (first.codes, first.seconds) == (second.codes, second.seconds)


def test_a_network_carries_loses_doubles_and_delays_as_it_is_told() -> None:
    timeline = Timeline(NOON)
    heard: list[tuple[bytes, float]] = []

    def hear(datagram: bytes) -> None:
        heard.append((datagram, round((timeline.now - NOON).total_seconds(), 3)))

    for name, conditions in {
        "plain": NetworkConditions(latency=0.1),
        "late": NetworkConditions(latency=0.1, reordering=1, held_back=0.2),
        "twice": NetworkConditions(latency=0.1, duplication=1, held_back=0.3),
        "lost": NetworkConditions(loss=1),
        "jitter": NetworkConditions(latency=0.1, jitter=0.1),
    }.items():
        Path(timeline, conditions, FixedDice(), hear).carry(name.encode())
    timeline.advance_to(None)
    assert heard == [
        (b"plain", 0.1),
        (b"twice", 0.1),
        (b"jitter", 0.15),
        (b"late", 0.3),
        (b"twice", 0.4),
    ]


@pytest.mark.parametrize("wrong", [{"loss": 1.5}, {"duplication": -0.1}, {"latency": -1.0}, {"held_back": -0.1}])
def test_a_network_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="datagram"):
        NetworkConditions(**wrong)
