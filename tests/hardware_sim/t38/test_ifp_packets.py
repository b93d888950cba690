"""IFP packets are written as ITU-T T.38 annex A has them, and whatever comes in is read without an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware_sim.t38.ifp import DataField, DataPacket, IndicatorPacket, Packet, decode, encode
from hardware_sim.t38.per import Malformed
from hardware_sim.t38.vocabulary import Data, FieldKind, Indicator
from tests.hardware_sim.t38.t38_strategies import packets

VERSIONS = pytest.mark.parametrize("version", [0, 1, 2, 3])

# What gateways and Wireshark show on the wire; long indicators and kinds by ITU-T X.691, bit by bit.
INDICATORS = [
    ("00", Indicator.NO_SIGNAL),
    ("02", Indicator.CNG),
    ("04", Indicator.CED),
    ("06", Indicator.V21_PREAMBLE),
    ("08", Indicator.V27_2400_TRAINING),
    ("0e", Indicator.V29_9600_TRAINING),
    ("1c", Indicator.V17_14400_SHORT_TRAINING),
    ("1e", Indicator.V17_14400_LONG_TRAINING),
    ("2000", Indicator.V8_ANSAM),
    ("2040", Indicator.V8_SIGNAL),
    ("2080", Indicator.V34_CNTL_CHANNEL_1200),
    ("2180", Indicator.V33_14400_TRAINING),
]
ADDRESS = DataField(FieldKind.HDLC_DATA, b"\xff")
DATA = [
    (0, "c001800000ff", DataPacket(Data.V21, (ADDRESS,))),
    (0, "c00120", DataPacket(Data.V21, (DataField(FieldKind.HDLC_FCS_OK),))),
    (1, "c00110", DataPacket(Data.V21, (DataField(FieldKind.HDLC_FCS_OK),))),
    (0, "c00140", DataPacket(Data.V21, (DataField(FieldKind.HDLC_FCS_OK_SIG_END),))),
    (1, "c00120", DataPacket(Data.V21, (DataField(FieldKind.HDLC_FCS_OK_SIG_END),))),
    (0, "c002800000ff20", DataPacket(Data.V21, (ADDRESS, DataField(FieldKind.HDLC_FCS_OK)))),
    (2, "c002800000ff10", DataPacket(Data.V21, (ADDRESS, DataField(FieldKind.HDLC_FCS_OK)))),
    # Fields without octets share an octet: four bits each in version 0, five afterwards.
    (0, "c00221", DataPacket(Data.V21, (DataField(FieldKind.HDLC_FCS_OK), DataField(FieldKind.HDLC_SIG_END)))),
    (1, "c0021040", DataPacket(Data.V21, (DataField(FieldKind.HDLC_FCS_OK), DataField(FieldKind.HDLC_SIG_END)))),
    (0, "d001e000010000", DataPacket(Data.V17_14400, (DataField(FieldKind.T4_NON_ECM_DATA, b"\0\0"),))),
    (1, "d001b000010000", DataPacket(Data.V17_14400, (DataField(FieldKind.T4_NON_ECM_DATA, b"\0\0"),))),
    (0, "c80170", DataPacket(Data.V29_9600, (DataField(FieldKind.T4_NON_ECM_SIG_END),))),
    (3, "e04001c1800002333336", DataPacket(Data.V34_PRI_RATE, (DataField(FieldKind.V34RATE, b"336"),))),
    (3, "40", DataPacket(Data.V21)),
]


@VERSIONS
@pytest.mark.parametrize(("octets", "indicator"), INDICATORS)
def test_an_indicator_is_one_octet_or_two(version: int, octets: str, indicator: Indicator) -> None:
    assert encode(IndicatorPacket(indicator), version).hex() == octets
    assert decode(bytes.fromhex(octets), version) == IndicatorPacket(indicator)


@pytest.mark.parametrize(("version", "octets", "packet"), DATA)
def test_data_are_fields_one_after_the_other(version: int, octets: str, packet: DataPacket) -> None:
    assert encode(packet, version).hex() == octets
    assert decode(bytes.fromhex(octets), version) == packet


@VERSIONS
@given(data=st.data())
def test_what_is_written_reads_the_same(version: int, data: st.DataObject) -> None:
    packet: Packet = data.draw(packets(version))
    octets = encode(packet, version)
    assert decode(octets, version) == packet
    assert decode(octets + bytes(3), version) == packet


@VERSIONS
@given(octets=st.binary(max_size=60))
def test_noise_is_a_packet_or_malformed(version: int, octets: bytes) -> None:
    read = decode(octets, version)
    if isinstance(read, Malformed):
        assert read.octets == octets
        assert read.reason
    else:
        assert decode(encode(read, version), version) == read


@VERSIONS
@given(data=st.data())
def test_a_packet_cut_short_is_never_the_same_packet(version: int, data: st.DataObject) -> None:
    packet: Packet = data.draw(packets(version))
    octets = encode(packet, version)
    for end in range(len(octets)):
        assert decode(octets[:end], version) != packet


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        ("", "it ends too early"),
        ("86", "no indicator is like that"),
        ("22c0", "no indicator is like that"),
        ("3000", "a value that nobody has added yet"),
        ("d201", "a value that the enumeration lacks"),
        ("e18001", "an unknown kind of data"),
        ("c001800000", "it ends too early"),
        ("06ff", "it goes on after its end"),
        ("c0ff", "a length in pieces"),
    ],
)
def test_what_is_no_packet_says_why(octets: str, reason: str) -> None:
    assert decode(bytes.fromhex(octets), 1) == Malformed(bytes.fromhex(octets), reason)


def test_what_cannot_be_said_is_refused() -> None:
    long = DataPacket(Data.V21, (DataField(FieldKind.HDLC_DATA, bytes(65_536)),))
    with pytest.raises(ValueError, match="65535"):
        encode(long, 1)
    with pytest.raises(ValueError, match="version 0"):
        encode(DataPacket(Data.V8, (DataField(FieldKind.CM_MESSAGE, b"1"),)))
    with pytest.raises(ValueError, match="20000"):
        encode(DataPacket(Data.V21, (ADDRESS,) * 20_000))
