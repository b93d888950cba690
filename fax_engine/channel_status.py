"""What a channel shows: its state, and while it is on a call how far that has come.

Rule: only what can be seen from outside; what is not known, or not yet, is None or empty.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fax_engine.call_result import Negotiated
from fax_engine.line_pages import LinePage
from models.vocabulary import ChannelKind, Direction


class ChannelState(StrEnum):
    """What an administrator sees a channel do (administrator guide; the idle texts per kind are the profile's)."""

    IDLE = "idle"
    INITIALIZING = "Initializing Modem"
    DIALING = "Dialing"
    WAITING_FOR_CONNECT = "Waiting for Connect"
    NEGOTIATING = "Negotiating"
    SENDING_PAGE = "Sending Page"
    RECEIVING_PAGE = "Receiving Page"
    POST_PAGE = "Postpage Processing"
    WAIT_FOR_PAGE = "Wait for Page"
    NO_DIAL_TONE = "No dial tone"
    BUSY = "Busy"
    NO_CARRIER = "No Carrier"
    BUSIED_OUT = "Busied Out"


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """A channel at this moment; what is not known, or not yet, is None or empty, and so is all of it while idle.

    `page` is the page that it works on (from 1, 0 before the first), `page_size` what that one is on the line,
    `confirmed` how many are over; `dial_string` what was dialled, `caller_id` who called, `digits` what the caller
    dialled after the answer.
    """

    number: int
    kind: ChannelKind
    state: ChannelState
    page: int = 0
    dial_string: str | None = None
    started_at: datetime | None = None
    connected_at: datetime | None = None
    negotiated: Negotiated | None = None
    direction: Direction | None = None
    confirmed: int = 0
    page_size: LinePage | None = None
    caller_id: str = ""
    digits: str = ""
