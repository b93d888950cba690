"""The logs: a line for every call that is over. Of the guide only the titles are known; all names are ours.

Rule: `id` is the same in all three, and what a call was like is told in the words of `modem_info`.
"""

from datetime import datetime

from emulator.ffws.elements.schedule_fax import Recipient, Sender
from emulator.markup import BOOLEAN, CHOICE, INTEGER, LINK, LOCAL_TIME, TEXT, Element, child, leaf, text
from fax_engine.grades import Grade
from models.vocabulary import Agent, Coding, Direction, FaxState, InboundState, Resolution

COUNT = INTEGER(minimum=0)


class InboundLogEntry(Element, tag="inbound_log_entry", grade=Grade.OURS, help="a call that came in, and its fax"):
    """One received fax."""

    id: int | None = leaf(COUNT, Grade.OURS)
    state: InboundState | None = leaf(CHOICE(InboundState), Grade.OURS)
    start_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    end_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    line_number: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on units with analog lines")
    channel: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on the FF240-IP")
    extension: str | None = leaf(TEXT, Grade.OURS)
    recipient: str | None = leaf(TEXT, Grade.OURS, help="the name of the route that applied")
    remote_id: str | None = leaf(TEXT, Grade.OURS)
    caller_id: str | None = leaf(TEXT, Grade.OURS)
    pages: int | None = leaf(COUNT, Grade.OURS, help="that were confirmed")
    baud_rate: int | None = leaf(COUNT, Grade.OURS, help="bit/s")
    ecm: bool | None = leaf(BOOLEAN, Grade.OURS)
    line_encoding: Coding | None = leaf(CHOICE(Coding), Grade.OURS)
    resolution: Resolution | None = leaf(CHOICE(Resolution), Grade.OURS)
    elapsed_time: int | None = leaf(COUNT, Grade.OURS, help="seconds from the answer to the end")
    hangup_code: str | None = leaf(TEXT, Grade.OURS)
    hangup_message: str | None = leaf(TEXT, Grade.OURS)
    fax_url: str | None = leaf(LINK, Grade.OURS, help="its pages as a PDF; empty when none arrived")


class OutboundLogEntry(Element, tag="outbound_log_entry", grade=Grade.OURS, help="an attempt that is over"):
    """One attempt, and the fax as it stood after it."""

    id: int | None = leaf(COUNT, Grade.OURS)
    fax_entry_url: str | None = leaf(LINK, Grade.OURS)
    state: FaxState | None = leaf(CHOICE(FaxState), Grade.OURS)
    schedule_message: str | None = leaf(TEXT, Grade.OURS)
    try_number: int | None = leaf(COUNT, Grade.OURS)
    agent: Agent | None = leaf(CHOICE(Agent), Grade.OURS)
    sender: Sender | None = child(Sender)
    recipient: Recipient | None = child(Recipient)
    modem_number: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on units with analog lines")
    channel_number: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on the FF240-IP")
    init_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    connect_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    hangup_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    elapsed_time: int | None = leaf(COUNT, Grade.OURS, help="seconds from the answer to the end")
    baud_rate: int | None = leaf(COUNT, Grade.OURS, help="bit/s")
    ecm: bool | None = leaf(BOOLEAN, Grade.OURS)
    line_encoding: Coding | None = leaf(CHOICE(Coding), Grade.OURS)
    resolution: Resolution | None = leaf(CHOICE(Resolution), Grade.OURS)
    remote_id: str | None = leaf(TEXT, Grade.OURS)
    pages: int | None = leaf(COUNT, Grade.OURS, help="confirmed by the far end")
    hangup_code: str | None = leaf(TEXT, Grade.OURS)
    hangup_message: str | None = leaf(TEXT, Grade.OURS)


class CallLogEntry(Element, tag="call_log_entry", grade=Grade.OURS, help="a call that is over"):
    """One call, whoever placed it."""

    id: int | None = leaf(COUNT, Grade.OURS)
    direction: Direction | None = leaf(CHOICE(Direction), Grade.OURS)
    modem_number: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on units with analog lines")
    channel_number: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on the FF240-IP")
    start_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    connect_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    hangup_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    elapsed_time: int | None = leaf(COUNT, Grade.OURS, help="seconds from the answer to the end")
    fax_number: str | None = leaf(TEXT, Grade.OURS, help="the number that was called, as far as it is known")
    remote_id: str | None = leaf(TEXT, Grade.OURS)
    caller_id: str | None = leaf(TEXT, Grade.OURS)
    pages: int | None = leaf(COUNT, Grade.OURS)
    baud_rate: int | None = leaf(COUNT, Grade.OURS, help="bit/s")
    hangup_code: str | None = leaf(TEXT, Grade.OURS)
    hangup_message: str | None = leaf(TEXT, Grade.OURS)


class Count(Element, tag="count", grade=Grade.OURS, help="how many entries a log has"):
    """Nothing but the number."""

    value: int | None = text(COUNT, Grade.OURS)
