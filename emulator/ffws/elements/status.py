"""How the unit stands at this moment (developer guide, pages 23 to 26).

Rule: `elasped_time` is the appliance's spelling. What no call is there for is written empty.
"""

from datetime import datetime
from enum import StrEnum

from emulator.markup import BOOLEAN, CHOICE, INTEGER, LOCAL_TIME, TEXT, Element, child, children, leaf
from fax_engine.grades import Grade
from models.vocabulary import Coding, Resolution

COUNT = INTEGER(minimum=0)


class PaperHeight(StrEnum):
    """How long a page is (administrator guide): up to 11 inches, up to 14, or any length."""

    LETTER = "letter"
    LEGAL = "legal"
    VARIABLE = "variable"


class ModemCounts(Element, tag="modem", grade=Grade.GUIDE, help="what the modems do, on units with analog lines"):
    """How many are busy with what."""

    number_inbound: int | None = leaf(COUNT, Grade.GUIDE)
    number_outbound: int | None = leaf(COUNT, Grade.GUIDE)
    number_idle: int | None = leaf(COUNT, Grade.GUIDE)


class ChannelCounts(Element, tag="channel", grade=Grade.GUIDE, help="what the channels do, on the FF240-IP"):
    """How many are busy with what."""

    number_inbound: int | None = leaf(COUNT, Grade.GUIDE)
    number_outbound: int | None = leaf(COUNT, Grade.GUIDE)
    number_idle: int | None = leaf(COUNT, Grade.GUIDE)


class SystemStatus(Element, tag="system", grade=Grade.GUIDE, help="the unit itself"):
    """How long it has been on, and its clock."""

    uptime: int | None = leaf(COUNT, Grade.GUIDE, help="seconds (the unit of time is this project's choice)")
    current_time: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE)
    time_server: str | None = leaf(TEXT, Grade.GUIDE, help="empty: the emulator asks none")


class Printer(Element, tag="printer", grade=Grade.GUIDE, help="a printer that an inbound route names"):
    """One printer."""

    name: str | None = leaf(TEXT, Grade.GUIDE)
    status: str | None = leaf(TEXT, Grade.GUIDE, help="the word is this project's choice")
    jobs: int | None = leaf(COUNT, Grade.GUIDE)


class NetworkShare(Element, tag="network_share", grade=Grade.GUIDE, help="a share that an inbound route names"):
    """One network folder."""

    share: str | None = leaf(TEXT, Grade.GUIDE)
    status: str | None = leaf(TEXT, Grade.GUIDE, help="the word is this project's choice")


class Status(Element, tag="status", grade=Grade.GUIDE, help="the unit at a glance"):
    """All of it, or the part that a selector asks for."""

    modem: ModemCounts | None = child(ModemCounts)
    channel: ChannelCounts | None = child(ChannelCounts)
    system: SystemStatus | None = child(SystemStatus)
    printers: tuple[Printer, ...] = children(Printer)
    network_shares: tuple[NetworkShare, ...] = children(NetworkShare)


class ModemStatus(Element, tag="modem_status", grade=Grade.GUIDE, help="one modem, on units with analog lines"):
    """What an administrator sees it do."""

    modem_number: int | None = leaf(COUNT, Grade.GUIDE)
    state: str | None = leaf(TEXT, Grade.GUIDE)
    page: int | None = leaf(COUNT, Grade.GUIDE, help="the page it works on, 0 before the first")
    vertical_resolution: Resolution | None = leaf(CHOICE(Resolution), Grade.GUIDE)
    baud_rate: int | None = leaf(COUNT, Grade.GUIDE, help="bit/s")
    width: int | None = leaf(COUNT, Grade.GUIDE, help="pixels")
    height: PaperHeight | None = leaf(CHOICE(PaperHeight), Grade.GUIDE)
    connect_time: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE, help="when the call was answered")
    elasped_time: int | None = leaf(COUNT, Grade.GUIDE, help="seconds since then")
    fax_number: str | None = leaf(TEXT, Grade.GUIDE, help="what was dialled, or who calls")
    remote_id: str | None = leaf(TEXT, Grade.GUIDE)


class ChannelStatus(Element, tag="channel_status", grade=Grade.GUIDE, help="one channel, on the FF240-IP"):
    """What an administrator sees it do."""

    channel_number: int | None = leaf(COUNT, Grade.GUIDE)
    state: str | None = leaf(TEXT, Grade.GUIDE)
    pages_sent_recd: int | None = leaf(COUNT, Grade.GUIDE, help="pages that are over")
    baud_rate: int | None = leaf(COUNT, Grade.GUIDE, help="bit/s")
    fax_number: str | None = leaf(TEXT, Grade.GUIDE, help="what was dialled, or who calls")
    ecm: bool | None = leaf(BOOLEAN, Grade.GUIDE)
    line_encoding: Coding | None = leaf(CHOICE(Coding), Grade.GUIDE)
    resolution: Resolution | None = leaf(CHOICE(Resolution), Grade.GUIDE)
    remote_id: str | None = leaf(TEXT, Grade.GUIDE)
    modulation: str | None = leaf(TEXT, Grade.GUIDE, help="by its recommendation, such as V.17")


class InboundEntry(Element, tag="inbound_entry", grade=Grade.GUIDE, help="a fax that is being received"):
    """Units with analog lines and the FF240-IP call two of its leaves differently."""

    state: str | None = leaf(TEXT, Grade.GUIDE)
    start_time: datetime | None = leaf(LOCAL_TIME, Grade.GUIDE)
    line_number: int | None = leaf(COUNT, Grade.GUIDE, optional=True, help="on units with analog lines")
    channel: int | None = leaf(COUNT, Grade.GUIDE, optional=True, help="on the FF240-IP")
    extension: str | None = leaf(TEXT, Grade.GUIDE)
    recipient: str | None = leaf(TEXT, Grade.GUIDE, help="the name of the route that applies")
    remote_id: str | None = leaf(TEXT, Grade.GUIDE)
    current_page: int | None = leaf(COUNT, Grade.GUIDE, optional=True, help="on units with analog lines")
    pages_recd: int | None = leaf(COUNT, Grade.GUIDE, optional=True, help="on the FF240-IP: pages that are over")
