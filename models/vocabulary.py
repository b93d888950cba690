"""The words that are stored: enumerations shared by every layer, free of SQLAlchemy.

Rule: a value here is what stands in the database and, where the wire knows the word, what stands on the wire.
"""

from enum import IntEnum, StrEnum


class FaxState(StrEnum):
    """Where an entry is in its life (developer guide, "Fax Entry Element")."""

    PREPROCESSING = "preprocessing"
    APPROVAL_PENDING = "approval_pending"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    ABORTED = "aborted"
    FAILED = "failed"
    DEAD = "dead"

    @property
    def is_final(self) -> bool:
        """True for the four states that an entry leaves only by being sent again."""
        return self in FINAL_STATES


FINAL_STATES = frozenset({FaxState.SENT, FaxState.ABORTED, FaxState.FAILED, FaxState.DEAD})


class FaxClass(StrEnum):
    """The three groups of states that `class=` asks for (developer guide page 8)."""

    PENDING = "pending"
    SENDING = "sending"
    COMPLETE = "complete"

    @property
    def states(self) -> frozenset[FaxState]:
        """The states that belong to this class."""
        return CLASS_STATES[self]


CLASS_STATES = {
    FaxClass.PENDING: frozenset({FaxState.PREPROCESSING, FaxState.APPROVAL_PENDING, FaxState.PENDING}),
    FaxClass.SENDING: frozenset({FaxState.SENDING}),
    FaxClass.COMPLETE: FINAL_STATES,
}


class Receipt(StrEnum):
    """When a mail tells the sender how the fax ended."""

    NEVER = "never"
    FAILURE = "failure"
    ALWAYS = "always"


class ReceiptAttachment(StrEnum):
    """What that mail carries."""

    NONE = "none"
    PDF = "pdf"
    TIFF = "tiff"


class Agent(StrEnum):
    """Where a fax came from (developer guide, "Fax Entry Element")."""

    FFWS = "FFWS"
    WEB_CLIENT = "WebClient"


class Location(StrEnum):
    """Whether an attachment's bytes come with the request or are fetched by the unit."""

    INLINE = "inline"
    EXTERNAL = "external"


class Resolution(StrEnum):
    """Vertical resolution of a page image, ITU-T T.4: 204 dots/inch across, this many lines/inch down."""

    STANDARD = "standard"
    FINE = "fine"

    @property
    def lines_per_inch(self) -> int:
        """98 or 196."""
        return 98 if self is Resolution.STANDARD else 196


class Coding(StrEnum):
    """How a page is compressed on the line: ITU-T T.4 one- and two-dimensional, ITU-T T.6."""

    MH = "mh"
    MR = "mr"
    MMR = "mmr"


class ChannelKind(StrEnum):
    """What our end of a line is."""

    MODEM = "modem"
    SIP = "sip"


class Direction(StrEnum):
    """Who placed a call: the unit, or somebody else."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class InboundState(StrEnum):
    """How a received fax ended: whole, or cut short with the good pages kept (ours)."""

    RECEIVED = "received"
    FAILED = "failed"


class DestinationType(StrEnum):
    """Where an inbound route delivers (administrator guide)."""

    EMAIL = "Email"
    USER = "User"
    NOTIFY = "Notify"
    NOTIFY_USER = "Notify User"
    PRINTER = "Printer"
    SHARE = "Share"
    SFTP = "Sftp"
    TRASH = "Trash"


class DeliveryState(StrEnum):
    """How far a received fax came on its way to one destination (ours)."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class DocumentFormat(StrEnum):
    """What received faxes are handed over as (administrator guide)."""

    PDF = "pdf"
    TIFF = "tiff"


class MailKind(StrEnum):
    """Why the unit sends a mail (ours): how a fax ended, a received fax, or that there is one."""

    RECEIPT = "receipt"
    FAX = "fax"
    NOTICE = "notice"


class ModemRouting(StrEnum):
    """What decides an inbound call's route on a modem: the line itself, or digits heard after answering."""

    POTS_LINE = "POTS Line"
    DTMF_DIGITS = "DTMF Digits"


class SipTransport(StrEnum):
    """What SIP messages travel on."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class DtmfMode(StrEnum):
    """How digits travel in a SIP call (ours): as telephone events (RFC 4733), in INFO (RFC 6086), or as sound."""

    RFC2833 = "rfc2833"
    INFO = "info"
    INBAND = "inband"


class RateManagement(StrEnum):
    """T38FaxRateManagement (ITU-T T.38 annex D): who checks the training, both ends or each gateway by itself."""

    TRANSFERRED_TCF = "transferredTCF"
    LOCAL_TCF = "localTCF"


class RuleAction(StrEnum):
    """What a dialing rule does with a number that its pattern matches (administrator guide)."""

    ACCEPT = "Accept Number"
    REJECT = "Reject Number"
    GO_TO = "Go to list"
    RETURN = "Return from list"
    IGNORE = "Ignore Rule"


class Priority(IntEnum):
    """The ends of the priority scale: 0 goes first, 5 last."""

    HIGHEST = 0
    LOWEST = 5
