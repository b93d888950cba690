"""IFP packets: what T.38 tells of one moment of a fax call, as typed values and as octets (ITU-T T.38 annex A).

Rule: decoding never raises; what is no packet becomes `Malformed`. Octets of data hold their bits in the order of the
line, the first one highest. Version 0 knows eight kinds of fields and packs them in four bits, by a slip in its ASN.1
that corrigendum 1 put right; packets of both sorts are alike otherwise.
"""

from dataclasses import dataclass

from hardware_sim.t38.per import Malformed, PerReader, PerWriter, Unreadable
from hardware_sim.t38.vocabulary import Data, FieldKind, Indicator

LONGEST_FIELD = 65_535

INDICATOR_ROOT, DATA_ROOT, FIELD_ROOT = 16, 9, 8
"""Values before each enumeration was extended."""


@dataclass(frozen=True, slots=True)
class IndicatorPacket:
    """A tone, a carrier that comes up, or silence."""

    indicator: Indicator


@dataclass(frozen=True, slots=True)
class DataField:
    """One field: up to 65535 octets, none where they are absent. Check sequences are told, never carried."""

    kind: FieldKind
    octets: bytes = b""


@dataclass(frozen=True, slots=True)
class DataPacket:
    """Data of one carrier, field by field."""

    data: Data
    fields: tuple[DataField, ...] = ()


Packet = IndicatorPacket | DataPacket


def encode(packet: Packet, version: int = 0) -> bytes:
    """The octets of a packet.

    Raises `ValueError` for a field that is too long, and for one that version 0 does not know.
    """
    writer = PerWriter()
    if isinstance(packet, IndicatorPacket):
        writer.bits(0b00, 2)
        writer.enumerated(packet.indicator, INDICATOR_ROOT, 4)
        return writer.whole()
    writer.bits(bool(packet.fields) << 1 | 1, 2)
    writer.enumerated(packet.data, DATA_ROOT, 4)
    if packet.fields:
        writer.length(len(packet.fields))
        for field in packet.fields:
            _write_field(writer, field, version)
    return writer.whole()


def _write_field(writer: PerWriter, field: DataField, version: int) -> None:
    writer.bits(bool(field.octets), 1)
    if version:
        writer.enumerated(field.kind, FIELD_ROOT, 3)
    elif field.kind < FIELD_ROOT:
        writer.bits(field.kind, 3)
    else:
        raise ValueError(f"version 0 knows no {field.kind.name}")
    if field.octets:
        if len(field.octets) > LONGEST_FIELD:
            raise ValueError(f"a field holds at most {LONGEST_FIELD} octets")
        writer.align()
        writer.bits(len(field.octets) - 1, 16)
        writer.octets(field.octets)


def decode(octets: bytes, version: int = 0) -> Packet | Malformed:
    """The packet that these octets are; zeros behind it, which error correction leaves there, are passed over."""
    reader = PerReader(octets)
    try:
        packet = _read(reader, version)
    except Unreadable as fault:
        return Malformed(octets, str(fault))
    return Malformed(octets, "it goes on after its end") if any(reader.rest()) else packet


def _read(reader: PerReader, version: int) -> Packet:
    has_fields, is_data = reader.bits(1), reader.bits(1)
    if not is_data:
        indicator = reader.enumerated(INDICATOR_ROOT, 4)
        if has_fields or indicator >= len(Indicator):
            raise Unreadable("no indicator is like that")
        return IndicatorPacket(Indicator(indicator))
    data = reader.enumerated(DATA_ROOT, 4)
    if data >= len(Data):
        raise Unreadable("an unknown kind of data")
    count = reader.length() if has_fields else 0
    return DataPacket(Data(data), tuple(_read_field(reader, version) for _ in range(count)))


def _read_field(reader: PerReader, version: int) -> DataField:
    has_octets = reader.bits(1)
    kind = reader.enumerated(FIELD_ROOT, 3) if version else reader.bits(3)
    if kind >= len(FieldKind):
        raise Unreadable("an unknown kind of field")
    if not has_octets:
        return DataField(FieldKind(kind))
    reader.align()
    length = reader.bits(16) + 1
    return DataField(FieldKind(kind), reader.octets(length))
