"""Outcomes of far ends and lines that have their ways: slow ones, old ones, noisy ones, and most of them take the fax.

Rule: magic numbers 371 to 399.
"""

from dataclasses import replace

from hardware_sim.catalogue.sending import NO_V34
from hardware_sim.outcome import NOTHING_WRONG, Outcome, Played, coded
from hardware_sim.phase import Phase
from hardware_sim.t30.impairments import (
    AnswerLate,
    FramesDamaged,
    Impairment,
    Side,
    SignalLost,
    TrainingSpoiled,
)
from models.vocabulary import Coding, Resolution

_FAR = Side.CALLED


def _good(name: str, magic_number: int, meaning: str, *wrong: Impairment, **far_end: object) -> Outcome:
    how = Played(far_end, wrong)
    return coded(name, str(magic_number), Phase.RELEASE, NOTHING_WRONG, meaning, how=how, retry=False)


def _either_way(name: str, magic_number: int, meaning: str, *wrong: Impairment, **far_end: object) -> Outcome:
    """For a machine or a line that is no different when it calls us."""
    row = _good(name, magic_number, meaning, *wrong, **far_end)
    return replace(row, how_inbound=Played(far_end, wrong))


ROWS: tuple[Outcome, ...] = (
    _either_way(
        "slow_line",
        371,
        "Training fails at every rate but 2400 bit/s.",
        TrainingSpoiled(above=2400),
        **NO_V34,
    ),
    _either_way(
        "noisy_line",
        372,
        "Training fails above 9600 bit/s.",
        TrainingSpoiled(above=9600),
        **NO_V34,
    ),
    _either_way("no_v34", 373, "The far end knows V.17 and nothing faster.", max_rate=14400),
    _either_way("v29_only", 374, "The far end knows V.29, up to 9600 bit/s.", max_rate=9600),
    _either_way("v27_only", 375, "The far end knows V.27ter, up to 4800 bit/s.", max_rate=4800),
    _either_way("v27_slow", 376, "The far end knows V.27ter at 2400 bit/s alone.", max_rate=2400),
    _good("rings_long", 377, "The far end answers after eight rings.", rings=8),
    _either_way("no_ecm", 378, "The far end has no error correction.", ecm=False),
    _good("standard_only", 379, "The far end prints standard resolution only.", resolution=Resolution.STANDARD),
    _good("mh_only", 380, "The far end reads MH only.", codings=frozenset({Coding.MH})),
    _good(
        "no_mmr",
        381,
        "The far end reads MH and MR.",
        codings=frozenset({Coding.MH, Coding.MR}),
    ),
    _good(
        "scan_line_20",
        382,
        "The far end prints as it receives: 20 ms for every scan line, without error correction.",
        ecm=False,
        scan_line_ms=20,
    ),
    _good(
        "scan_line_40",
        383,
        "The far end prints slowly: 40 ms for every scan line, without error correction.",
        ecm=False,
        scan_line_ms=40,
    ),
    _good(
        "old_machine",
        384,
        "9600 bit/s, no error correction, MH, standard resolution, 20 ms a scan line.",
        max_rate=9600,
        ecm=False,
        codings=frozenset({Coding.MH}),
        resolution=Resolution.STANDARD,
        scan_line_ms=20,
    ),
    _either_way("no_station_id", 385, "The far end does not say who it is.", station_id=""),
    _either_way("dis_lost", 386, "The first DIS is not heard; the second is.", SignalLost(_FAR, "DIS")),
    _either_way(
        "dcs_answered_late",
        387,
        "The first answer to DCS is not heard, and DCS goes out again.",
        SignalLost(_FAR, "CFR"),
    ),
    _either_way(
        "mcf_lost",
        388,
        "The first confirmation of a page is not heard, and its command goes out again.",
        SignalLost(_FAR, "MCF"),
    ),
    replace(
        _good(
            "slow_to_answer",
            389,
            "The far end takes two seconds more for every signal.",
            AnswerLate(_FAR, 2.0, times=None),
        ),
        how_inbound=Played(impairments=(AnswerLate(Side.CALLING, 2.0, times=None),)),
    ),
    _either_way(
        "rate_lowered",
        390,
        "Error correction: frames of page 1 are lost four times, until the rate is lowered (CTC; V.34 by itself).",
        FramesDamaged(1, 0, 0, times=4),
        ecm=True,
    ),
    coded(
        "frames_lost",
        "391",
        Phase.POST_MESSAGE,
        "50",
        "Error correction: a frame of page 1 never arrives, down to 2400 bit/s (EOR), and we give up.",
        how=Played({"ecm": True, "max_rate": 4800}, (FramesDamaged(1, 0, 0, times=None),)),
    ),
    coded(
        "never_ready",
        "392",
        Phase.POST_MESSAGE,
        "50",
        "Error correction: after page 1 the far end is not ready (RNR), longer than T5.",
        how=Played({"ecm": True, "busy": {1: 120.0}}),
    ),
)
