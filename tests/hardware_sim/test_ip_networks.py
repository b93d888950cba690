"""Faxes over good and bad IP networks: a clean one is as good as a line, a bad one is what the stations make of it."""

import json
from dataclasses import replace

import pytest

from fax_engine.call_orders import CallOrder
from fax_engine.call_result import CallResult
from fax_engine.line_pages import CodedPage
from fax_engine.trunk import LEAST_DATAGRAM, USUAL_TRUNK, Trunk
from hardware_sim.far_end import T38, FarEnd
from hardware_sim.ip_session import IpSession, pictured, play_over_ip, replay_over_ip
from hardware_sim.outcomes import by_word
from hardware_sim.session import Session, of_kept
from hardware_sim.sip_channel import SipChannel
from hardware_sim.t30.impairments import (
    FramesDamaged,
    Impairment,
    LineCut,
    RowsDamaged,
    Side,
    SignalLost,
    StationSilent,
    TrainingSpoiled,
)
from hardware_sim.t38.line_order import turned
from hardware_sim.t38.settings import FaxOverIp
from models.call import SIGNALLING
from models.vocabulary import Coding, Direction, Resolution
from tests.hardware_sim.lines import Village, line, order, page
from tests.hardware_sim.t38.drawn_pages import DrawnPage, drawing

NOTE = DrawnPage(drawing(90))
USUAL = FaxOverIp()
CLEAN = FarEnd("FAR")


def session(far_end: FarEnd = CLEAN, *impairments: Impairment, ecm: bool = True, pages: int = 1) -> Session:
    sizes = {coding: NOTE.coded(coding, NOTE.resolution).bits for coding in Coding}
    sent = replace(page(rows=90), coded_bits={coding.value: bits for coding, bits in sizes.items()})
    return Session(Direction.OUTBOUND, "US", 14400, ecm, far_end, (sent,) * pages, impairments, (3, 1))


def played(what: Session, terms: FaxOverIp = USUAL) -> IpSession:
    return play_over_ip(what, terms, [NOTE] * len(what.pages))


@pytest.mark.parametrize("version", range(4))
@pytest.mark.parametrize("ecm", [False, True], ids=["without ECM", "with ECM"])
def test_no_datagram_is_longer_than_the_least_that_can_be_asked_for(ecm: bool, version: int) -> None:
    terms = replace(USUAL, version=version, redundancy_high_speed=3, max_datagram=LEAST_DATAGRAM)
    went = played(session(CLEAN, FramesDamaged(1, 0, 3, times=5), ecm=ecm), terms)

    assert went.leg.code == "00"
    assert max(len(datagram.octets) for datagram in went.datagrams) == LEAST_DATAGRAM


@pytest.mark.parametrize("ecm", [False, True], ids=["without ECM", "with ECM"])
@pytest.mark.parametrize("pages", [1, 3])
@pytest.mark.parametrize(
    "fault",
    [
        (),
        (SignalLost(Side.CALLED, "CFR"),),
        (SignalLost(Side.CALLED, "MCF", times=None),),
        (TrainingSpoiled(above=9600),),
        (TrainingSpoiled(above=0),),
        (StationSilent(Side.CALLED),),
        (LineCut(6.0),),
        (FramesDamaged(1, 0, 1, times=2),),
        (RowsDamaged(1, 0, 80, times=1),),
    ],
    ids=str,
)
def test_over_a_clean_network_a_call_comes_to_the_same_as_on_a_line(
    fault: tuple[Impairment, ...], pages: int, ecm: bool
) -> None:
    what = session(CLEAN, *fault, ecm=ecm, pages=pages)
    on_line, over_ip = what.leg, played(what).leg

    assert (over_ip.code, over_ip.confirmed, over_ip.remote_id) == (on_line.code, on_line.confirmed, on_line.remote_id)
    assert over_ip.leaves is on_line.leaves
    # How many rows a lost packet holds is not for a fault to say, and so it is not what a receiver makes of them.
    if RowsDamaged not in map(type, fault):
        assert over_ip.seconds == pytest.approx(on_line.seconds, abs=6)


def test_what_was_kept_is_played_again_datagram_by_datagram() -> None:
    what = session(replace(CLEAN, packet_loss=5.0, packet_reordering=5.0, network_seed=7), pages=2)
    first, second = played(what), played(what)
    other = played(replace(what, far_end=replace(what.far_end, network_seed=8)))

    assert first.datagrams == second.datagrams != other.datagrams
    assert of_kept(json.loads(json.dumps(replace(what, over=USUAL).kept()))) == replace(what, over=USUAL)


def test_redundancy_repairs_what_a_network_loses_and_without_it_pages_suffer() -> None:
    lossy = session(replace(CLEAN, packet_loss=6.0, network_seed=3), ecm=False)
    protected = played(lossy, FaxOverIp(redundancy_low_speed=5, redundancy_high_speed=5))
    bare = played(lossy, FaxOverIp(redundancy_low_speed=5, redundancy_high_speed=0))

    assert (protected.leg.code, protected.leg.confirmed) == ("00", 1)
    assert [page.bad_rows for page in protected.conversation.pages] == [frozenset()]
    assert any(page.bad_rows for page in bare.conversation.pages) or bare.leg.code != "00"


def test_a_network_that_carries_nothing_is_a_silent_far_end() -> None:
    assert played(session(replace(CLEAN, packet_loss=100.0))).leg.code == "05"


def call(far_end: FarEnd, what: CallOrder) -> CallResult:
    return line(SipChannel, Village(far_end)).call(what).result


class Note:
    """The note as whoever orders a call has it."""

    resolution = NOTE.resolution

    def coded(self, coding: Coding, resolution: Resolution, most_rows: int = 0) -> CodedPage:
        """The whole of it, at its own resolution."""
        data = NOTE.coded(coding, resolution)
        assert not isinstance(data.row_bits, int)
        return CodedPage(data.row_bits, turned(data.octets()))


def drawn_order(trunk: Trunk = USUAL_TRUNK, redundancy: int = 0) -> CallOrder:
    return replace(
        order("2185553335", page(rows=90)),
        pictures=lambda: (Note(),),
        trunk=trunk,
        redundancy_low_speed=redundancy,
        redundancy_high_speed=redundancy,
    )


def test_a_call_over_a_bad_network_is_repaired_or_fails_by_its_settings() -> None:
    lossy = FarEnd("FAR", packet_loss=8.0, network_seed=1)
    good = call(lossy, drawn_order(redundancy=5))
    lost = call(replace(lossy, packet_loss=100.0), drawn_order())

    assert (good.outcome, good.pages) == ("ok", 1)
    assert good.negotiated is not None
    assert good.negotiated.remote_id == "FAR"
    assert (lost.succeeded, lost.hangup.code, lost.hangup.sip_status) == (False, "05", 200)
    assert good.session is not None
    kept = json.loads(json.dumps({name: value for name, value in good.session.items() if name != SIGNALLING}))
    again = replay_over_ip(kept, (Note(),))
    assert (again.calling.code, again.calling.confirmed, again.records[0].name) == ("00", 1, "CNG")


def test_a_fax_that_goes_as_sound_knows_nothing_of_datagrams() -> None:
    sound = FarEnd("FAR", packet_loss=50.0, t38=T38.NEVER)
    result = call(sound, drawn_order(Trunk(fallback_g711=True)))

    assert result.succeeded


def test_a_word_of_a_script_says_how_bad_a_network_is() -> None:
    outcome = by_word("packet-loss:5")
    assert outcome is not None
    assert (outcome.name, outcome.magic_number) == ("packet_loss_5", None)
    assert by_word("packet-loss:101") is by_word("packet-loss:0") is by_word("packet-theft:5") is None
    assert len(pictured((Note(), Note()))) == 2
