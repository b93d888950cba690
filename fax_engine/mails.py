"""A mail as a value: what the unit has to tell whom, before anybody makes a message of it.

Rule: an address is one that the mail system takes as it stands (RFC 5321 without quoting, ASCII); anything else gets
none.
"""

import re
from dataclasses import dataclass

from models.vocabulary import MailKind

_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"

LONGEST = 254
"""Characters of an address (RFC 5321 section 4.5.3.1.3, without the brackets)."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A document that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail to one address. What it is about: the entry of an outbound fax, or the call of a received one."""

    kind: MailKind
    recipient: str
    subject: str
    text: str
    files: tuple[MailFile, ...] = ()
    fax_key: int | None = None
    entry_number: int | None = None
    call_number: int | None = None


def is_address(text: str) -> bool:
    """True for something that a mail can be sent to."""
    return len(text) <= LONGEST and re.fullmatch(_ADDRESS, text) is not None
