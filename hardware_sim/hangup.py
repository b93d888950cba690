"""Why a call ended, in three vocabularies: the modem's Class 2.1 code, the ITU-T Q.850 cause, the SIP status.

Rule: every documented code, cause and status pair stands here once; outcomes refer to them.

Code numbers and texts are the ones printed for Multi-Tech's Class 2.1 modems (administrator guide). Which cause a code
belongs to is this project's reading: a call that was answered is cleared normally (16), whatever the fax machines said.
Causes are named as in ITU-T Q.850; the SIP pairs are the usual mapping of RFC 3398 as FreeSWITCH applies it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fax_engine.grades import Grade

NORMAL_CLEARING = 16


@dataclass(frozen=True, slots=True)
class HangupCode:
    """One Class 2.1 hang-up code: two hex digits, the text that logs show, and the Q.850 cause it belongs to.

    `grade` is of code and text.
    """

    code: str
    text: str
    cause: int = NORMAL_CLEARING
    grade: Grade = Grade.MANUAL


_CODES = (
    HangupCode("00", "normal"),
    HangupCode("01", "ring, no handshake"),
    HangupCode("02", "aborted"),
    HangupCode("03", "no loop current", cause=27),
    HangupCode("04", "ringback, no answer", cause=19),
    HangupCode("05", "ringback, answer without CED"),
    HangupCode("10", "phase A"),
    HangupCode("11", "no answer (T1)"),
    HangupCode("20", "transmit phase B"),
    HangupCode("21", "remote cannot receive"),
    HangupCode("22", "COMREC error"),
    HangupCode("23", "COMREC invalid command"),
    HangupCode("24", "RSPEC error"),
    HangupCode("25", "DCS three times without response"),
    HangupCode("26", "DIS/DTC received three times"),
    HangupCode("27", "failure to train at 2400"),
    HangupCode("28", "invalid response"),
    HangupCode("40", "transmit phase C"),
    HangupCode("43", "data underflow"),
    HangupCode("50", "transmit phase D"),
    HangupCode("51", "RSPREC"),
    HangupCode("52", "no response to MPS"),
    HangupCode("53", "invalid response to MPS"),
    HangupCode("54", "no response to EOP"),
    HangupCode("55", "invalid response to EOP"),
    HangupCode("56", "no response to EOM"),
    HangupCode("57", "invalid response to EOM"),
    HangupCode("58", "PIN/PIP"),
    HangupCode("70", "receive phase B"),
    HangupCode("71", "RSPREC"),
    HangupCode("72", "COMREC"),
    HangupCode("73", "T2 timeout, page not received"),
    HangupCode("74", "T1 after EOM"),
    HangupCode("90", "receive phase C"),
    HangupCode("91", "missing EOL"),
    HangupCode("92", "bad CRC or frame (ECM)"),
    HangupCode("93", "buffer overflow"),
    HangupCode("A0", "receive phase D"),
    HangupCode("A1", "receive phase D"),
    HangupCode("A2", "receive phase D"),
    HangupCode("A3", "receive phase D"),
)

HANGUP_CODES: Mapping[str, HangupCode] = {row.code: row for row in _CODES}
"""Every documented code, in order of phase: 00 call, 10 A, 20/40/50 send B/C/D, 70/90/A0 receive B/C/D."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One Q.850 cause and the final SIP statuses that say the same, the usual one first."""

    number: int
    text: str
    sip_statuses: tuple[int, ...]


_CAUSES = (
    Cause(1, "unallocated number", (404, 604, 485)),
    Cause(NORMAL_CLEARING, "normal clearing", (200, 487)),
    Cause(17, "user busy", (486, 600)),
    Cause(18, "no user response", (408,)),
    Cause(19, "no answer", (480,)),
    Cause(21, "call rejected", (603, 403, 401, 402, 407, 428, 433, 436, 437, 438, 494)),
    Cause(22, "number changed", (410,)),
    Cause(25, "exchange routing error", (483, 482)),
    Cause(27, "destination out of order", (502,)),
    Cause(28, "invalid number format", (484,)),
    Cause(31, "normal, unspecified", (480, 487, 580)),
    Cause(34, "circuit congestion", (503,)),
    Cause(38, "network out of order", (503,)),
    Cause(41, "temporary failure", (503, 500, 400, 481, 491)),
    Cause(63, "service or option not available", (405,)),
    Cause(79, "service or option not implemented", (501, 406, 415)),
    Cause(88, "incompatible destination", (488, 606)),
    Cause(102, "recovery on timer expiry", (504,)),
    Cause(127, "interworking", (500, 413, 414, 416, 420, 421, 422, 423, 489, 493, 505, 513)),
)

CAUSES: Mapping[int, Cause] = {row.number: row for row in _CAUSES}
"""The causes a call may end with. 487 answers our own CANCEL, so it counts as clearing by the caller."""
