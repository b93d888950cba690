"""Idents: the 20 characters by which a station names itself, in CSI, TSI and CIG, and the fields made like them.

Rule: the last character is sent first, and spaces fill the field (ITU-T T.30 clause 5.3.6.2.4 to 5.3.6.2.12). T.30
allows digits, `+` and space; machines send letters as well, so ASCII is taken as it comes.
"""

from hardware_sim.timing import STATION_ID_OCTETS


def encode_ident(ident: str) -> bytes:
    """The information field for an ident: its first 20 characters, `?` for what ASCII lacks."""
    return ident[:STATION_ID_OCTETS].ljust(STATION_ID_OCTETS)[::-1].encode("ascii", "replace")


def decode_ident(information: bytes) -> str:
    """The ident in an information field of any length, without the spaces round it."""
    return information[::-1].decode("ascii", "replace").strip()
