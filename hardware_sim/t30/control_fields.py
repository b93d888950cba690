"""The facsimile control field: the octet that names a T.30 frame.

Rule: one member a frame, its value the octet in the order of HDLC (bit 0 is sent first) with the X bit clear. ITU-T
T.30 prints the bits in the order of sending, so its `0000 0001` of DIS is 0x80 here (clause 5.3.6.1; T.4 annex A for
FCD and RCP).
"""

from enum import IntEnum


class Fcf(IntEnum):
    """Every frame of ITU-T T.30 clause 5.3.6.1 that a Group 3 machine may meet."""

    DIS = 0x80
    CSI = 0x40
    NSF = 0x20

    DTC = 0x81
    CIG = 0x41
    NSC = 0x21
    PWD = 0xC1
    SEP = 0xA1
    PSA = 0x61

    DCS = 0x82
    TSI = 0x42
    NSS = 0x22
    SUB = 0xC2
    SID = 0xA2
    CTC = 0x12

    CFR = 0x84
    FTT = 0x44
    CTR = 0xC4

    MPS = 0x4E
    EOM = 0x8E
    EOP = 0x2E
    PRI_MPS = 0x5E
    PRI_EOM = 0x9E
    PRI_EOP = 0x3E
    PPS = 0xBE
    EOR = 0xCE
    RR = 0x6E

    MCF = 0x8C
    RTP = 0xCC
    RTN = 0x4C
    PIP = 0xAC
    PIN = 0x2C
    PPR = 0xBC
    RNR = 0xEC
    ERR = 0x1C

    DCN = 0xFA
    CRP = 0x1A
    FNV = 0xCA

    FCD = 0x06
    RCP = 0x86

    @property
    def has_x_bit(self) -> bool:
        """True when the first bit tells who speaks: it is set by the station that heard a valid DIS."""
        return self not in WITHOUT_X_BIT


WITHOUT_X_BIT = frozenset(
    {
        *(Fcf.DIS, Fcf.CSI, Fcf.NSF),
        *(Fcf.DTC, Fcf.CIG, Fcf.NSC, Fcf.PWD, Fcf.SEP, Fcf.PSA),
        *(Fcf.FCD, Fcf.RCP),
    }
)
"""Frames whose first bit is fixed (ITU-T T.30 clauses 5.3.6.1.1 and 5.3.6.1.2, T.4 annex A)."""

BY_OCTET = {
    **{fcf | x: (fcf, bool(x)) for fcf in Fcf if fcf.has_x_bit for x in (0, 1)},
    **{int(fcf): (fcf, False) for fcf in WITHOUT_X_BIT},
}
"""Every octet that names a frame: which one, and its X bit."""
