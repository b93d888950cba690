"""How a call went: what was agreed on, how many pages were confirmed, and why it ended.

Rule: a failed call is a result like any other, never an exception.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.vocabulary import Coding, Resolution


@dataclass(frozen=True, slots=True)
class Hangup:
    """Why a call ended, in each vocabulary that knows a word for it.

    `code`: the modem's Class 2.1 hang-up code, two hex digits, or None where the modem gave a result code instead;
    `cause`: ITU-T Q.850; `sip_status`: RFC 3261, None on an analog line. `wording`: the name by which the message is
    given other words, empty where that is the outcome's.
    """

    code: str | None
    cause: int
    sip_status: int | None
    message: str
    wording: str = ""

    @property
    def shown_code(self) -> str:
        """What `modem_info` and logs show: the modem's code; without one on IP the SIP status, on an analog line
        nothing."""
        return self.code or ("" if self.sip_status is None else str(self.sip_status))


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both stations agreed on in phase B: rate in bit/s, the far end's identity (CSI, or TSI of one that calls),
    the modulation by its recommendation, such as `V.17`."""

    rate: int
    ecm: bool
    coding: Coding
    resolution: Resolution
    remote_id: str
    modulation: str = ""


@dataclass(frozen=True, slots=True)
class CallResult:
    """How a call went. `pages` counts the confirmed ones, `digits` are those that the caller dialled after the answer.

    `retry` tells, for the catalogue of outcomes, whether another try makes sense; the appliance tries again in any case
    while tries are left.
    `ready_at` is when the channel was initialised and began to dial; `connected_at` is None when nobody answered.
    `session` is what the call can be played again from, in a form for the store; None when there is nothing to play: on
    an analog line without a fax session.
    """

    outcome: str
    succeeded: bool
    retry: bool
    pages: int
    hangup: Hangup
    started_at: datetime
    ready_at: datetime
    connected_at: datetime | None
    ended_at: datetime
    negotiated: Negotiated | None
    digits: str = ""
    session: dict[str, Any] | None = None
