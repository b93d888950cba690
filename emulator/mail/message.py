"""A kept mail as the message that travels (RFC 5322, MIME: RFC 2045 to 2049).

Rule: the same mail is the same message, byte for byte, whenever it is made: its date is the unit's moment, and its
message ID and its boundary follow from the unit's name, the mail's number and that moment.
"""

from collections.abc import Sequence
from datetime import tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from models.mail import Mail


def message_of(mail: Mail, contents: Sequence[bytes], unit: str, zone: tzinfo) -> bytes:
    """The whole message, lines ended by CR LF. `contents`: the mail's documents; `zone`: the unit's."""
    message = EmailMessage(policy=SMTP)
    mark = f"{unit}.{mail.number}.{mail.created_at:%Y%m%dT%H%M%S}"
    message["From"] = mail.sender
    message["To"] = mail.recipient
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.created_at.astimezone(zone))
    message["Message-ID"] = f"<{mark}@{mail.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine may answer
    message["X-FaxFinder-Mail"] = mail.kind.value  # ours: filters need not know the subjects
    message.set_content(mail.text)
    for attachment, content in zip(mail.attachments, contents, strict=True):
        kind, _, subtype = attachment.content_type.partition("/")
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=attachment.name)
    if message.is_multipart():
        message.set_boundary(f"=_{mark}")
    return message.as_bytes()
