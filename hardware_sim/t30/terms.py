"""The terms of a transmission, as DCS commands them: typed values and the bits of ITU-T T.30 table 2.

Rule: the transmitter chooses, from what it wants and what the DIS offers, the fastest and tightest that both know.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from fax_engine.call_result import Negotiated
from hardware_sim.carriers import CARRIERS, Carrier
from hardware_sim.t30.capabilities import (
    INCHES,
    LEGAL_INCHES,
    LETTER_INCHES,
    Capabilities,
    Length,
    Width,
    with_extensions,
    without_rest,
)
from models.vocabulary import Coding, Resolution

_CARRIER_BITS: Mapping[tuple[str, int], int] = {
    ("V.27ter", 2400): 0b0000,
    ("V.27ter", 4800): 0b0010,
    ("V.29", 9600): 0b0001,
    ("V.29", 7200): 0b0011,
    ("V.17", 14400): 0b1000,
    ("V.17", 12000): 0b1010,
    ("V.17", 9600): 0b1001,
    ("V.17", 7200): 0b1011,
}
"""Bits 11 to 14, bit 11 the least significant here. With V.34 they stand at 0: its modems agree by themselves."""

CARRIER_OF: Mapping[tuple[str, int], Carrier] = {(carrier.modulation, carrier.rate): carrier for carrier in CARRIERS}
_BY_BITS = {bits: CARRIER_OF[key] for key, bits in _CARRIER_BITS.items()}

SCAN_LINE_BITS: Mapping[int, int] = {20: 0b000, 40: 0b100, 10: 0b010, 5: 0b001, 0: 0b111}
"""Bits 21 to 23, bit 21 the least significant here: milliseconds for every scan line."""
_SCAN_LINE_BY_BITS = {bits: milliseconds for milliseconds, bits in SCAN_LINE_BITS.items()}

CARRIER_BITS_OCTETS = 2
"""CTC says bits 1 to 16 of the DCS again (ITU-T T.30 annex A.4.2)."""

FRAME_OCTETS = {False: 256, True: 64}
"""Octets of data in a frame, by whether small frames were chosen (bit 28)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a DCS commands. `scan_line_ms` is the least time for a scan line, 0 with error correction."""

    carrier: Carrier
    resolution: Resolution = Resolution.FINE
    coding: Coding = Coding.MH
    width: Width = Width.MM_215
    length: Length = Length.UNLIMITED
    scan_line_ms: int = 0
    ecm: bool = False
    small_frames: bool = False
    subaddress: bool = False
    sender_ident: bool = False
    inch: bool = False
    letter: bool = False
    legal: bool = False

    @property
    def paper(self) -> str:
        """What a page has to fit on, in a word."""
        return "LEGAL" if self.legal else "LETTER" if self.letter else self.length.name

    @property
    def most_rows(self) -> int:
        """Rows that a page may have, 0: any number."""
        inches = LEGAL_INCHES if self.legal else LETTER_INCHES if self.letter else INCHES.get(self.length, 0.0)
        return round(inches * self.resolution.lines_per_inch)

    @property
    def frame_octets(self) -> int:
        """Octets of data in each frame with error correction."""
        return FRAME_OCTETS[self.small_frames]

    @property
    def least_bits(self) -> int:
        """Bits that a scan line takes at least."""
        return self.carrier.bits_in(self.scan_line_ms)

    def encode(self) -> bytes:
        """The information field of a DCS."""
        value = 1 << 9 | _CARRIER_BITS.get((self.carrier.modulation, self.carrier.rate), 0) << 10
        value |= (self.resolution is Resolution.FINE) << 14 | (self.coding is Coding.MR) << 15
        value |= self.width << 16 | self.length << 18 | SCAN_LINE_BITS[self.scan_line_ms] << 20
        value |= self.ecm << 26 | self.small_frames << 27 | (self.coding is Coding.MMR) << 30
        value |= self.inch << 43 | self.subaddress << 48 | self.sender_ident << 49
        value |= self.letter << 75 | self.legal << 76
        return with_extensions(value)

    def negotiated(self, remote_id: str) -> Negotiated:
        """The same for the engine, with what the other station calls itself."""
        return Negotiated(
            rate=self.carrier.rate,
            ecm=self.ecm,
            coding=self.coding,
            resolution=self.resolution,
            remote_id=remote_id,
            modulation=self.carrier.modulation,
        )


def decode_terms(information: bytes, v34: Carrier | None = None) -> Terms | None:
    """What the information field of a DCS commands; None when it commands something no station here knows.

    `v34`: the carrier that the modems agreed on by themselves, if they did.
    """
    value = without_rest(information)
    carrier = v34 or decode_carrier(information)
    scan_line_ms = _SCAN_LINE_BY_BITS.get(value >> 20 & 0b111)
    width, length = value >> 16 & 0b11, value >> 18 & 0b11
    if carrier is None or scan_line_ms is None or 0b11 in (width, length):
        return None
    ecm = bool(value >> 26 & 1)
    return Terms(
        carrier=carrier,
        resolution=Resolution.FINE if value >> 14 & 1 else Resolution.STANDARD,
        coding=_coding(value, ecm=ecm),
        width=Width(width),
        length=Length(length),
        scan_line_ms=scan_line_ms,
        ecm=ecm,
        small_frames=ecm and bool(value >> 27 & 1),
        subaddress=bool(value >> 48 & 1),
        sender_ident=bool(value >> 49 & 1),
        inch=bool(value >> 43 & 1),
        letter=bool(value >> 75 & 1),
        legal=bool(value >> 76 & 1),
    )


def _coding(value: int, *, ecm: bool) -> Coding:
    """Bit 31 counts only with error correction (ITU-T T.30 table 2, note 9)."""
    if ecm and value >> 30 & 1:
        return Coding.MMR
    return Coding.MR if value >> 15 & 1 else Coding.MH


def decode_carrier(information: bytes) -> Carrier | None:
    """The carrier that a CTC or DCS names; None when it names none known here."""
    return _BY_BITS.get(without_rest(information) >> 10 & 0b1111)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a transmitter would like: `max_rate` in bit/s, the codings that it has the pages in."""

    resolution: Resolution
    codings: Collection[Coding]
    max_rate: int = 14400
    ecm: bool = True
    subaddress: bool = False
    sender_ident: bool = False


def choose_terms(offer: Capabilities, wish: Wish, v34: Carrier | None = None) -> Terms | None:
    """The terms for this offer; None when nothing both know is slow enough.

    V.34 carries pages only with error correction (ITU-T T.30 annex F), so it overrules a wish to do without.
    """
    ecm = v34 is not None or (wish.ecm and offer.ecm)
    carrier = v34 or _fastest(offer, wish.max_rate)
    if carrier is None:
        return None
    fine = offer.fine and wish.resolution is Resolution.FINE
    is_limited = offer.length is not Length.UNLIMITED
    return Terms(
        carrier=carrier,
        resolution=Resolution.FINE if fine else Resolution.STANDARD,
        coding=_tightest(offer, wish.codings, ecm=ecm),
        length=offer.length,
        scan_line_ms=0 if ecm else _sayable(offer.scan_line_at(fine=fine)),
        ecm=ecm,
        small_frames=ecm and offer.small_frames_preferred,
        subaddress=wish.subaddress and offer.subaddress,
        sender_ident=wish.sender_ident and offer.password,
        inch=offer.inch_preferred,
        letter=is_limited and offer.letter and not offer.legal,
        legal=is_limited and offer.legal,
    )


def offers(offer: Capabilities, terms: Terms) -> bool:
    """Whether a DIS offered what a DCS commands. V.34 needs no offer: the modems agreed on it themselves."""
    carrier = terms.carrier
    return (
        offer.receives
        and (carrier.modulation == "V.34" or carrier.rate <= offer.modems.modulations.get(carrier.modulation, 0))
        and (offer.fine or terms.resolution is Resolution.STANDARD)
        and (offer.ecm or not terms.ecm)
        and (offer.two_dimensional or terms.coding is not Coding.MR)
        and (offer.t6 or terms.coding is not Coding.MMR)
        and (offer.letter or not terms.letter)
        and (offer.legal or not terms.legal)
    )


def _sayable(milliseconds: int) -> int:
    return min(value for value in SCAN_LINE_BITS if value >= milliseconds)


def _fastest(offer: Capabilities, limit: int) -> Carrier | None:
    known = offer.modems.modulations
    usable = (
        # From the newest modulation to the oldest, so that of two with one rate the newer is taken.
        carrier
        for carrier in reversed(CARRIERS)
        if carrier.modulation in known and carrier.rate <= min(limit, known[carrier.modulation])
    )
    return max(usable, key=lambda carrier: carrier.rate, default=None)


def _tightest(offer: Capabilities, codings: Collection[Coding], *, ecm: bool) -> Coding:
    if ecm and offer.t6 and Coding.MMR in codings:
        return Coding.MMR
    return Coding.MR if offer.two_dimensional and Coding.MR in codings else Coding.MH


def fall_back(terms: Terms, offer: Capabilities) -> Terms | None:
    """The same terms at the next lower rate; None when there is none.

    V.34 stays V.34: leaving it takes another start-up.
    """
    if terms.carrier.modulation == "V.34":
        slower = CARRIER_OF.get(("V.34", terms.carrier.rate - 2400))
    else:
        slower = _fastest(offer, terms.carrier.rate - 1)
    return replace(terms, carrier=slower) if slower else None
