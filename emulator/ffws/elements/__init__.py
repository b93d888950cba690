"""The elements of FFWS, a class each. Rule: wire names live here and nowhere else."""

from emulator.ffws.elements.fax_entry import FaxEntry, ModemInfo
from emulator.ffws.elements.schedule_fax import (
    Attachment,
    CoverPage,
    Recipient,
    ScheduleFax,
    Sender,
    TransferEncoding,
)
from emulator.ffws.elements.user import User

__all__ = [
    "Attachment",
    "CoverPage",
    "FaxEntry",
    "ModemInfo",
    "Recipient",
    "ScheduleFax",
    "Sender",
    "TransferEncoding",
    "User",
]
