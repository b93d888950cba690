"""What the parts of a call cost in seconds and bits, every figure with its source.

Rule: constants and pure arithmetic; nothing here knows the time of day or the pace of the simulation.
"""

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

STATION_ID_OCTETS = 20
"""The information field of CSI and TSI (ITU-T T.30 clause 5.3.6.2)."""

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


PACKET_INTERVAL = 0.03
"""Seconds between the T.38 packets of a signal; ITU-T T.38 leaves it to the sender, and this is an everyday figure."""


def dialling_seconds(dial_string: str) -> float:
    """From the first digit to the last; characters that a modem passes over take no time."""
    return sum(DIAL_CHARACTER_SECONDS.get(character, 0.0) for character in dial_string.upper())


def ringing_seconds(rings: int) -> float:
    """From the first ring until a far end answers at the end of the last one."""
    return (rings - 1) * RING_CADENCE + RING_SECONDS
