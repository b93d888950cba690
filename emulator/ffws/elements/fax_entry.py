"""`fax_entry`, how one recipient's fax stands (developer guide, pages 7 to 9).

Rule: attributes have the wire names, and times are told in the unit's time zone.
"""

from datetime import datetime

from emulator.ffws.elements.schedule_fax import CoverPage, Recipient, Sender
from emulator.markup import BOOLEAN, CHOICE, INTEGER, LINK, LOCAL_TIME, TEXT, Element, child, children, leaf
from fax_engine.grades import Grade
from models.vocabulary import Agent, Coding, FaxState, Receipt, ReceiptAttachment, Resolution

COUNT = INTEGER(minimum=0)


class ModemInfo(Element, tag="modem_info", grade=Grade.OURS, help="one finished attempt"):
    """Written on request only. The guide names `init_time` and `connect_time`; the rest is this project's choice."""

    try_number: int | None = leaf(COUNT, Grade.OURS)
    modem_number: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on units with analog lines")
    channel_number: int | None = leaf(COUNT, Grade.OURS, optional=True, help="on the FF240-IP")
    init_time: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE)
    connect_time: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE)
    hangup_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    elapsed_time: int | None = leaf(COUNT, Grade.OURS, help="seconds")
    baud_rate: int | None = leaf(COUNT, Grade.OURS, help="bit/s")
    ecm: bool | None = leaf(BOOLEAN, Grade.OURS)
    line_encoding: Coding | None = leaf(CHOICE(Coding), Grade.OURS)
    resolution: Resolution | None = leaf(CHOICE(Resolution), Grade.OURS)
    remote_id: str | None = leaf(TEXT, Grade.OURS)
    pages: int | None = leaf(COUNT, Grade.OURS, help="confirmed by the far end")
    hangup_code: str | None = leaf(TEXT, Grade.OURS)
    hangup_message: str | None = leaf(TEXT, Grade.OURS)


class FaxEntry(Element, tag="fax_entry", grade=Grade.GUIDE, help="one recipient's fax"):
    """What the unit tells of an entry, in the guide's order."""

    fax_entry_url: str | None = leaf(LINK, Grade.GUIDE)
    fax_url: str | None = leaf(LINK, Grade.GUIDE)
    state: FaxState | None = leaf(CHOICE(FaxState), Grade.GUIDE)
    schedule_message: str | None = leaf(TEXT, Grade.GUIDE)
    created: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE, help="when it was scheduled")
    stime: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE, help="when it will be tried, began to be sent, or ended")
    try_number: int | None = leaf(COUNT, Grade.OBSERVED, help="1 from the start")
    agent: Agent | None = leaf(CHOICE(Agent), Grade.GUIDE)
    preview: str | None = leaf(LINK, Grade.GUIDE)
    cover_page: CoverPage | None = child(CoverPage)
    sender: Sender | None = child(Sender)
    recipient: Recipient | None = child(Recipient)
    max_tries: int | None = leaf(COUNT, Grade.GUIDE)
    priority: int | None = leaf(COUNT, Grade.GUIDE)
    try_interval: int | None = leaf(COUNT, Grade.GUIDE, help="seconds")
    receipt: Receipt | None = leaf(CHOICE(Receipt), Grade.GUIDE)
    receipt_attachment: ReceiptAttachment | None = leaf(CHOICE(ReceiptAttachment), Grade.GUIDE)
    pages: int | None = leaf(COUNT, Grade.GUIDE, help="0 until the documents are pages; the cover page counts")
    approver: str | None = leaf(TEXT, Grade.GUIDE)
    approval_time: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE)
    modem_infos: tuple[ModemInfo, ...] = children(ModemInfo)
