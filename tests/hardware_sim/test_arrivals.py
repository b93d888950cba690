"""What arrived of every page of a call, however the call went."""

from dataclasses import replace

import pytest

from fax_engine.arrival import Arrival
from hardware_sim.arrivals import arrivals
from hardware_sim.far_end import FarEnd
from hardware_sim.outcome import Played
from hardware_sim.outcomes import by_word
from hardware_sim.phase import Phase
from hardware_sim.session import Session
from hardware_sim.t30.impairments import (
    DataShort,
    FramesDamaged,
    Impairment,
    LineCut,
    RowsDamaged,
    Side,
    SignalLost,
)
from hardware_sim.t30.recorder import Recorder
from hardware_sim.t30.signals import PAGE
from models.vocabulary import Coding, Direction, Resolution
from tests.hardware_sim.lines import page

EVERYTHING = FarEnd("555")
BASIC = FarEnd("555", ecm=False, codings=frozenset({Coding.MH}))


def arrived(*impairments: Impairment, far_end: FarEnd = EVERYTHING, pages: int = 2) -> tuple[Arrival, ...]:
    session = Session(Direction.OUTBOUND, "218", 14400, True, far_end, (page(),) * pages, impairments)
    return arrivals(session.play(Recorder()))


def test_whole_pages() -> None:
    assert arrived() == (Arrival(1, Coding.MMR, Resolution.FINE), Arrival(2, Coding.MMR, Resolution.FINE))
    standard = replace(BASIC, resolution=Resolution.STANDARD)
    assert arrived(far_end=standard, pages=1) == (Arrival(1, Coding.MH, Resolution.STANDARD),)


def test_damaged_rows_of_a_page_that_was_taken() -> None:
    first, second = arrived(RowsDamaged(1, 100, 119), far_end=BASIC)
    assert first.bad_rows == frozenset(range(100, 120))
    assert second.is_whole


def test_a_page_that_was_sent_again_is_the_last_one() -> None:
    assert all(one.is_whole for one in arrived(RowsDamaged(1, 0, 499), far_end=BASIC))


def test_frames_that_came_at_the_second_time_are_not_missing() -> None:
    assert all(one.is_whole for one in arrived(FramesDamaged(1, 3, 5)))


def test_frames_that_never_came() -> None:
    (first, *_) = arrived(FramesDamaged(1, 3, 4, times=None))
    assert first.lost == ((3 * 256, 5 * 256),)
    assert not first.is_whole
    assert not first.is_broken_off


def test_a_page_that_the_line_cut_off() -> None:
    whole = page()
    session = Session(Direction.OUTBOUND, "218", 14400, True, BASIC, (whole,))
    (message,) = [one for one in session.play(Recorder()).records if one.name == PAGE]
    cut = message.at + message.seconds / 2
    (broken,) = arrived(LineCut(cut), far_end=BASIC, pages=1)
    assert broken.is_broken_off
    assert broken.broken_off_after == pytest.approx(whole.coded_bits[Coding.MH] / 2, rel=0.02)
    assert arrived(LineCut(message.at), far_end=BASIC, pages=1) == ()


def test_fill_bits_are_told_of() -> None:
    slow = replace(BASIC, scan_line_ms=20)
    (broken,) = arrived(DataShort(1), far_end=slow)
    assert broken.least_row_bits == 14400 * 0.02


def test_of_a_page_with_error_correction_the_frames_up_to_the_break_are_there() -> None:
    whole = page()
    (broken,) = arrived(DataShort(1), pages=1)
    ((first, behind),) = broken.lost
    octets = whole.coded_bits[Coding.MMR] // 8
    assert broken.is_broken_off
    assert first == pytest.approx(octets / 2, rel=0.05)
    assert behind >= octets


def test_blocks_that_were_never_begun_are_missing_too() -> None:
    large = page(3 * 65536 * 8)
    session = Session(Direction.OUTBOUND, "218", 14400, True, FarEnd("555"), (large,))
    blocks = [one for one in session.play(Recorder()).records if one.name == "BLOCK"]
    assert len(blocks) == 4
    between = replace(session, impairments=(LineCut(blocks[1].at - 0.5),))
    (broken,) = arrivals(between.play(Recorder()))
    assert broken.is_broken_off
    assert broken.lost[0][0] == 65536
    cut = replace(session, impairments=(LineCut(blocks[1].at + 10),))
    (broken,) = arrivals(cut.play(Recorder()))
    ((first, behind),) = broken.lost
    assert broken.is_broken_off
    assert 65536 < first < 2 * 65536
    assert behind > 3 * 65536


def test_a_cut_in_phase_d_comes_once_the_whole_page_is_on_paper() -> None:
    dense = (page(8 * 3 * 65536), page())
    cut = Session(
        Direction.OUTBOUND, "218", 14400, True, EVERYTHING, dense, (LineCut(0.1, Phase.POST_MESSAGE, page=1),)
    )
    played = cut.play(recorder := Recorder())
    names = [one.name for one in recorder.records]
    assert (names.count("BLOCK"), names[-1]) == (4, "PPS-MPS")
    (only,) = arrivals(played)
    assert only.is_whole
    assert (played.calling.code, played.calling.confirmed) == ("50", 0)


def test_what_nobody_heard_is_nowhere() -> None:
    assert arrived(SignalLost(Side.CALLING, PAGE, times=None), far_end=BASIC, pages=1) == ()


@pytest.mark.parametrize(
    ("word", "pages"),
    [("ok", 3), ("ok-until-page:1", 2), ("bad-page:2", 2), ("never_trained", 0), ("person_answers", 0), ("phase_d", 1)],
)
def test_what_outcomes_leave_of_three_pages(word: str, pages: int) -> None:
    outcome = by_word(word)
    assert outcome is not None
    assert isinstance(outcome.how, Played)
    far_end = replace(FarEnd("555"), **outcome.how.far_end)
    assert [one.page for one in arrived(*outcome.how.impairments, far_end=far_end, pages=3)] == [*range(1, pages + 1)]
