"""The elements of FFWS, a class each. Rule: wire names live here and nowhere else."""

from emulator.ffws.elements.about import About
from emulator.ffws.elements.configuration import (
    AddGlobalContacts,
    Destination,
    InboundRoute,
    ModemSettings,
    SipSettings,
    T37Settings,
    T38Settings,
)
from emulator.ffws.elements.contact import Contact
from emulator.ffws.elements.cover_page import ListedCoverPage
from emulator.ffws.elements.fax_entry import FaxEntry, ModemInfo
from emulator.ffws.elements.group import ContactGroup, Oids
from emulator.ffws.elements.log import CallLogEntry, Count, InboundLogEntry, OutboundLogEntry
from emulator.ffws.elements.schedule_fax import (
    Attachment,
    CoverPage,
    Recipient,
    ScheduleFax,
    Sender,
    TransferEncoding,
)
from emulator.ffws.elements.status import (
    ChannelCounts,
    ChannelStatus,
    InboundEntry,
    ModemCounts,
    ModemStatus,
    NetworkShare,
    Printer,
    Status,
    SystemStatus,
)
from emulator.ffws.elements.user import User

__all__ = [
    "About",
    "AddGlobalContacts",
    "Attachment",
    "CallLogEntry",
    "ChannelCounts",
    "ChannelStatus",
    "Contact",
    "ContactGroup",
    "Count",
    "CoverPage",
    "Destination",
    "FaxEntry",
    "InboundEntry",
    "InboundLogEntry",
    "InboundRoute",
    "ListedCoverPage",
    "ModemCounts",
    "ModemInfo",
    "ModemSettings",
    "ModemStatus",
    "NetworkShare",
    "Oids",
    "OutboundLogEntry",
    "Printer",
    "Recipient",
    "ScheduleFax",
    "Sender",
    "SipSettings",
    "Status",
    "SystemStatus",
    "T37Settings",
    "T38Settings",
    "TransferEncoding",
    "User",
]
