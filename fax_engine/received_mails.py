"""Mails about a received fax: who gets one, how its document is named, and what it says.

Rule: the size limit holds for the whole mail as it travels, in kilobytes of 1024 bytes; a fax that is too large for it
goes out in several mails by its pages, and only a single page that is too large by itself is let through (ours).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from types import MappingProxyType

from fax_engine.documents.page_files import CONTENT_TYPES, PageFile
from fax_engine.letters import pages_of, received_text, sender_of
from fax_engine.mail_texts import MailTexts
from fax_engine.mails import MailFile, OutgoingMail, is_address
from models.call import Call
from models.delivery import Delivery
from models.inbound import InboundFax
from models.store import Work
from models.vocabulary import DestinationType, DocumentFormat, MailKind

HEADERS_AND_TEXT = 4096
"""Bytes of a mail, on the safe side, that are not its document."""

CODED_LINE, CODED_BYTES = 78, 57
"""A line of base64 (RFC 2045 section 6.8) with its end, and the bytes that it stands for."""


@dataclass(frozen=True, slots=True)
class MailService:
    """What a destination by mail means: its value is a user's name or an address; with the document or without."""

    to_user: bool
    wants_document: bool


BY_MAIL = MappingProxyType(
    {
        DestinationType.EMAIL: MailService(to_user=False, wants_document=True),
        DestinationType.USER: MailService(to_user=True, wants_document=True),
        DestinationType.NOTIFY: MailService(to_user=False, wants_document=False),
        DestinationType.NOTIFY_USER: MailService(to_user=True, wants_document=False),
    }
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What all mails to one destination share. `zone` is the unit's; `with_details`: tell all that is known."""

    address: str
    fax: InboundFax
    call: Call
    zone: tzinfo
    kind: DocumentFormat
    with_details: bool


class NobodyMeant(Exception):
    """A destination by mail means nobody; the text says why."""


def find_address(work: Work, delivery: Delivery, texts: MailTexts) -> str:
    """The address that the delivery means by now. Raises `NobodyMeant`."""
    value = delivery.value.strip()
    if not BY_MAIL[delivery.type].to_user:
        return _checked(value, texts.unusable_address.format(value=value))
    user = work.users.find(value)
    if user is None:
        raise NobodyMeant(texts.unknown_user.format(name=value))
    return _checked(user.email_address.strip(), texts.user_without_address.format(name=value))


def _checked(address: str, complaint: str) -> str:
    if not is_address(address):
        raise NobodyMeant(complaint)
    return address


def room_for_document(limit: int) -> int | None:
    """Bytes that a document may have for its mail to keep to a limit in kilobytes; None: as many as it likes."""
    if not limit:
        return None
    return max((limit * 1024 - HEADERS_AND_TEXT) // CODED_LINE * CODED_BYTES, 1)


def file_name(call: Call, kind: DocumentFormat, zone: tzinfo, part: str = "") -> str:
    """`fax-20261123-101500-0000001A.pdf`: when the call ended on the unit's clock, and its number."""
    return f"fax-{call.ended_at.astimezone(zone):%Y%m%d-%H%M%S}-{call.number:08X}{part}.{kind}"


def fax_mails(envelope: Envelope, documents: Sequence[PageFile], texts: MailTexts) -> Iterator[OutgoingMail]:
    """The mails to one destination: one for each document, or a notice when there is none."""
    if not documents:
        yield _notice(envelope, texts)
    for part, document in enumerate(documents, start=1):
        yield _with_document(envelope, document, part, len(documents), texts)


def _notice(envelope: Envelope, texts: MailTexts) -> OutgoingMail:
    ending = texts.fax_kept.format(call=envelope.call.number)
    return _mail(envelope, MailKind.NOTICE, texts.notice_subject.format(**_about(envelope, texts)), ending, (), texts)


def _with_document(envelope: Envelope, document: PageFile, part: int, parts: int, texts: MailTexts) -> OutgoingMail:
    is_whole = parts == 1
    name = file_name(envelope.call, envelope.kind, envelope.zone, "" if is_whole else f"-{part}of{parts}")
    about = _about(envelope, texts) | {"part": part, "parts": parts, "name": name}
    subject = texts.fax_subject if is_whole else texts.part_subject
    ending = texts.fax_attached if is_whole else texts.part_attached
    about_pages = about | {"first": document.first, "last": document.last}
    file = MailFile(name, CONTENT_TYPES[envelope.kind], document.content)
    return _mail(envelope, MailKind.FAX, subject.format(**about), ending.format(**about_pages), (file,), texts)


def _about(envelope: Envelope, texts: MailTexts) -> dict[str, object]:
    call = envelope.call
    return {"sender": sender_of(call, texts), "pages": pages_of(call.pages, texts)}


def _mail(
    envelope: Envelope, kind: MailKind, subject: str, ending: str, files: tuple[MailFile, ...], texts: MailTexts
) -> OutgoingMail:
    fax, call = envelope.fax, envelope.call
    text = received_text(fax, call, ending, envelope.zone, texts, with_details=envelope.with_details)
    return OutgoingMail(kind, envelope.address, subject, text, files, call_number=call.number)
