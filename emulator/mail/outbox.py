"""The outbox of mails: whatever the unit mails is kept here, where the control plane shows it.

Rule: a mail is a row of the store from the transaction on in which it was posted; nothing is sent over the network.
"""

from fax_engine.context import UnitContext
from fax_engine.journal import MailKept
from fax_engine.mails import OutgoingMail
from models.mail import Mail, MailAttachment
from models.store import Work


class MailOutbox:
    """A `Mailer` that keeps what it is given. `sender` is the address that mails come from."""

    def __init__(self, context: UnitContext, sender: str) -> None:
        self._context = context
        self._sender = sender

    def post(self, work: Work, mail: OutgoingMail) -> None:
        """Keep the mail; see `Mailer`."""
        row = Mail(
            kind=mail.kind,
            created_at=self._context.now,
            sender=self._sender,
            recipient=mail.recipient,
            subject=mail.subject,
            text=mail.text,
            fax_key=mail.fax_key,
            entry_number=mail.entry_number,
            call_number=mail.call_number,
        )
        files = [
            MailAttachment(name=file.name, content_type=file.content_type, size=len(file.content), content=file.content)
            for file in mail.files
        ]
        work.mails.add(row, files)
        self._context.tell(
            work,
            MailKept(
                at=row.created_at,
                number=row.number,
                kind=row.kind,
                recipient=row.recipient,
                subject=row.subject,
                fax_key=row.fax_key,
                entry_number=row.entry_number,
                call_number=row.call_number,
            ),
        )
