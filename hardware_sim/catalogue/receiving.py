"""Outcomes of calls that come in, by hang-up code: what a caller or a line has to do for our modem to end with it.

Rule: no number asks for these; whoever has the unit called names one. What only our own operator could bring about (A3)
is not among them.
"""

from hardware_sim.catalogue.sending import NO_V34
from hardware_sim.outcome import Outcome, Played, coded
from hardware_sim.phase import Phase
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.impairments import (
    AnswerReplaced,
    DocumentEnds,
    FrameDamaged,
    FramesDamaged,
    Impairment,
    LineCut,
    PageCut,
    RowsDamaged,
    Side,
    SignalLost,
    StationSilent,
    StorageShort,
    TrainingSpoiled,
)

_CALLER = Side.CALLING
_LONGEST_PAGE = 100_000
"""Rows: more than any page has."""


def _row(name: str, phase: Phase, code: str, meaning: str, *wrong: Impairment, **caller: object) -> Outcome:
    return coded(name, None, phase, code, meaning, inbound=Played(caller, wrong))


ROWS: tuple[Outcome, ...] = (
    _row(
        "receive_phase_b",
        Phase.PRE_MESSAGE,
        "70",
        "The line is cut while the stations get to know each other.",
        LineCut(5.3),
    ),
    _row(
        "dcs_invalid",
        Phase.PRE_MESSAGE,
        "71",
        "The caller sends MCF in place of DCS.",
        AnswerReplaced(_CALLER, "DCS", Fcf.MCF),
    ),
    _row(
        "dcs_damaged",
        Phase.PRE_MESSAGE,
        "72",
        "Training fails, the second DCS arrives damaged, and no more is heard of the caller.",
        TrainingSpoiled(above=0, times=1),
        FrameDamaged(_CALLER, "DCS", first=2),
        StationSilent(_CALLER, after="DCS", first=2),
        **NO_V34,
    ),
    _row(
        "page_not_received",
        Phase.MESSAGE,
        "73",
        "A caller breaks off as a page should come, and no more is heard of it until T2 is over.",
        StationSilent(_CALLER, page=1),
    ),
    _row(
        "eom_then_silence",
        Phase.PRE_MESSAGE,
        "74",
        "The caller says EOM after the first page, as if another document came next, and falls silent until T1 is over. A fax"
        " of one page goes through.",
        DocumentEnds(1),
        StationSilent(_CALLER, after="PPS-EOM"),
        StationSilent(_CALLER, after="EOM"),
        SignalLost(Side.CALLED, "DIS", first=2, times=4),
        **NO_V34,
    ),
    _row(
        "receive_phase_c",
        Phase.MESSAGE,
        "90",
        "The line is cut in the middle of the first page.",
        PageCut(1),
    ),
    _row(
        "no_eol",
        Phase.MESSAGE,
        "91",
        "The first page comes without one good row.",
        RowsDamaged(1, 0, _LONGEST_PAGE),
        ecm=False,
    ),
    _row(
        "frames_missing",
        Phase.POST_MESSAGE,
        "92",
        "A frame of the first page never arrives, at any rate, and the caller gives up.",
        FramesDamaged(1, 0, 0, times=None),
        max_rate=4800,
    ),
    _row("storage_full", Phase.MESSAGE, "93", "Our own storage is full in the first page.", StorageShort(1)),
    _row(
        "receive_phase_d",
        Phase.POST_MESSAGE,
        "A0",
        "The line is cut after the first page, before its command is heard.",
        LineCut(0.1, Phase.POST_MESSAGE, 1),
    ),
    _row(
        "post_message_damaged",
        Phase.POST_MESSAGE,
        "A1",
        "The command after the first page arrives damaged, and no more is heard of the caller.",
        FrameDamaged(_CALLER, "MPS"),
        StationSilent(_CALLER, after="MPS"),
        FrameDamaged(_CALLER, "EOP"),
        StationSilent(_CALLER, after="EOP"),
        ecm=False,
    ),
    _row(
        "post_message_invalid",
        Phase.POST_MESSAGE,
        "A2",
        "The caller sends CFR in place of the command after the first page.",
        AnswerReplaced(_CALLER, "MPS", Fcf.CFR),
        AnswerReplaced(_CALLER, "EOP", Fcf.CFR),
        ecm=False,
    ),
)
