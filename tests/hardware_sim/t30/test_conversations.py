"""Two stations on one line: seconds, what the channel shows, the diagram, and what holds whatever goes wrong."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fax_engine.channel_status import ChannelState
from fax_engine.line_pages import LinePage
from hardware_sim.far_end import FarEnd
from hardware_sim.hangup import HANGUP_CODES
from hardware_sim.happenings import Agreed, Confirmed, Shown
from hardware_sim.phase import Phase
from hardware_sim.t30.commands import SendFrames
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.conversation import Conversation, converse
from hardware_sim.t30.frames import decode
from hardware_sim.t30.impairments import (
    AnswerLate,
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
from hardware_sim.t30.pages import PageData, SizedPage
from hardware_sim.t30.recorder import Recorder, ladder
from hardware_sim.t30.traits import Traits, our_traits, traits_of, without_v8
from models.vocabulary import Coding, Resolution

STEADY = settings(deadline=None, derandomize=True)
LETTER = LinePage(2156, Resolution.FINE, dict.fromkeys(Coding, 200_000))
NEAR = our_traits("218 555 0000", 14400, ecm=True)
FAR = traits_of(FarEnd("555 3335", max_rate=14400))


def call(*impairments: Impairment, near: Traits = NEAR, far: Traits = FAR, pages: int = 1) -> Conversation:
    return converse(near, [SizedPage(LETTER)] * pages, far, impairments)


def test_the_channel_that_sends_shows_every_page() -> None:
    conversation = call(pages=2).calling
    assert [happening for _, happening in conversation.happenings if not isinstance(happening, Agreed)] == [
        Shown(ChannelState.NEGOTIATING, 0),
        Shown(ChannelState.SENDING_PAGE, 1),
        Shown(ChannelState.POST_PAGE, 1),
        Confirmed(1),
        Shown(ChannelState.SENDING_PAGE, 2),
        Shown(ChannelState.POST_PAGE, 2),
        Confirmed(2),
    ]
    moments = [seconds for seconds, _ in conversation.happenings]
    assert moments == sorted(moments)
    assert conversation.seconds > moments[-1]


def test_a_channel_waits_for_its_next_page_while_the_receiver_is_not_ready() -> None:
    conversation = call(far=traits_of(FarEnd("555 3335", max_rate=14400, busy={1: 20.0})), pages=2)
    happenings = [(at, happening) for at, happening in conversation.calling.happenings if isinstance(happening, Shown)]
    shown = [happening for _, happening in happenings]
    assert shown[2:5] == [
        Shown(ChannelState.POST_PAGE, 1),
        Shown(ChannelState.WAIT_FOR_PAGE, 1),
        Shown(ChannelState.SENDING_PAGE, 2),
    ]
    assert happenings[4][0] - happenings[3][0] == pytest.approx(20, abs=5)
    assert ChannelState.WAIT_FOR_PAGE not in [
        getattr(each, "state", None) for _, each in conversation.called.happenings
    ]


def test_the_channel_that_receives_shows_every_page() -> None:
    conversation = call(pages=2).called
    assert [happening for _, happening in conversation.happenings if not isinstance(happening, Agreed)] == [
        Shown(ChannelState.NEGOTIATING, 0),
        Shown(ChannelState.RECEIVING_PAGE, 1),
        Shown(ChannelState.POST_PAGE, 1),
        Confirmed(1),
        Shown(ChannelState.RECEIVING_PAGE, 2),
        Shown(ChannelState.POST_PAGE, 2),
        Confirmed(2),
    ]
    assert conversation.remote_id == "218 555 0000"


def test_what_was_agreed_is_told_with_the_first_page_and_when_it_changes() -> None:
    conversation = call(RowsDamaged(1, 0, 1000), near=replace(NEAR, ecm=False)).calling
    agreed = [happening.negotiated for _, happening in conversation.happenings if isinstance(happening, Agreed)]
    assert [terms.rate for terms in agreed] == [14400, 12000]
    assert agreed[0].modulation == "V.17"
    assert agreed[0].coding is Coding.MR
    assert agreed[0].remote_id == "555 3335"
    assert conversation.confirmed == 1


def test_an_old_machine_is_given_time_for_every_row() -> None:
    far = traits_of(FarEnd("1", max_rate=14400, ecm=False, scan_line_ms=20))
    quick = call(far=traits_of(FarEnd("1", max_rate=14400, ecm=False)))
    assert call(far=far).calling.seconds == pytest.approx(
        quick.calling.seconds + 2156 * 0.02 - 200_000 / 14400, abs=0.1
    )


def test_fill_bits_are_added_row_by_row_where_the_rows_are_known() -> None:
    assert PageData(3, (10, 300, 20)).bits_with_fill(100) == 500
    assert PageData(3, 330).bits_with_fill(100) == 330
    assert PageData(3, 30).bits_with_fill(100) == 300
    assert PageData(3, (10, 300, 20)).bits_with_fill(0) == 330


@pytest.mark.parametrize(
    ("bits", "frame_octets", "blocks"),
    [(8, 256, (1,)), (256 * 8, 256, (2,)), (2024, 256, (1,)), (256 * 256 * 8, 256, (256, 1)), (8000, 64, (16,))],
)
def test_a_page_is_cut_into_blocks_of_up_to_256_frames(bits: int, frame_octets: int, blocks: tuple[int, ...]) -> None:
    assert PageData(1, bits).blocks(Coding.MMR, frame_octets) == blocks


def test_small_frames_are_used_where_they_are_preferred() -> None:
    capabilities = replace(FAR.capabilities, small_frames_preferred=True)
    recorder = Recorder()
    converse(NEAR, [SizedPage(LETTER)], replace(FAR, capabilities=capabilities), recorder=recorder)
    assert [record.label for record in recorder.records if record.name == "BLOCK"] == [
        "BLOCK 1.1 x256",
        "BLOCK 1.2 x135",
    ]


def test_pages_are_sent_as_the_far_end_can_print_them() -> None:
    far = traits_of(FarEnd("1", max_rate=14400, resolution=Resolution.STANDARD, codings=frozenset({Coding.MH})))
    (page,) = call(far=far).pages
    assert (page.resolution, page.coding) == (Resolution.STANDARD, Coding.MH)
    assert page.data == PageData(1078, 100_000)


def test_the_receiver_tells_what_it_lacks() -> None:
    (page,) = call(FramesDamaged(1, 3, 9, times=None), StationSilent(Side.CALLED, after="PPR")).pages
    assert page.lost_frames == frozenset((0, number) for number in range(3, 10))
    assert not page.confirmed
    (rows,) = call(RowsDamaged(1, 0, 99), near=replace(NEAR, ecm=False)).pages
    assert rows.bad_rows == frozenset(range(100))
    assert rows.confirmed


def test_without_v8_a_fast_pair_uses_v17() -> None:
    near, far = our_traits("1", 33600, ecm=True), traits_of(FarEnd("2"))
    rates = [
        happening.negotiated.rate
        for pair in ((near, far), (near, without_v8(far)))
        for _, happening in call(near=pair[0], far=pair[1]).calling.happenings
        if isinstance(happening, Agreed)
    ]
    assert rates == [33600, 14400]


def test_a_rate_that_v34_modems_fell_back_to_stays_after_eom() -> None:
    near, far = our_traits("1", 33600, ecm=True), traits_of(FarEnd("2"))
    pages = [SizedPage(LETTER), SizedPage(replace(LETTER, resolution=Resolution.STANDARD))]
    conversation = converse(near, pages, far, [FramesDamaged(1, 0, 3, times=None, above=31200)])
    agreed = [happening.negotiated for _, happening in conversation.calling.happenings if isinstance(happening, Agreed)]
    assert [(terms.rate, terms.resolution) for terms in agreed] == [
        (33600, Resolution.FINE),
        (31200, Resolution.FINE),
        (31200, Resolution.STANDARD),
    ]


def test_a_diagram_reads_like_a_figure_of_t30() -> None:
    recorder = Recorder()
    converse(replace(NEAR, ecm=False), [SizedPage(LETTER)], FAR, recorder=recorder)
    assert ladder(recorder.records).splitlines() == [
        "   seconds  calling                                      called",
        "      0.00  |-- CNG ------------------------------------>|",
        "      0.00  |<------------------------------------ CED --|",
        "      4.80  |<-------------------------------- CSI DIS --|",
        "      6.88  |-- TSI DCS -------------------------------->|",
        "      8.93  |-- TCF V.17 14400 ------------------------->|",
        "     11.90  |<------------------------------------ CFR --|",
        "     13.17  |-- PAGE 1 --------------------------------->|",
        "     27.28  |-- EOP ------------------------------------>|",
        "     28.55  |<------------------------------------ MCF --|",
        "     29.82  |-- DCN ------------------------------------>|",
    ]


def test_every_recorded_frame_decodes_to_what_was_sent() -> None:
    recorder = Recorder()
    converse(NEAR, [SizedPage(LETTER)] * 2, FAR, (FramesDamaged(1, 3, 9),), recorder=recorder)
    for record in recorder.records:
        if isinstance(record.signal, SendFrames):
            assert tuple(decode(frame.octets) for frame in record.frames) == record.signal.frames
    told = {frame.name: frame.fields for record in recorder.records for frame in record.frames}
    assert told["TSI"] == {"ident": "218 555 0000"}
    assert told["CSI"] == {"ident": "555 3335"}
    assert told["DCS"]["carrier"] == "V.17 14400"
    assert told["DCS"]["ecm"] == "256 octets"
    assert told["DIS"]["modems"] == "V.27ter V.29 V.17"
    assert told["PPS-MPS"] == {"after": "MPS", "page": "0", "block": "0", "frames": "7"}
    assert told["PPR"] == {"missing": "3-9"}
    assert told["MCF"] == {}


def test_a_dcs_of_a_call_on_v34_is_read_with_what_the_modems_agreed_on() -> None:
    recorder = Recorder()
    converse(our_traits("1", 33600, ecm=True), [SizedPage(LETTER)], traits_of(FarEnd("2")), recorder=recorder)
    (dcs,) = [frame for record in recorder.records for frame in record.frames if frame.name == "DCS"]
    assert dcs.fields["carrier"] == "V.34 33600"


SENDERS = st.sampled_from(Side)
NAMES = st.sampled_from(
    (
        *("CED", "DIS", "DCS", "TCF", "CFR", "FTT", "PAGE", "BLOCK", "MPS", "EOP", "MCF", "RTN", "PPR", "CTC", "CTR"),
        *("PPS-NULL", "PPS-MPS", "PPS-EOP", "EOR-EOP", "ERR", "RNR", "RR", "DCN", "EOM", "RTP"),
    )
)
TIMES = st.none() | st.integers(1, 4)
PAGES = st.integers(1, 3)
FIRST = st.integers(1, 3)
IMPAIRMENTS = st.one_of(
    st.builds(SignalLost, SENDERS, NAMES, FIRST, TIMES),
    st.builds(FrameDamaged, SENDERS, NAMES, FIRST, TIMES),
    st.builds(TrainingSpoiled, st.sampled_from([0, 2400, 9600, 14400, 28800]), TIMES),
    st.builds(RowsDamaged, PAGES, st.just(0), st.integers(0, 2200), TIMES),
    st.builds(FramesDamaged, PAGES, st.just(0), st.integers(0, 255), st.integers(0, 1), TIMES, st.just(0)),
    st.builds(LineCut, st.floats(0, 60), st.none() | st.sampled_from(Phase), st.none() | PAGES),
    st.builds(StationSilent, SENDERS, st.none() | NAMES, st.booleans(), FIRST),
    st.builds(StationMissing, SENDERS),
    st.builds(AnswerLate, SENDERS, st.floats(0.1, 8), st.none() | NAMES, FIRST, TIMES),
    st.builds(AnswerReplaced, SENDERS, NAMES, st.sampled_from(sorted(set(Fcf) - {Fcf.FCD, Fcf.RCP})), FIRST, TIMES),
    st.builds(DataShort, PAGES),
    st.builds(PageCut, PAGES),
    st.builds(StorageShort, PAGES),
)
STATIONS = st.builds(
    Traits,
    ident=st.sampled_from(["", "218 555 0000"]),
    capabilities=st.builds(
        lambda ecm, v8: replace(FAR.capabilities, ecm=ecm, t6=ecm, v8=v8 and ecm), st.booleans(), st.booleans()
    ),
    trains_up_to=st.sampled_from([4800, 14400, 33600]),
    ecm=st.booleans(),
    asks_again=st.booleans(),
    busy=st.sampled_from([{}, {1: 5.0}, {2: 90.0}]),
    interrupts=st.sampled_from([{}, {}, {1: True}, {2: False}]),
)
DOCUMENTS = st.lists(
    st.builds(
        LinePage,
        st.just(1078),
        st.sampled_from(Resolution),
        st.sampled_from([5_000, 200_000, 700_000]).map(lambda bits: dict.fromkeys(Coding, bits)),
    ).map(SizedPage),
    min_size=1,
    max_size=3,
)


@settings(STEADY, max_examples=250)
@given(STATIONS, DOCUMENTS, STATIONS, st.lists(IMPAIRMENTS, max_size=3))
def test_whatever_goes_wrong_a_call_ends_with_documented_codes(
    near: Traits, pages: list[SizedPage], far: Traits, impairments: list[Impairment]
) -> None:
    conversation = converse(near, pages, far, impairments)
    assert conversation == converse(near, pages, far, impairments)
    for leg in (conversation.calling, conversation.called):
        assert leg.seconds < 3600
        assert leg.code in HANGUP_CODES
        moments = [seconds for seconds, _ in leg.happenings]
        assert moments == sorted(moments)
        confirmed = [happening.page for _, happening in leg.happenings if isinstance(happening, Confirmed)]
        assert confirmed == list(range(1, leg.confirmed + 1))
    if conversation.calling.code == "00":
        assert conversation.calling.confirmed == len(pages)
    # A receiver cannot tell a short page that was lost as a whole from a command that was repeated.
    if not any(isinstance(fault, AnswerReplaced) or "PAGE" in str(fault) for fault in impairments):
        assert conversation.calling.confirmed <= len(conversation.pages)
