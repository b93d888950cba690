"""Between the lines and the wire: what a channel does at this moment, as elements (developer guide pages 24 to 26)."""

from datetime import datetime

from emulator.ffws import elements
from emulator.ffws.elements.status import PaperHeight
from emulator.ffws.request import Request
from fax_engine.channel_status import ChannelState, ChannelStatus
from fax_engine.documents.page import WIDTH
from fax_engine.inbox import Receiving
from fax_engine.line_pages import LinePage

LETTER_INCHES = 11
LEGAL_INCHES = 14


def modem_status(request: Request, status: ChannelStatus) -> elements.ModemStatus:
    """A modem; most of it is empty until both ends have agreed on something."""
    agreed = status.negotiated
    return elements.ModemStatus(
        modem_number=status.number,
        state=_state(request, status),
        page=status.page,
        vertical_resolution=agreed.resolution if agreed else None,
        baud_rate=agreed.rate if agreed else None,
        width=WIDTH if agreed else None,
        height=paper_height(status.page_size) if status.page_size else None,
        connect_time=status.connected_at,
        elasped_time=_seconds_since(status.connected_at, request.unit.timeline.now),
        fax_number=status.dial_string or status.caller_id,
        remote_id=agreed.remote_id if agreed else "",
    )


def channel_status(request: Request, status: ChannelStatus) -> elements.ChannelStatus:
    """A channel of an FF240-IP."""
    agreed = status.negotiated
    return elements.ChannelStatus(
        channel_number=status.number,
        state=_state(request, status),
        pages_sent_recd=status.confirmed,
        baud_rate=agreed.rate if agreed else None,
        fax_number=status.dial_string or status.caller_id,
        ecm=agreed.ecm if agreed else None,
        line_encoding=agreed.coding if agreed else None,
        resolution=agreed.resolution if agreed else None,
        remote_id=agreed.remote_id if agreed else "",
        modulation=agreed.modulation if agreed else "",
    )


def inbound_entry(request: Request, receiving: Receiving) -> elements.InboundEntry:
    """A fax that is being received."""
    status, has_modems = receiving.status, request.unit.profile.has_modems
    return elements.InboundEntry(
        state=request.texts.receiving,
        start_time=status.started_at,
        line_number=status.number if has_modems else None,
        channel=None if has_modems else status.number,
        extension=receiving.extension,
        recipient=receiving.recipient,
        remote_id=status.negotiated.remote_id if status.negotiated else "",
        current_page=status.page if has_modems else None,
        pages_recd=None if has_modems else status.confirmed,
    )


def paper_height(page: LinePage) -> PaperHeight:
    """What sheet a page fits on (the limits are ours; the words are the administrator guide's)."""
    inches = page.rows / page.resolution.lines_per_inch
    if inches <= LETTER_INCHES:
        return PaperHeight.LETTER
    return PaperHeight.LEGAL if inches <= LEGAL_INCHES else PaperHeight.VARIABLE


def _state(request: Request, status: ChannelStatus) -> str:
    """What the channel shows; an idle one that takes no calls is busied out (when the unit says so is ours)."""
    if status.state is not ChannelState.IDLE:
        return status.state
    if not request.unit.lines.of(status.number).enabled_inbound:
        return ChannelState.BUSIED_OUT
    return request.unit.profile.idle_text


def _seconds_since(moment: datetime | None, now: datetime) -> int | None:
    return max(int((now - moment).total_seconds()), 0) if moment is not None else None
