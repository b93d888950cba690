"""Kept mails as the messages that travel, and how many are kept."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

import pytest

from emulator.mail.message import message_of
from emulator.mail.outbox import MailOutbox
from fax_engine.mails import MailFile, OutgoingMail, is_address
from models import mail as bounds
from models.mail import Mail, MailAttachment
from models.vocabulary import MailKind
from tests.support.units import BenchUnit

AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


def mail(text: str = "Hello.\n", subject: str = "Fax to 5551234 failed", **more: object) -> Mail:
    values = {
        "number": 7,
        "kind": MailKind.RECEIPT,
        "created_at": AT,
        "sender": "fax@unit.example",
        "recipient": "ann@example.com",
        "subject": subject,
        "text": text,
        "attachments": [],
    }
    return Mail(**values | more)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def test_the_headers_of_a_message() -> None:
    raw = message_of(mail(), [], "default", ZoneInfo("Europe/Berlin"))
    assert raw == (
        b"From: fax@unit.example\r\n"
        b"To: ann@example.com\r\n"
        b"Subject: Fax to 5551234 failed\r\n"
        b"Date: Mon, 23 Nov 2026 11:15:00 +0100\r\n"
        b"Message-ID: <default.7.20261123T101500@unit.example>\r\n"
        b"Auto-Submitted: auto-generated\r\n"
        b"X-FaxFinder-Mail: receipt\r\n"
        b'Content-Type: text/plain; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"MIME-Version: 1.0\r\n"
        b"\r\n"
        b"Hello.\r\n"
    )


def test_documents_are_the_same_at_the_other_end() -> None:
    content = bytes(range(256)) * 20
    file = MailAttachment(name="fax-ü.pdf", content_type="application/pdf", size=len(content))
    raw = message_of(mail(attachments=[file]), [content], "default", ZoneInfo("UTC"))
    assert raw == message_of(mail(attachments=[file]), [content], "default", ZoneInfo("UTC"))
    (part,) = read(raw).iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (
        "fax-ü.pdf",
        "application/pdf",
        content,
    )
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize("subject", ["Grüße aus Köln " * 20, "two\r\nBcc: all@example.com", "a\x00b\x1fc", "\u2028x"])
def test_a_subject_stays_one_header(subject: str) -> None:
    message = read(message_of(mail(subject=subject), [], "default", ZoneInfo("UTC")))
    assert message["Bcc"] is None
    assert message["X-FaxFinder-Mail"] == "receipt"


@pytest.mark.parametrize("text", ["Grüße\n", "x" * 5000 + "\n", ".\n.\nFrom me\n", "\n\n"])
def test_a_text_is_the_same_at_the_other_end(text: str) -> None:
    body = read(message_of(mail(text), [], "default", ZoneInfo("UTC"))).get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize("text", ["a@b", "ann.o'neil+fax@mail-1.example.com", "x@localhost.localdomain"])
def test_what_is_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["", "a", "@b", "a@", "a b@c", "Ann <a@b>", "a@b,c@d", "a@b\n", "ü@b", "a@-b", "a@b."])
def test_what_is_none(text: str) -> None:
    assert not is_address(text)


def post(unit: BenchUnit, count: int, size: int = 0) -> None:
    outbox = MailOutbox(unit.appliance.context, "fax@unit.example")
    file = MailFile("fax.pdf", "application/pdf", bytes(size))
    with unit.appliance.context.work() as work:
        for number in range(count):
            outbox.post(work, OutgoingMail(MailKind.NOTICE, "a@b", f"Number {number}", "", (file,)))


def numbers(unit: BenchUnit) -> list[int]:
    with unit.appliance.context.work() as work:
        return [mail.number for mail in work.mails.all()]


def test_the_newest_mails_are_kept(unit: BenchUnit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_MAILS", 5)
    post(unit, 12)
    assert numbers(unit) == [8, 9, 10, 11, 12]


def test_and_no_more_bytes_of_them_than_allowed_but_always_the_newest(
    unit: BenchUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_BYTES", 250)
    post(unit, 5, size=100)
    assert numbers(unit) == [4, 5]
    post(unit, 1, size=1000)
    assert numbers(unit) == [6]
    with unit.appliance.context.work() as work:
        (kept,) = work.mails.all()
        assert [len(content) for content in work.mails.contents(kept)] == [1000]


def test_a_mail_that_was_not_committed_was_not_sent(unit: BenchUnit) -> None:
    outbox = MailOutbox(unit.appliance.context, "fax@unit.example")

    def fail_half_way() -> None:
        with unit.appliance.context.work() as work:
            outbox.post(work, OutgoingMail(MailKind.NOTICE, "a@b", "Never", ""))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert numbers(unit) == []
    post(unit, 1)
    assert numbers(unit) == [1]
