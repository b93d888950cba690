"""Values that come in: what somebody wants faxed, free of wire names and of the store."""

from dataclasses import dataclass
from datetime import datetime

from models.vocabulary import Agent, FaxState, Location, Receipt, ReceiptAttachment


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or a recipient."""

    fax_number: str = ""
    name: str = ""
    organization: str = ""
    phone_number: str = ""
    email_address: str = ""


@dataclass(frozen=True, slots=True)
class CoverOrder:
    """The cover page wanted: a template on the unit by file name, and what goes into its fields."""

    name: str
    subject: str = ""
    comments: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class AttachmentOrder:
    """One document: inline with its bytes, or external with a URL. `content_type` may be empty for an external one."""

    location: Location
    name: str = ""
    content_type: str = ""
    content: bytes = b""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FaxOrder:
    """One fax to any number of recipients. `priority` 0 (first) to 5, `try_interval` in seconds, `due_at` None =
    now."""

    username: str
    recipients: tuple[Party, ...]
    attachments: tuple[AttachmentOrder, ...] = ()
    cover: CoverOrder | None = None
    sender: Party = Party()
    max_tries: int = 3
    try_interval: int = 300
    priority: int = 3
    receipt: Receipt = Receipt.FAILURE
    receipt_attachment: ReceiptAttachment = ReceiptAttachment.NONE
    due_at: datetime | None = None
    agent: Agent = Agent.FFWS


@dataclass(frozen=True, slots=True)
class EntryPast:
    """How one recipient's fax stands when it comes into the store with a past.

    A final `state` has its moments; any other is where the entry has come to: `preprocessing` takes its time, and what
    is beyond it is made up for at once. `pages` of a final one is how many there are, the cover page counted; they are
    made when somebody first asks for them.
    """

    state: FaxState
    message: str
    due_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    try_number: int = 1
    pages: int = 0
    approver: str = ""
    approval_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FaxPast:
    """When a fax was accepted, and how each of its entries stands, in the order of its recipients."""

    created_at: datetime
    entries: tuple[EntryPast, ...]
