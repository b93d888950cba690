"""`/_emulator/mail`: the mails that the unit sent, as a list, in words, and as the messages that travel."""

from collections.abc import Iterable
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from emulator.appliance import Appliance
from emulator.control.clock import Moment
from emulator.control.errors import ControlError
from emulator.control.looking import Pattern
from emulator.control.unit import current_unit
from emulator.matching import is_like
from models.fax import keys
from models.mail import MOST_MAILS, Mail
from models.store import Work
from models.vocabulary import MailKind

router = APIRouter(prefix="/mail", tags=["mail"])

Unit = Annotated[Appliance, Depends(current_unit)]
Number = Annotated[int, Field(ge=1, lt=2**63)]


class AttachmentView(BaseModel):
    """A document that goes with a mail; `size` in bytes."""

    name: str
    content_type: str
    size: int


class MailView(BaseModel):
    """One mail. `fax`: the keys of the entry that it is about; `call`: the number of the call that brought the fax."""

    id: int
    kind: MailKind
    sender: Annotated[str, Field(serialization_alias="from")]
    recipient: Annotated[str, Field(serialization_alias="to")]
    subject: str
    at: Moment
    fax: str | None
    call: int | None
    attachments: list[AttachmentView]

    @classmethod
    def of(cls, mail: Mail, **more: str) -> Self:
        """The mail as it is shown."""
        fax = None if mail.fax_key is None or mail.entry_number is None else keys(mail.fax_key, mail.entry_number)
        return cls(
            id=mail.number,
            kind=mail.kind,
            sender=mail.sender,
            recipient=mail.recipient,
            subject=mail.subject,
            at=mail.created_at,
            fax=fax,
            call=mail.call_number,
            attachments=[
                AttachmentView(name=file.name, content_type=file.content_type, size=file.size)
                for file in mail.attachments
            ],
            **more,
        )


class MailWithText(MailView):
    """The same with what it says."""

    text: str


class WantedMail(BaseModel):
    """Which mails; every part that is given must fit. In patterns, `*` stands for any characters."""

    to: Annotated[Pattern | None, Field(description="A pattern")] = None
    subject: Annotated[Pattern | None, Field(description="A pattern")] = None
    kind: MailKind | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_MAILS, description="The newest so many")] = MOST_MAILS

    def of(self, mails: Iterable[Mail]) -> list[Mail]:
        """Those of the mails."""
        found = [
            mail
            for mail in mails
            if (self.to is None or is_like(self.to, mail.recipient))
            and (self.subject is None or is_like(self.subject, mail.subject))
            and self.kind in (None, mail.kind)
        ]
        return found[-self.limit :]


class MailList(BaseModel):
    """What is kept, the newest last."""

    mail: list[MailView]


class ClearedMail(BaseModel):
    """How many went."""

    cleared: int


@router.get("")
async def list_mail(unit: Unit, wanted: Annotated[WantedMail, Query()]) -> MailList:
    """The mails that are kept, or some of them: the newest thousand, as far as they take no more than 128 MiB."""
    with unit.context.work() as work:
        return MailList(mail=[MailView.of(mail) for mail in wanted.of(work.mails.all())])


@router.get("/{number}")
async def view_mail(number: Number, unit: Unit) -> MailWithText:
    """One mail."""
    with unit.context.work() as work:
        mail = _find(work, number)
        return MailWithText.of(mail, text=mail.text)


@router.get("/{number}/raw", response_class=Response)
async def view_message(number: Number, unit: Unit) -> Response:
    """One mail as the message that travels (RFC 5322, MIME)."""
    from emulator.mail.message import message_of

    with unit.context.work() as work:
        mail = _find(work, number)
        contents = work.mails.contents(mail)
    message = message_of(mail, contents, unit.name, unit.settings.zone)
    return Response(message, media_type="message/rfc822")


@router.delete("")
async def clear_mail(unit: Unit) -> ClearedMail:
    """Forget all mails; the next gets the next number all the same."""
    with unit.context.work() as work:
        return ClearedMail(cleared=work.mails.clear())


def _find(work: Work, number: int) -> Mail:
    mail = work.mails.find(number)
    if mail is None:
        raise ControlError(404, "not_found", f"no mail {number}")
    return mail
