"""Every packet there can be, for property tests."""

from hypothesis import strategies as st

from hardware_sim.t38.ifp import DataField, DataPacket, IndicatorPacket, Packet
from hardware_sim.t38.vocabulary import Data, FieldKind, Indicator

EIGHT_KINDS = list(FieldKind)[:8]
"""What version 0 knows."""


def packets(version: int) -> st.SearchStrategy[Packet]:
    """Any packet that this version can say."""
    kinds = list(FieldKind) if version else EIGHT_KINDS
    fields = st.builds(DataField, st.sampled_from(kinds), st.binary(max_size=20))
    return st.one_of(
        st.builds(IndicatorPacket, st.sampled_from(Indicator)),
        st.builds(DataPacket, st.sampled_from(Data), st.lists(fields, max_size=6).map(tuple)),
    )
