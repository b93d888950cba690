"""A terminal speaks at the right moments, hears when it does not speak, and leaves nothing behind."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from fax_engine.clock import Timeline
from hardware_sim.t30.commands import SendFrames
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.frames import Frame
from hardware_sim.t30.receiver_table import ReceiverState
from hardware_sim.t30.station import called_station
from hardware_sim.t30.timers import SECONDS, Timer
from hardware_sim.t30.traits import our_traits
from hardware_sim.t38.datagrams_out import DatagramsOut
from hardware_sim.t38.ifp import IndicatorPacket, decode, encode
from hardware_sim.t38.playout import departures
from hardware_sim.t38.settings import FaxOverIp
from hardware_sim.t38.terminal import Terminal
from hardware_sim.t38.udptl import Datagram
from hardware_sim.t38.udptl import decode as decode_datagram
from hardware_sim.t38.vocabulary import Indicator
from hardware_sim.timing import ANSWER_SILENCE, ANSWER_TONE

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INTERVAL = FaxOverIp().packet_interval
SILENCE = 0.075


@dataclass
class Answering:
    """A terminal that has taken a call; what it sends is kept with its seconds."""

    settings: FaxOverIp = field(default_factory=FaxOverIp)
    sent: list[tuple[float, Datagram]] = field(default_factory=list)
    left: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.timeline = Timeline(NOON)
        self.station = called_station(our_traits("218 555 0001", 14400, ecm=True))
        self.terminal = Terminal(self.timeline, self.station, self.settings, self._keep, self._note_end)
        self._out = DatagramsOut(400)
        self.terminal.connect()

    @property
    def seconds(self) -> float:
        return (self.timeline.now - NOON).total_seconds()

    def _keep(self, octets: bytes) -> None:
        datagram = decode_datagram(octets)
        assert isinstance(datagram, Datagram)
        self.sent.append((self.seconds, datagram))

    def _note_end(self) -> None:
        self.left.append(self.seconds)

    def wait(self, seconds: float) -> None:
        self.timeline.advance_to(NOON + timedelta(seconds=seconds))

    def hear(self, *frames: Frame) -> None:
        """The other end says this, all in one moment."""
        for departure in departures(SendFrames(frames), self.settings):
            self.terminal.receive(self._out.next(encode(departure.packet), 0))

    def moments_of(self, indicator: Indicator) -> list[float]:
        """When packets with this indicator left."""
        return [at for at, datagram in self.sent if decode(datagram.primary) == IndicatorPacket(indicator)]


def test_the_last_datagram_of_a_signal_is_sent_again_before_the_next_signal() -> None:
    answering = Answering()
    answering.wait(7)
    over = ANSWER_SILENCE + ANSWER_TONE
    assert answering.moments_of(Indicator.CED) == pytest.approx([ANSWER_SILENCE])
    assert answering.moments_of(Indicator.NO_SIGNAL) == pytest.approx([over + INTERVAL * copy for copy in range(4)])
    assert answering.moments_of(Indicator.V21_PREAMBLE) == pytest.approx([over + INTERVAL * 3 + SILENCE])
    numbers = [datagram.sequence for _, datagram in answering.sent[:6]]
    assert numbers == [0, 1, 1, 1, 1, 2]


def test_without_redundancy_nothing_is_sent_twice() -> None:
    answering = Answering(FaxOverIp(redundancy_low_speed=0))
    answering.wait(7)
    assert answering.moments_of(Indicator.NO_SIGNAL) == pytest.approx([ANSWER_SILENCE + ANSWER_TONE])


def test_a_timer_runs_from_the_end_of_the_signal_before_it() -> None:
    answering = Answering()
    answering.wait(20)
    first, second, *_ = answering.moments_of(Indicator.V21_PREAMBLE)
    last_of_first = max(at for at, _ in answering.sent if at < second)
    assert second - last_of_first == pytest.approx(SECONDS[Timer.T4] + SILENCE)
    assert first < last_of_first


def test_what_comes_in_while_it_sends_is_heard_when_it_is_done() -> None:
    answering = Answering()
    answering.wait(6)
    sent = len(answering.sent)
    answering.hear(Frame(Fcf.DCN, x=True))
    assert answering.left == []
    answering.wait(20)
    # Its DIS went out whole, and nothing after it.
    assert len(answering.sent) > sent + 20
    assert len(answering.moments_of(Indicator.V21_PREAMBLE)) == 1
    assert answering.left == pytest.approx([answering.sent[-1][0]])
    assert answering.station.state is ReceiverState.ENDED


def test_after_hanging_up_it_is_deaf_and_mute() -> None:
    answering = Answering()
    answering.wait(6)
    answering.terminal.disconnect()
    assert answering.terminal.has_left
    assert answering.left == pytest.approx([6])
    assert answering.station.hangup_code == "70"
    sent = len(answering.sent)
    answering.hear(Frame(Fcf.DCN, x=True))
    answering.terminal.disconnect()
    answering.terminal.fill_storage()
    assert answering.timeline.is_idle
    assert (len(answering.sent), len(answering.left)) == (sent, 1)


def test_noise_on_the_port_does_no_harm() -> None:
    answering = Answering()
    for octets in (b"", b"\x00", b"\xff" * 40, b"\x00\x00\x01\xff\x00\x00"):
        answering.terminal.receive(octets)
    answering.wait(7)
    assert answering.moments_of(Indicator.V21_PREAMBLE)
