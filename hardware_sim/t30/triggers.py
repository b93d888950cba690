"""What an event amounts to for a station in its present state: the left-hand side of a table row.

Rule: guards choose the trigger (`T4`, or `T4_LAST` when the command went out three times), so that a table stays a
plain function of state and trigger. A frame that a table does not name for a state counts as `UNEXPECTED` there.
"""

from collections.abc import Mapping
from enum import StrEnum

from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.partial_pages import After


class Trigger(StrEnum):
    """Every trigger of both tables."""

    CONNECTED = "connected"
    SIGNAL = "signal has started"
    DISCONNECTED = "line gone"
    GARBLED = "frame damaged"
    GARBLED_ASK = "frame damaged, to be asked for again"
    UNEXPECTED = "another frame"

    T1 = "T1 expired"
    T1_NOTHING = "T1 expired, nothing heard"
    T1_GARBLED = "T1 expired, only damaged frames heard"
    T2 = "T2 expired"
    T2_GARBLED = "T2 expired, only damaged frames heard"
    T3 = "T3 expired"
    T4 = "T4 expired"
    T4_LAST = "T4 expired after the last try"
    T4_LAST_GARBLED = "T4 expired after the last try, only damaged frames heard"
    T5 = "T5 expired"
    READY = "ready again"

    DIS = "DIS"
    DIS_UNABLE = "DIS that cannot receive"
    DIS_LAST = "DIS a third time"
    DTC = "DTC"
    DCS = "DCS"
    DCS_TRAINED = "DCS, modems trained already"
    DCS_UNABLE = "DCS for what is not known"
    TRAINING_GOOD = "training good"
    TRAINING_BAD = "training bad"
    CFR = "CFR"
    CFR_ECM = "CFR, with error correction"
    FTT = "FTT"
    FTT_LAST = "FTT at the lowest rate"

    SENT_MPS = "page sent, more follow"
    SENT_EOM = "page sent, others follow"
    SENT_EOP = "last page sent"
    SENT_PPS_NULL = "block sent, more follow"
    SENT_PPS_MPS = "last block sent, more pages follow"
    SENT_PPS_EOM = "last block sent, other pages follow"
    SENT_PPS_EOP = "last block of the last page sent"
    DATA_RAN_OUT = "page data ran out"

    MCF = "MCF"
    RTP = "RTP"
    RTN = "RTN"
    RTN_LAST = "RTN, page sent often enough"
    PIP = "PIP"
    PIN = "PIN"
    PPR = "PPR"
    PPR_SLOWER = "fourth PPR, a lower rate is left"
    PPR_RETRAINED = "fourth PPR, the modems go slower by themselves"
    PPR_LAST = "fourth PPR at the lowest rate"
    CTR = "CTR"
    ERR = "ERR"
    RNR = "RNR"

    PAGE = "page heard"
    NO_EOL = "page heard without one good row"
    BLOCK = "block heard"
    STORAGE_FILLED = "storage full"
    AGAIN = "command heard before"
    MPS_GOOD = "MPS, page good"
    MPS_POOR = "MPS, page poor"
    MPS_BAD = "MPS, page bad"
    EOM_GOOD = "EOM, page good"
    EOM_POOR = "EOM, page poor"
    EOM_BAD = "EOM, page bad"
    EOP_GOOD = "EOP, page good"
    EOP_POOR = "EOP, page poor"
    EOP_BAD = "EOP, page bad"
    INTERRUPT_GOOD = "operator wanted, page good"
    INTERRUPT_BAD = "operator wanted, page bad"
    PPS_NULL = "PPS-NULL, block whole"
    PPS_MPS = "PPS-MPS, block whole"
    PPS_EOM = "PPS-EOM, block whole"
    PPS_EOP = "PPS-EOP, block whole"
    PPS_NULL_BUSY = "PPS-NULL, not ready"
    PPS_MPS_BUSY = "PPS-MPS, not ready"
    PPS_EOM_BUSY = "PPS-EOM, not ready"
    PPS_EOP_BUSY = "PPS-EOP, not ready"
    PPS_MISSING = "PPS, frames missing"
    EOR_NULL = "EOR-NULL"
    EOR_MPS = "EOR-MPS"
    EOR_EOM = "EOR-EOM"
    EOR_EOP = "EOR-EOP"
    CTC = "CTC"
    RR = "RR"

    CRP = "CRP"
    CRP_LAST = "CRP after the last try"
    DCN = "DCN"
    DCN_INCOMPLETE = "DCN, frames given up"


RESPONSES: Mapping[Fcf, Trigger] = {
    fcf: Trigger(fcf.name)
    for fcf in (
        *(Fcf.DIS, Fcf.DTC, Fcf.CFR, Fcf.FTT, Fcf.MCF, Fcf.RTP, Fcf.RTN, Fcf.PIP, Fcf.PIN, Fcf.PPR, Fcf.CTR),
        *(Fcf.ERR, Fcf.RNR, Fcf.CRP, Fcf.DCN, Fcf.DCS, Fcf.CTC, Fcf.RR),
    )
}
"""Frames that are a trigger by their name alone, where no guard has its say."""

SENT: Mapping[tuple[bool, After], Trigger] = {
    (ecm, after): Trigger[f"SENT_{'PPS_' if ecm else ''}{after.name}"]
    for ecm in (False, True)
    for after in After
    if ecm or after
}
"""A page or block that is over, by error correction and what follows."""

HEARD: Mapping[tuple[After, str], Trigger] = {
    (after, quality): Trigger[f"{after.name}_{quality}"]
    for after in After
    if after
    for quality in ("GOOD", "POOR", "BAD")
}
"""A post-message command by the quality of the page before it."""

WHOLE: Mapping[After, Trigger] = {after: Trigger[f"PPS_{after.name}"] for after in After}
BUSY: Mapping[After, Trigger] = {after: Trigger[f"PPS_{after.name}_BUSY"] for after in After}
GIVEN_UP: Mapping[After, Trigger] = {after: Trigger[f"EOR_{after.name}"] for after in After}
"""PPS when the block is whole, when we are not ready, and EOR; by what follows."""
