"""Pages in the order of the line: octets as T.38 packets carry them, with fill bits, and split into rows again.

Rule: T.38 puts the first bit of the line highest in an octet, T.30 stations here lowest; this is where they meet.
Rows end at an end of line (ITU-T T.4 clause 4.1.2), which no coded row contains.
"""

from dataclasses import dataclass

from hardware_sim.t30.events import PageReceived
from hardware_sim.t30.frames import REVERSED_BITS
from hardware_sim.t30.pages import PageData
from models.vocabulary import Coding

END_OF_LINE = "000000000001"
ONE_DIMENSIONAL = "1"
"""The tag after an end of line in MR: this row does not build on the one before."""

ENDINGS = {Coding.MH: END_OF_LINE * 6, Coding.MR: (END_OF_LINE + ONE_DIMENSIONAL) * 6, Coding.MMR: END_OF_LINE * 2}
"""Return to control (T.4 clauses 4.1.4 and 4.2.4), end of facsimile block (T.6 clause 2.4)."""

EMPTY_AT_THE_END = 2
"""Rows without anything in them that tell the end mark: a lost packet may leave one, and none comes twice in a row."""

NOTHING_DRAWN = "10"
"""What a page of which only the size is known is filled with; it decodes to no picture."""


def turned(octets: bytes) -> bytes:
    """Octets with their bits in the other order."""
    return octets.translate(REVERSED_BITS)


def to_bits(octets: bytes) -> str:
    """Octets of a packet as bits, the first of the line first."""
    return f"{int.from_bytes(octets, 'big'):0{8 * len(octets)}b}" if octets else ""


def from_bits(bits: str) -> bytes:
    """Bits as octets of a packet, with zeros up to a whole one."""
    octets = -(-len(bits) // 8)
    return int(bits.ljust(8 * octets, "0"), 2).to_bytes(octets, "big") if bits else b""


def page_octets(data: PageData, coding: Coding, least_bits: float = 0.0) -> bytes:
    """A page as packets carry it, its end mark included; `least_bits` is the least number of bits for a row.

    Raises `ValueError` for MMR with fill bits, which it does not know.
    """
    octets = turned(data.octets()) or from_bits(_stand_in(data, coding))
    if not least_bits:
        return octets
    if coding is Coding.MMR:
        raise ValueError("MMR has no fill bits")
    return from_bits(_filled(to_bits(octets), least_bits, coding))


def _stand_in(data: PageData, coding: Coding) -> str:
    """A page of the same size and number of rows, without a picture."""
    if coding is Coding.MMR:
        return _drawn(data.bits) + ENDINGS[coding]
    bits = data.row_bits
    if isinstance(bits, int):
        each, more = divmod(bits, max(1, data.rows))
        bits = [each + (row < more) for row in range(data.rows)]
    mark = END_OF_LINE + ONE_DIMENSIONAL * (coding is Coding.MR)
    return "".join(mark + _drawn(count - len(mark)) for count in bits) + ENDINGS[coding]


def _drawn(bits: int) -> str:
    return (NOTHING_DRAWN * (bits // 2 + 1))[: max(0, bits)]


def _filled(bits: str, least: float, coding: Coding) -> str:
    """Zeros behind each row that is too short, the last one too; none within the end mark."""
    rows = bits.split(END_OF_LINE)
    tag = int(coding is Coding.MR)
    filled = [rows[0]]
    for row in rows[1:]:
        missing = int(least) - len(END_OF_LINE) - len(row) if len(row.rstrip("0")) > tag else 0
        filled.append(row + "0" * max(0, missing))
    return END_OF_LINE.join(filled)


@dataclass(frozen=True, slots=True)
class RowSpan:
    """Where a row lies, in bits, its end of line in front included; whether it builds on the one before."""

    start: int
    end: int
    is_two_dimensional: bool


def row_spans(octets: bytes, coding: Coding) -> list[RowSpan]:
    """The rows of a page in MH or MR, fill bits included, up to three ends of line with nothing in between."""
    pieces = to_bits(octets).split(END_OF_LINE)
    tag = int(coding is Coding.MR)
    spans: list[RowSpan] = []
    start, empty = len(pieces[0]), 0
    for piece in pieces[1:]:
        end = start + len(END_OF_LINE) + len(piece)
        empty = 0 if len(piece.rstrip("0")) > tag else empty + 1
        if empty == EMPTY_AT_THE_END:
            break
        if not empty:
            spans.append(RowSpan(start, end, bool(tag) and not piece.startswith(ONE_DIMENSIONAL)))
        start = end
    return spans


@dataclass(frozen=True, slots=True)
class Gap:
    """Data that went missing: the place where they should be, in octets, and how many there may have been."""

    place: int
    octets: int


def page_heard(octets: bytes, gaps: list[Gap], coding: Coding) -> PageReceived:
    """What a receiver has of a page without error correction.

    The row with a gap in it is bad, so are those after it that build on it, and as many as went missing altogether by
    the mean size of a row: they are among the rows of the page, and not in its octets.
    """
    spans = row_spans(octets, coding)
    if not spans:
        return PageReceived(PageData(1, [0], lambda: turned(octets)), frozenset({0}))
    mean = sum(span.end - span.start for span in spans) / len(spans)
    sizes: list[int] = []
    bad: set[int] = set()
    for span in spans:
        hit = [gap for gap in gaps if span.start <= 8 * gap.place < span.end]
        missing = sum(int(8 * gap.octets / mean) for gap in hit)
        if hit or (span.is_two_dimensional and len(sizes) - 1 in bad):
            bad.update(range(len(sizes), len(sizes) + missing + 1))
        sizes += [*[0] * missing, span.end - span.start]
    return PageReceived(PageData(len(sizes), sizes, lambda: turned(octets)), frozenset(bad))
