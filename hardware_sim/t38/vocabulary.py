"""The words of T.38: indicators, kinds of data, kinds of fields, and the carriers that they stand for.

Rule: names and numbers are those of the ASN.1 in ITU-T T.38 annex A (2002 and later); numbers count on where the
enumeration was extended.
"""

from collections.abc import Mapping
from enum import IntEnum

from hardware_sim.carriers import Carrier
from hardware_sim.t30.terms import CARRIER_OF


class Indicator(IntEnum):
    """What a T.30 indicator tells of the telephone side."""

    NO_SIGNAL = 0
    CNG = 1
    CED = 2
    V21_PREAMBLE = 3
    V27_2400_TRAINING = 4
    V27_4800_TRAINING = 5
    V29_7200_TRAINING = 6
    V29_9600_TRAINING = 7
    V17_7200_SHORT_TRAINING = 8
    V17_7200_LONG_TRAINING = 9
    V17_9600_SHORT_TRAINING = 10
    V17_9600_LONG_TRAINING = 11
    V17_12000_SHORT_TRAINING = 12
    V17_12000_LONG_TRAINING = 13
    V17_14400_SHORT_TRAINING = 14
    V17_14400_LONG_TRAINING = 15
    V8_ANSAM = 16
    V8_SIGNAL = 17
    V34_CNTL_CHANNEL_1200 = 18
    V34_PRI_CHANNEL = 19
    V34_CC_RETRAIN = 20
    V33_12000_TRAINING = 21
    V33_14400_TRAINING = 22


class Data(IntEnum):
    """What carries the data of a packet on the telephone side."""

    V21 = 0
    V27_2400 = 1
    V27_4800 = 2
    V29_7200 = 3
    V29_9600 = 4
    V17_7200 = 5
    V17_9600 = 6
    V17_12000 = 7
    V17_14400 = 8
    V8 = 9
    V34_PRI_RATE = 10
    V34_CC_1200 = 11
    V34_PRI_CH = 12
    V33_12000 = 13
    V33_14400 = 14


class FieldKind(IntEnum):
    """What a field of a data packet is."""

    HDLC_DATA = 0
    HDLC_SIG_END = 1
    HDLC_FCS_OK = 2
    HDLC_FCS_BAD = 3
    HDLC_FCS_OK_SIG_END = 4
    HDLC_FCS_BAD_SIG_END = 5
    T4_NON_ECM_DATA = 6
    T4_NON_ECM_SIG_END = 7
    CM_MESSAGE = 8
    JM_MESSAGE = 9
    CI_MESSAGE = 10
    V34RATE = 11


FRAME_ENDS: Mapping[FieldKind, bool] = {
    FieldKind.HDLC_FCS_OK: True,
    FieldKind.HDLC_FCS_OK_SIG_END: True,
    FieldKind.HDLC_FCS_BAD: False,
    FieldKind.HDLC_FCS_BAD_SIG_END: False,
}
"""Fields that end a frame, and whether its check sequence was right."""

SIGNAL_ENDS = frozenset(
    {
        *(FieldKind.HDLC_SIG_END, FieldKind.HDLC_FCS_OK_SIG_END, FieldKind.HDLC_FCS_BAD_SIG_END),
        FieldKind.T4_NON_ECM_SIG_END,
    }
)

TONES = frozenset({Indicator.CNG, Indicator.CED})

DATA_OF: Mapping[tuple[str, int], Data] = {
    ("V.27ter", 2400): Data.V27_2400,
    ("V.27ter", 4800): Data.V27_4800,
    ("V.29", 7200): Data.V29_7200,
    ("V.29", 9600): Data.V29_9600,
    ("V.17", 7200): Data.V17_7200,
    ("V.17", 9600): Data.V17_9600,
    ("V.17", 12000): Data.V17_12000,
    ("V.17", 14400): Data.V17_14400,
}
"""By modulation and rate; what T.38 has besides (V.33, V.34) no station here sends."""


def _training(modulation: str, data: Data, *, long: bool) -> Indicator:
    """Only V.17 has a long training and a short one."""
    kind = ("_LONG" if long else "_SHORT") if modulation == "V.17" else ""
    return Indicator[f"{data.name}{kind}_TRAINING"]


TRAINING_OF: Mapping[tuple[Data, bool], Indicator] = {
    (data, long): _training(modulation, data, long=long)
    for (modulation, _), data in DATA_OF.items()
    for long in (False, True)
}
"""By what follows and whether the long training comes first."""

TRAINED: Mapping[Indicator, Data] = {
    **{indicator: data for (data, _), indicator in TRAINING_OF.items()},
    Indicator.V33_12000_TRAINING: Data.V33_12000,
    Indicator.V33_14400_TRAINING: Data.V33_14400,
    Indicator.V34_PRI_CHANNEL: Data.V34_PRI_CH,
}
"""Indicators of a message carrier, and the data that follow."""

CONTROL_STARTS = frozenset({Indicator.V21_PREAMBLE, Indicator.V34_CNTL_CHANNEL_1200})
CONTROL_DATA = frozenset({Data.V21, Data.V34_CC_1200})


def data_on(carrier: Carrier) -> Data:
    """What packets call this carrier. Raises `ValueError` for V.34, which packets of version 3 carry otherwise."""
    data = DATA_OF.get((carrier.modulation, carrier.rate))
    if data is None:
        raise ValueError(f"T.38 packets here carry no {carrier.modulation} at {carrier.rate} bit/s")
    return data


CARRIER_BY_DATA: Mapping[Data, Carrier] = {data: CARRIER_OF[key] for key, data in DATA_OF.items()}
