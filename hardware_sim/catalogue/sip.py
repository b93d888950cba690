"""Outcomes by SIP status: a final answer to INVITE that is no 2xx, and what a modem on an analog line makes of the
like.

Rule: the magic number is the status. Statuses are those of RFC 3261 and the RFCs after it; causes are paired as
FreeSWITCH does, where RFC 3398 leaves room.
"""

from dataclasses import dataclass, replace

from hardware_sim.catalogue.network import ANNOUNCEMENT
from hardware_sim.outcome import How, Meanwhile, Outcome, Refused, Unanswered, resulting
from hardware_sim.phase import Phase

BUSY, NO_ANSWER, NO_CARRIER = "BUSY", "NO ANSWER", "NO CARRIER"
STEM = "sip"
"""What the names of rows of statuses begin with."""

FINAL = range(400, 700)
"""Every status that refuses a call."""


@dataclass(frozen=True, slots=True)
class _Status:
    number: int
    reason: str
    cause: int
    result: str = NO_CARRIER
    retry: bool = False

    @property
    def row(self) -> Outcome:
        """The row of this status."""
        return resulting(
            f"{STEM}_{self.number}",
            str(self.number),
            self.result,
            self.cause,
            self.number,
            self.reason.lower(),
            f"The answer to INVITE is {self.number} {self.reason}. On analog lines: {self.result}.",
            _HOW[self.result],
            retry=self.retry,
        )


_HOW: dict[str, How] = {BUSY: Refused(), NO_ANSWER: Unanswered(Meanwhile.TELLS), NO_CARRIER: Refused(ANNOUNCEMENT)}

_STATUSES = (
    _Status(400, "Bad Request", 41),
    _Status(401, "Unauthorized", 21),
    _Status(402, "Payment Required", 21),
    _Status(403, "Forbidden", 21),
    _Status(404, "Not Found", 1),
    _Status(405, "Method Not Allowed", 63),
    _Status(406, "Not Acceptable", 79),
    _Status(407, "Proxy Authentication Required", 21),
    _Status(408, "Request Timeout", 18, NO_ANSWER, retry=True),
    _Status(410, "Gone", 22),
    _Status(413, "Request Entity Too Large", 127),
    _Status(414, "Request-URI Too Long", 127),
    _Status(415, "Unsupported Media Type", 79),
    _Status(416, "Unsupported URI Scheme", 127),
    _Status(420, "Bad Extension", 127),
    _Status(421, "Extension Required", 127),
    _Status(422, "Session Interval Too Small", 127),
    _Status(423, "Interval Too Brief", 127),
    _Status(428, "Use Identity Header", 21),
    _Status(433, "Anonymity Disallowed", 21),
    _Status(436, "Bad Identity-Info", 21),
    _Status(437, "Unsupported Certificate", 21),
    _Status(438, "Invalid Identity Header", 21),
    _Status(480, "Temporarily Unavailable", 19, NO_ANSWER, retry=True),
    _Status(481, "Call/Transaction Does Not Exist", 41),
    _Status(482, "Loop Detected", 25),
    _Status(483, "Too Many Hops", 25),
    _Status(484, "Address Incomplete", 28),
    _Status(485, "Ambiguous", 1),
    _Status(486, "Busy Here", 17, BUSY, retry=True),
    _Status(487, "Request Terminated", 31, retry=True),
    _Status(488, "Not Acceptable Here", 88),
    _Status(489, "Bad Event", 127),
    _Status(491, "Request Pending", 41, BUSY, retry=True),
    _Status(493, "Undecipherable", 127),
    _Status(494, "Security Agreement Required", 21),
    _Status(500, "Server Internal Error", 41, BUSY, retry=True),
    _Status(501, "Not Implemented", 79),
    _Status(502, "Bad Gateway", 27),
    _Status(503, "Service Unavailable", 34, BUSY, retry=True),
    _Status(504, "Server Time-out", 102, BUSY, retry=True),
    _Status(505, "Version Not Supported", 127),
    _Status(513, "Message Too Large", 127),
    _Status(580, "Precondition Failure", 31, BUSY, retry=True),
    _Status(600, "Busy Everywhere", 17, BUSY, retry=True),
    _Status(603, "Decline", 21),
    _Status(604, "Does Not Exist Anywhere", 1),
    _Status(606, "Not Acceptable", 88),
)

_OF_STATUSES: tuple[Outcome, ...] = tuple(status.row for status in _STATUSES)
_BY_NUMBER = {row.sip_status: row for row in _OF_STATUSES}
_REASONS = {status.number: status.reason for status in _STATUSES}

NO_T38 = Outcome(
    name="no_t38",
    magic_number=None,
    phase=Phase.PRE_MESSAGE,
    hangup_code=None,
    result_code=NO_CARRIER,
    cause=88,
    sip_status=488,
    message="no T.38",
    retry=False,
    meaning="The call is taken, re-INVITE to T.38 is refused (488), and the settings do not let a fax go as sound.",
)
"""What a call to a station without T.38 comes to; no number asks for it."""

ROWS: tuple[Outcome, ...] = (*_OF_STATUSES, NO_T38)


def reason_of(status: int) -> str:
    """The phrase of a status; of one that has no row, that of the first of its hundred."""
    return _REASONS.get(status) or _REASONS[status - status % 100]


def of_status(status: int) -> Outcome:
    """The row of a status; one that has none counts as the first of its hundred (RFC 3261 clause 8.1.3.2)."""
    row = _BY_NUMBER.get(status)
    if row is not None:
        return row
    alike = _BY_NUMBER[status - status % 100]
    return replace(alike, name=f"{STEM}_{status}", magic_number=str(status), sip_status=status)
