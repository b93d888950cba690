"""Outcomes of calls that we place, by hang-up code: what a far end or a line has to do for a modem to end with it.

Rule: the magic number is the code in decimal, and the row of a code stands for it wherever nothing else is asked for.
"""

from hardware_sim.outcome import Outcome, Played, coded
from hardware_sim.phase import Phase
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.impairments import (
    AnswerReplaced,
    DataShort,
    DocumentEnds,
    FrameDamaged,
    Impairment,
    LineCut,
    PageCut,
    Side,
    SignalLost,
    StationSilent,
    TrainingSpoiled,
)

_FAR = Side.CALLED
NO_V34 = {"max_rate": 14400}
"""For what V.34 does not know: its modems try the line out by themselves, without a training check."""

PATIENT = SignalLost(Side.CALLED, "DIS", times=4)
"""For a caller of which nothing is heard: it hears nothing for a while either, and stays until our own T1 is over."""

_AFTER_THE_ANSWER = " On SIP 200 once somebody has taken the call."


_LAST_PAGE = ("EOP", "PPS-EOP")
_ANY_PAGE = ("MPS", "PPS-MPS", "EOM", "PPS-EOM", *_LAST_PAGE)
"""What is said when a page is over, with and without error correction; blocks within a page (PPS-NULL) are none of
it."""


def _silent_at(commands: tuple[str, ...]) -> tuple[Impairment, ...]:
    return tuple(StationSilent(_FAR, after=command, heard=True) for command in commands)


def _cfr_to(commands: tuple[str, ...]) -> Impairment:
    return AnswerReplaced(_FAR, "MCF", Fcf.CFR, times=None, to=commands)


def _row(name: str, phase: Phase, code: str, meaning: str, *wrong: Impairment, **far_end: object) -> Outcome:
    return coded(name, f"{int(code, 16):03}", phase, code, meaning, how=Played(far_end, wrong))


_PHASE_B = (
    _row(
        "phase_b",
        Phase.PRE_MESSAGE,
        "20",
        "The line is cut while the stations get to know each other.",
        LineCut(5.3),
    ),
    _row(
        "cannot_receive",
        Phase.PRE_MESSAGE,
        "21",
        "The far end's DIS says that it cannot receive.",
        receives=False,
    ),
    _row(
        "dis_damaged",
        Phase.PRE_MESSAGE,
        "22",
        "Every DIS arrives damaged until T1 is over.",
        FrameDamaged(_FAR, "DIS", times=None),
    ),
    _row(
        "dis_invalid",
        Phase.PRE_MESSAGE,
        "23",
        "The far end sends MCF in place of DIS.",
        AnswerReplaced(_FAR, "DIS", Fcf.MCF),
    ),
    _row(
        "cfr_damaged",
        Phase.PRE_MESSAGE,
        "24",
        "Every answer to DCS arrives damaged.",
        FrameDamaged(_FAR, "CFR", times=None),
    ),
    _row(
        "dcs_unanswered",
        Phase.PRE_MESSAGE,
        "25",
        "The far end falls silent after DIS: DCS goes out three times without an answer.",
        StationSilent(_FAR, after="DIS"),
    ),
    _row(
        "dis_repeated",
        Phase.PRE_MESSAGE,
        "26",
        "The far end does not understand DCS, and says DIS again until it has said it three times.",
        AnswerReplaced(_FAR, "CFR", Fcf.DIS, times=None),
    ),
    _row(
        "never_trained",
        Phase.PRE_MESSAGE,
        "27",
        "Training fails at every rate down to 2400 bit/s.",
        TrainingSpoiled(above=0),
        **NO_V34,
    ),
    _row(
        "cfr_invalid",
        Phase.PRE_MESSAGE,
        "28",
        "The far end sends MCF in place of CFR.",
        AnswerReplaced(_FAR, "CFR", Fcf.MCF),
    ),
    coded(
        "no_dis",
        "017",
        Phase.PRE_MESSAGE,
        "11",
        "A fax machine answers with its tone, and no more is heard of it until T1 is over.",
        how=Played(impairments=(StationSilent(_FAR, after="CED"),)),
        inbound=Played(NO_V34, (StationSilent(Side.CALLING, after="CNG"), PATIENT)),
    ),
)

_PHASE_C = (
    _row(
        "phase_c",
        Phase.MESSAGE,
        "40",
        "The line is cut in the middle of the first page.",
        PageCut(1),
    ),
    _row(
        "data_underflow",
        Phase.MESSAGE,
        "43",
        "Our own side runs out of data in the middle of the first page.",
        DataShort(1),
    ),
)

_PHASE_D = (
    _row(
        "phase_d",
        Phase.POST_MESSAGE,
        "50",
        "The line is cut after the first page, before it is confirmed.",
        LineCut(0.1, Phase.POST_MESSAGE, 1),
    ),
    _row(
        "mcf_damaged",
        Phase.POST_MESSAGE,
        "51",
        "Every answer to a page arrives damaged.",
        FrameDamaged(_FAR, "MCF", times=None),
    ),
    _row(
        "mps_unanswered",
        Phase.POST_MESSAGE,
        "52",
        "The far end falls silent once the first page is over, and MPS goes out three times. A fax of one page ends with"
        " 54.",
        *_silent_at(_ANY_PAGE),
    ),
    _row(
        "mps_answer_invalid",
        Phase.POST_MESSAGE,
        "53",
        "The far end answers MPS with CFR. A fax of one page ends with 55.",
        _cfr_to(_ANY_PAGE),
    ),
    _row(
        "eop_unanswered",
        Phase.POST_MESSAGE,
        "54",
        "The far end falls silent once the last page is over, and EOP goes out three times.",
        *_silent_at(_LAST_PAGE),
    ),
    _row(
        "eop_answer_invalid",
        Phase.POST_MESSAGE,
        "55",
        "The far end answers EOP with CFR.",
        _cfr_to(_LAST_PAGE),
    ),
    _row(
        "eom_unanswered",
        Phase.POST_MESSAGE,
        "56",
        "Our own side says EOM after the first page, as if another document came next; the far end falls silent, and EOM goes"
        " out three times. A fax of one page ends with 54.",
        DocumentEnds(1),
        *_silent_at(_ANY_PAGE),
    ),
    _row(
        "eom_answer_invalid",
        Phase.POST_MESSAGE,
        "57",
        "Our own side says EOM after the first page, as if another document came next; the far end answers with CFR. A fax"
        " of one page ends with 55.",
        DocumentEnds(1),
        _cfr_to(_ANY_PAGE),
    ),
    _row(
        "operator_wanted",
        Phase.POST_MESSAGE,
        "58",
        "The far end wants to talk to an operator after the first page (PIN), and nobody comes until T3 is over.",
        interrupts={1: False},
    ),
)

ROWS: tuple[Outcome, ...] = (
    coded(
        "ok",
        "000",
        Phase.RELEASE,
        "00",
        "A fax machine answers and confirms every page.",
        how=Played(),
        inbound=Played(),
        retry=False,
    ),
    *_PHASE_B,
    *_PHASE_C,
    *_PHASE_D,
    coded(
        "aborted",
        None,
        None,
        "02",
        "Our own side hangs up before the call is over." + _AFTER_THE_ANSWER,
        retry=False,
        sip_status=487,
    ),
    coded(
        "channel_reset",
        None,
        None,
        "02",
        "Our own channel is reset or taken out of service in the middle of the call." + _AFTER_THE_ANSWER,
        sip_status=487,
    ),
)
