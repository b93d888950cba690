"""A T.38 terminal that others wrote, libspandsp's, sends us pages and receives ours, equal to the last pixel."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from fax_engine.clock import Timeline
from hardware_sim.t30.reception import Reception
from hardware_sim.t30.station import Station, called_station, calling_station
from hardware_sim.t30.traits import our_traits
from hardware_sim.t38 import ifp
from hardware_sim.t38.datagrams_out import DatagramsOut
from hardware_sim.t38.per import Malformed
from hardware_sim.t38.settings import FaxOverIp
from hardware_sim.t38.terminal import Terminal
from hardware_sim.t38.udptl import decode
from models.vocabulary import Coding, Resolution
from tests.hardware_sim.t38.drawn_pages import DrawnPage, Rows, drawing, picture_of, read_tiff, write_tiff
from tests.hardware_sim.t38.spandsp import MH, MMR, MR, NO_COMPRESSION, SECONDS_A_STEP, SpandspTerminal, library

pytestmark = pytest.mark.skipif(library() is None, reason="libspandsp is not installed (Debian: libspandsp2)")

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LONGEST = timedelta(minutes=5)
COMPRESSIONS = {Coding.MH: MH, Coding.MR: MH | MR, Coding.MMR: MH | MR | MMR}
FROM_SPANDSP = "from spandsp"
FROM_US = "from us"


@dataclass
class Call:
    """One of our stations and one of spandsp's, in steps of 20 ms; what goes between them is kept."""

    station: Station
    is_calling: bool
    settings: FaxOverIp = field(default_factory=FaxOverIp)
    ecm: bool = True
    compressions: int = MH | MR | MMR
    packets: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.timeline = Timeline(NOON)
        self.terminal = Terminal(self.timeline, self.station, self.settings, self._to_spandsp, lambda: None)
        self._datagrams = DatagramsOut(self.settings.max_datagram)
        spandsp = library()
        assert spandsp is not None
        self.spandsp = SpandspTerminal(spandsp, self._to_us, is_calling=not self.is_calling)
        self.spandsp.set_up(
            ecm=self.ecm,
            ident="SPANDSP 1",
            compressions=NO_COMPRESSION | self.compressions,
            version=self.settings.version,
        )

    def _to_spandsp(self, datagram: bytes) -> None:
        decoded = decode(datagram)
        assert not isinstance(decoded, Malformed)
        self.packets.append((FROM_US, decoded.primary))
        self.spandsp.take(decoded.primary, decoded.sequence)

    def _to_us(self, packet: bytes, times: int) -> None:
        self.packets.append((FROM_SPANDSP, packet))
        datagram = self._datagrams.next(packet, copies=0)
        for _ in range(times):
            self.terminal.receive(datagram)

    def run(self) -> None:
        """Until both have left."""
        self.terminal.connect()
        while not (self.terminal.has_left and self.spandsp.result is not None):
            assert self.timeline.now - NOON < LONGEST, (self.station.state, self.spandsp.result)
            self.timeline.advance_to(self.timeline.now + timedelta(seconds=SECONDS_A_STEP))
            self.spandsp.step()


Dial = Callable[[Call], Call]


@pytest.fixture
def dial() -> Iterator[Dial]:
    """Plays a call to its end and frees what the library took for it."""
    calls: list[Call] = []

    def play(call: Call) -> Call:
        calls.append(call)
        call.run()
        return call

    yield play
    for call in calls:
        call.spandsp.free()


def assert_both_are_content(call: Call) -> None:
    assert (call.station.hangup_code, call.spandsp.result) == ("00", 0)
    assert call.station.memory.remote_id == "SPANDSP 1"


def assert_equal(pages: list[Rows], others: list[Rows]) -> None:
    assert [page.shape for page in pages] == [page.shape for page in others]
    assert all(np.array_equal(page, other) for page, other in zip(pages, others, strict=True))


@pytest.mark.parametrize("ecm", [False, True], ids=["without ECM", "with ECM"])
@pytest.mark.parametrize("coding", list(Coding))
def test_spandsp_receives_our_page(dial: Dial, tmp_path: Path, coding: Coding, ecm: bool) -> None:
    rows = drawing(600)
    station = calling_station(our_traits("218 555 0001", 14400, ecm=ecm), [DrawnPage(rows)])
    call = Call(station, is_calling=True, ecm=ecm, compressions=COMPRESSIONS[coding])
    call.spandsp.receive_file(tmp_path / "theirs.tif")
    dial(call)
    assert_both_are_content(call)
    terms = station.memory.terms
    assert terms is not None
    assert terms.ecm is ecm
    assert terms.coding is (Coding.MR if coding is Coding.MMR and not ecm else coding)
    assert_equal(read_tiff(tmp_path / "theirs.tif"), [rows])


@pytest.mark.parametrize("ecm", [False, True], ids=["without ECM", "with ECM"])
@pytest.mark.parametrize("coding", list(Coding))
def test_we_receive_the_page_of_spandsp(dial: Dial, tmp_path: Path, coding: Coding, ecm: bool) -> None:
    rows = drawing(600)
    write_tiff(tmp_path / "theirs.tif", [rows], Resolution.FINE)
    station = called_station(our_traits("218 555 0001", 14400, ecm=ecm))
    call = Call(station, is_calling=False, ecm=ecm, compressions=COMPRESSIONS[coding])
    call.spandsp.send_file(tmp_path / "theirs.tif")
    dial(call)
    assert_both_are_content(call)
    assert isinstance(station.memory, Reception)
    (page,) = station.memory.pages
    assert (page.bad_rows, page.lost_frames, page.confirmed) == (frozenset(), frozenset(), True)
    assert_equal([picture_of(page)], [rows])


@pytest.mark.parametrize("ecm", [False, True], ids=["without ECM", "with ECM"])
@pytest.mark.parametrize(
    "settings",
    [
        FaxOverIp(version=2, redundancy_low_speed=0, redundancy_high_speed=0),
        FaxOverIp(max_datagram=40),
    ],
    ids=["version 2", "short datagrams"],
)
def test_several_pages_go_either_way_however_sdp_was(
    dial: Dial, tmp_path: Path, settings: FaxOverIp, ecm: bool
) -> None:
    pages = [drawing(300, 1), drawing(420, 5)]
    station = calling_station(our_traits("US", 9600, ecm=ecm), [DrawnPage(rows) for rows in pages])
    outbound = Call(station, is_calling=True, settings=settings, ecm=ecm)
    outbound.spandsp.receive_file(tmp_path / "received.tif")
    assert_both_are_content(dial(outbound))
    assert_equal(read_tiff(tmp_path / "received.tif"), pages)

    write_tiff(tmp_path / "sent.tif", pages, Resolution.FINE)
    station = called_station(our_traits("US", 9600, ecm=ecm))
    inbound = Call(station, is_calling=False, settings=settings, ecm=ecm)
    inbound.spandsp.send_file(tmp_path / "sent.tif")
    assert_both_are_content(dial(inbound))
    assert isinstance(station.memory, Reception)
    assert_equal([picture_of(page) for page in station.memory.pages], pages)


@pytest.mark.parametrize("rate", [2400, 4800, 7200, 12000])
def test_every_modulation_carries_a_page_to_spandsp(dial: Dial, tmp_path: Path, rate: int) -> None:
    rows = drawing(100)
    station = calling_station(our_traits("US", rate, ecm=True), [DrawnPage(rows)])
    call = Call(station, is_calling=True)
    call.spandsp.receive_file(tmp_path / "theirs.tif")
    assert_both_are_content(dial(call))
    assert station.memory.terms is not None
    assert station.memory.terms.carrier.rate == rate
    assert_equal(read_tiff(tmp_path / "theirs.tif"), [rows])


@pytest.mark.parametrize("version", [0, 1, 2])
def test_every_packet_of_spandsp_reads_and_writes_the_same(dial: Dial, tmp_path: Path, version: int) -> None:
    write_tiff(tmp_path / "theirs.tif", [drawing(200)], Resolution.FINE)
    call = Call(
        called_station(our_traits("US", 14400, ecm=True)), is_calling=False, settings=FaxOverIp(version=version)
    )
    call.spandsp.send_file(tmp_path / "theirs.tif")
    dial(call)
    theirs = {packet for sender, packet in call.packets if sender == FROM_SPANDSP}
    assert len(theirs) > 50
    for packet in theirs:
        read = ifp.decode(packet, version)
        assert not isinstance(read, Malformed)
        assert ifp.encode(read, version) == packet
