"""How long each part of a call takes: seconds worked out from the protocol, every figure with its source.

Rule: pure arithmetic on what was agreed; nothing here knows the time of day or the pace of the simulation.
"""

import math

from fax_engine.line import LinePage
from hardware_sim.carriers import ControlChannel
from hardware_sim.negotiation import Agreement
from models.vocabulary import Coding

DTMF_SECONDS = 0.2
"""A tone of 100 ms and a gap of 100 ms, within ITU-T Q.24 and ETSI ES 201 235."""

DIAL_CHARACTER_SECONDS = {
    **dict.fromkeys("0123456789*#ABCD", DTMF_SECONDS),
    ",": 2.0,
    "W": 2.0,
    "!": 0.5,
    "@": 5.0,
}
"""ITU-T V.250, dial command: `,` pauses for S8 (2 s), `W` awaits dial tone, `!` is a hook flash, `@` awaits silence."""

RING_SECONDS = 2.0
RING_CADENCE = 6.0
"""North American ringing: 2 s of ringing, 4 s of silence (ITU-T E.180 supplement 2)."""

ANSWER_SILENCE = 1.8
"""From going off hook to the answer tone, at least 1.8 s (ITU-T T.30 clause 4)."""

ANSWER_TONE = 3.0
"""CED lasts 2.6 to 4.0 s (ITU-T T.30 clause 4.3.3); ANSam with CM and JM takes about as long (ITU-T V.8)."""

T0 = 60.0
"""How long a calling station waits for an answer after dialling: 60 +- 5 s (ITU-T T.30 clause 5.4.3.1)."""

T2 = 6.0
"""How long a receiving station waits for the next command or page: 6 +- 1 s (ITU-T T.30 clause 5.4.3.1)."""

STATION_ID_OCTETS = 20
"""The information field of CSI and TSI (ITU-T T.30 clause 5.3.6.2)."""

CAPABILITY_OCTETS = {False: 3, True: 4}
"""The information field of DIS and DCS by ECM: bits 27 (ECM) and 31 (T.6) stand in the fourth octet (T.30 table 2)."""

PARTIAL_PAGE_OCTETS = 4
"""The information field of PPS: second control field, page, block and frame counters (ITU-T T.30 annex A)."""

ECM_FRAME_OCTETS = 256
ECM_BLOCK_FRAMES = 256
"""A partial page holds up to 256 frames of 256 octets (ITU-T T.4 annex A)."""

ECM_OVERHEAD_BITS = 56
"""Around the data of a frame: address, control, FCD and number, two octets of check sequence, a flag (T.4 annex A)."""

ECM_PREAMBLE = 0.2
"""Flags before the first frame of a partial page: 200 ms (ITU-T T.4 annex A)."""

ECM_END_BITS = 3 * 48
"""A partial page ends in three RCP frames (ITU-T T.4 annex A)."""

STUFFING = 63 / 62
"""HDLC puts a zero after five ones: on the average one bit in 62 of random data."""

END_OF_PAGE_BITS = {Coding.MH: 6 * 12, Coding.MR: 6 * 13, Coding.MMR: 2 * 12}
"""RTC is six EOLs, in MR each with a tag bit (ITU-T T.4 clause 4); EOFB is two (T.6 clause 2.4)."""


def dialling_seconds(dial_string: str) -> float:
    """From the first digit to the last; characters that a modem passes over take no time."""
    return sum(DIAL_CHARACTER_SECONDS.get(character, 0.0) for character in dial_string.upper())


def ringing_seconds(rings: int) -> float:
    """From the first ring until a far end answers at the end of the last one."""
    return (rings - 1) * RING_CADENCE + RING_SECONDS


def frames_seconds(control: ControlChannel, *information_octets: int) -> float:
    """One turn on the control channel: silence, preamble, and a frame for each information field.

    A frame is address (with one stuffed zero), control, facsimile control field, information, check sequence and flag
    (ITU-T T.30 clause 5.3).
    """
    bits = sum(49 + 8 * octets for octets in information_octets)
    return control.silence + control.preamble + bits / control.rate


def answering_seconds() -> float:
    """From going off hook to the end of the answer tone."""
    return ANSWER_SILENCE + ANSWER_TONE


def pre_message_seconds(agreement: Agreement, *, far_ecm: bool, near_id: bool) -> float:
    """Phase B: CSI and DIS; TSI and DCS; training and its check; CFR (ITU-T T.30 clause 5.3.6.1).

    `far_ecm`: the far end offers error correction; `near_id`: we send a TSI.
    """
    carrier = agreement.carrier
    far_id = agreement.negotiated.remote_id != ""
    declared = [STATION_ID_OCTETS] * far_id + [CAPABILITY_OCTETS[far_ecm]]
    chosen = [STATION_ID_OCTETS] * near_id + [CAPABILITY_OCTETS[agreement.negotiated.ecm]]
    training = carrier.control.silence + carrier.training + carrier.check + agreement.message_tail
    turns = (declared, chosen, [0])
    return training + sum(frames_seconds(carrier.control, *turn) for turn in turns) + agreement.control_tail


def page_seconds(page: LinePage, agreement: Agreement) -> float:
    """Phase C of one page: synchronisation, coded bits and their end mark; with ECM every partial page but the last is
    confirmed on the way.

    Fill bits are reckoned for the page as a whole: it takes at least its rows times the minimum scan line time. That is
    the least they can cost, since how many bits each row has is not known here (ITU-T T.4 clause 4.1).
    """
    coding = agreement.negotiated.coding
    bits = page.coded_bits[coding] + END_OF_PAGE_BITS[coding]
    if agreement.negotiated.ecm:
        return _corrected_seconds(bits, agreement)
    carried = max(bits / agreement.carrier.rate, page.rows * agreement.scan_line_ms / 1000)
    return _synchronising_seconds(agreement) + carried + agreement.message_tail


def _corrected_seconds(bits: int, agreement: Agreement) -> float:
    """The partial pages of one page, and the PPS and MCF between them (ITU-T T.30 annex A)."""
    octets = math.ceil(bits / 8)
    frames = math.ceil(octets / ECM_FRAME_OCTETS)
    blocks = math.ceil(frames / ECM_BLOCK_FRAMES)
    carried = octets * 8 * STUFFING + frames * ECM_OVERHEAD_BITS + blocks * ECM_END_BITS
    synchronised = blocks * (_synchronising_seconds(agreement) + ECM_PREAMBLE + agreement.message_tail)
    return synchronised + carried / agreement.carrier.rate + (blocks - 1) * post_page_seconds(agreement)


def _synchronising_seconds(agreement: Agreement) -> float:
    return agreement.carrier.control.silence + agreement.carrier.resync


def post_page_seconds(agreement: Agreement) -> float:
    """Phase D after a page: MPS or EOP, within PPS when ECM is on, and MCF (ITU-T T.30 clause 5.3.6.1.6)."""
    control = agreement.carrier.control
    command = PARTIAL_PAGE_OCTETS if agreement.negotiated.ecm else 0
    return frames_seconds(control, command) + agreement.control_tail + frames_seconds(control, 0)


def release_seconds(agreement: Agreement) -> float:
    """Phase E: DCN, to which nobody answers (ITU-T T.30 clause 5.3.6.1.8)."""
    return frames_seconds(agreement.carrier.control, 0) + agreement.control_tail
