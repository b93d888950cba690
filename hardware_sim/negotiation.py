"""What two stations agree on in phase B, worked out from what we want to send and what the far end declares.

Rule: rate is the lower of both, error correction needs both, coding is the tightest that both know and the order holds.
"""

from dataclasses import dataclass

from fax_engine.line import CallOrder, LinePage, Negotiated
from hardware_sim.carriers import Carrier, best_carrier
from hardware_sim.far_end import FarEnd
from models.vocabulary import Coding, Resolution

PACKET_INTERVAL = 0.03
"""Seconds between the T.38 packets of a signal; ITU-T T.38 leaves it to the sender, and this is an everyday figure."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms of a call: what both stations know of them, the carrier, and the pages as they will be sent.

    `scan_line_ms`: the least time a scan line must take, 0 with error correction. `control_tail` and `message_tail`:
    seconds that each of the transmitter's signals on the control channel, and each training and page, goes on so that
    the redundant copies of its last packet leave too, 0 on anything but T.38.
    """

    negotiated: Negotiated
    carrier: Carrier
    pages: tuple[LinePage, ...]
    scan_line_ms: int
    control_tail: float = 0.0
    message_tail: float = 0.0


def negotiate(order: CallOrder, far_end: FarEnd) -> Agreement:
    """The terms for this order at this far end.

    Pages finer than the far end prints are sent at its resolution; the resolution reported is that of the first page.
    Raises `ValueError` when the pages hold no coding in common that the far end can take.
    """
    ecm = order.ecm and far_end.ecm
    carrier = best_carrier(order.max_rate, far_end.max_rate, ecm=ecm)
    pages = tuple(_as_printable(page, far_end.resolution) for page in order.pages)
    negotiated = Negotiated(
        rate=carrier.rate,
        ecm=ecm,
        coding=_choose_coding(pages, far_end, ecm=ecm),
        resolution=pages[0].resolution,
        remote_id=far_end.station_id,
        modulation=carrier.modulation,
    )
    return Agreement(
        negotiated,
        carrier,
        pages,
        scan_line_ms=0 if ecm else far_end.scan_line_ms,
        control_tail=_tail_seconds(order.redundancy_low_speed),
        message_tail=_tail_seconds(order.redundancy_high_speed),
    )


def _tail_seconds(copies: int) -> float:
    """A UDPTL packet carries copies of those before it (ITU-T T.38 clause 9.1): the last one has nothing behind it that
    could, so it is sent again, once for each copy, before the next signal may begin."""
    return copies * PACKET_INTERVAL


def _choose_coding(pages: tuple[LinePage, ...], far_end: FarEnd, *, ecm: bool) -> Coding:
    """ITU-T T.30 table 2, bit 31: MMR needs error correction, since one wrong bit would spoil the rest of the page."""
    for coding in (Coding.MMR, Coding.MR, Coding.MH) if ecm else (Coding.MR, Coding.MH):
        if coding in far_end.codings and all(coding in page.coded_bits for page in pages):
            return coding
    raise ValueError("the pages of a call are coded in MH at least, so that every machine can read them")


def _as_printable(page: LinePage, finest: Resolution) -> LinePage:
    """A page for a machine that prints standard resolution only: every other scan line, and about half the bits."""
    if page.resolution.lines_per_inch <= finest.lines_per_inch:
        return page
    halved = {coding: bits // 2 for coding, bits in page.coded_bits.items()}
    return LinePage(rows=(page.rows + 1) // 2, resolution=finest, coded_bits=halved)
