"""Mails that the unit sent: what stands in each, and the documents that it carries.

Rule: the newest are kept, within bounds of count and bytes; their numbers count up by one for each and never come
again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    LargeBinary,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from models.appliance import Appliance
from models.base import Base, Owned, table_of
from models.transaction import Repository
from models.vocabulary import MailKind

MOST_MAILS = 1_000
MOST_BYTES = 128 << 20
"""What is kept: so many mails, and so many bytes of texts and documents in all, but always the newest mail."""


class Mail(Owned, Base):
    """One mail to one address. `size` is in bytes, its documents counted, before they are coded for transport.

    What it is about: the entry of an outbound fax (`fax_key`, `entry_number`), or the call of a received one.
    """

    __tablename__ = "mail"
    __table_args__ = (UniqueConstraint("appliance_id", "number"),)

    number: Mapped[int]
    kind: Mapped[MailKind]
    created_at: Mapped[datetime]
    sender: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    size: Mapped[int]
    fax_key: Mapped[int | None]
    entry_number: Mapped[int | None]
    call_number: Mapped[int | None]

    attachments: Mapped[list["MailAttachment"]] = relationship(
        lazy="raise", order_by="MailAttachment.position", passive_deletes=True
    )


class MailAttachment(Owned, Base):
    """One document of a mail, in its place from 0 on. `size` is in bytes."""

    __tablename__ = "mail_attachment"

    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


_UNITS = table_of(Appliance)
_NEXT_NUMBER = (
    update(_UNITS)
    .where(_UNITS.c.id == bindparam("unit"))
    .values(last_mail_number=_UNITS.c.last_mail_number + 1)
    .returning(_UNITS.c.last_mail_number)
)


class Mails(Repository):
    """The mails of one appliance."""

    def add(self, mail: Mail, attachments: Sequence[MailAttachment]) -> int:
        """Keep a mail with its documents under the next number, and let go of the oldest; answers the number."""
        mail.number = self._connection.execute(_NEXT_NUMBER, {"unit": self._appliance_id}).scalar_one()
        mail.appliance_id = self._appliance_id
        mail.size = len(mail.text.encode()) + sum(attachment.size for attachment in attachments)
        for position, attachment in enumerate(attachments):
            attachment.appliance_id, attachment.position = self._appliance_id, position
        mail.attachments = list(attachments)
        self._session.add(mail)
        self._session.flush()
        self._let_go()
        return mail.number

    def all(self) -> list[Mail]:
        """Every mail that is kept, the newest last, with its documents but for their contents."""
        mails = list(self._session.scalars(select(Mail).where(self._is_ours()).order_by(Mail.number)))
        self._load_attachments(mails)
        return mails

    def find(self, number: int) -> Mail | None:
        """The mail of that number."""
        mail = self._session.scalars(select(Mail).where(self._is_ours(), Mail.number == number)).one_or_none()
        if mail is not None:
            self._load_attachments([mail])
        return mail

    def contents(self, mail: Mail) -> list[bytes]:
        """The documents of a mail, in their order."""
        query = select(MailAttachment.content).where(MailAttachment.mail_id == mail.id)
        return list(self._session.scalars(query.order_by(MailAttachment.position)))

    def clear(self) -> int:
        """Forget all of them; answers how many there were."""
        count = self._session.scalars(select(func.count()).select_from(Mail).where(self._is_ours())).one()
        self._session.execute(delete(Mail).where(self._is_ours()))
        return count

    def _load_attachments(self, mails: Sequence[Mail]) -> None:
        query = select(MailAttachment).where(MailAttachment.appliance_id == self._appliance_id)
        if len(mails) == 1:
            query = query.where(MailAttachment.mail_id == mails[0].id)
        found: dict[int, list[MailAttachment]] = {}
        for attachment in self._session.scalars(query.order_by(MailAttachment.position)):
            found.setdefault(attachment.mail_id, []).append(attachment)
        for mail in mails:
            set_committed_value(mail, "attachments", found.get(mail.id, []))

    def _let_go(self) -> None:
        held = select(func.count(), func.sum(Mail.size)).where(self._is_ours())
        count, size = self._session.execute(held).one()
        if count <= MOST_MAILS and size <= MOST_BYTES:
            return
        count = size = 0
        sizes = select(Mail.number, Mail.size).where(self._is_ours()).order_by(Mail.number.desc())
        for number, of_mail in self._session.execute(sizes):
            count, size = count + 1, size + of_mail
            if count > 1 and (count > MOST_MAILS or size > MOST_BYTES):
                self._session.execute(delete(Mail).where(self._is_ours(), Mail.number <= number))
                return

    def _is_ours(self) -> ColumnElement[bool]:
        return Mail.appliance_id == self._appliance_id
