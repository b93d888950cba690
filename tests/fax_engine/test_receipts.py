"""Receipts: who is told how a fax ended, what the mail says, and that each end has exactly one."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from fax_engine.workshop import Workshop
from models.store import Store
from models.user import User
from models.vocabulary import FaxState, MailKind, Receipt, ReceiptAttachment
from tests.support.mailing import ANN, files_of, mails, messages, send_for, text_of
from tests.support.units import BUSY, SENT, START, BenchUnit

S = FaxState


@pytest.mark.parametrize(
    ("receipt", "number", "subjects"),
    [
        (Receipt.NEVER, SENT, []),
        (Receipt.NEVER, BUSY, []),
        (Receipt.FAILURE, SENT, []),
        (Receipt.FAILURE, BUSY, [f"Fax to {BUSY} failed"]),
        (Receipt.ALWAYS, SENT, [f"Fax to {SENT} was sent (2 pages)"]),
        (Receipt.ALWAYS, BUSY, [f"Fax to {BUSY} failed"]),
    ],
)
def test_who_is_told_of_what(unit: BenchUnit, receipt: Receipt, number: str, subjects: list[str]) -> None:
    send_for(unit, number, receipt)
    unit.run_until_idle()
    assert [mail.subject for mail in mails(unit)] == subjects


def test_a_receipt_says_what_went_to_whom_when_and_how(unit: BenchUnit) -> None:
    fax = send_for(unit, BUSY, Receipt.FAILURE)
    unit.run_until_idle()

    (mail,) = mails(unit)
    assert (mail.number, mail.kind, mail.recipient, mail.sender) == (
        1,
        MailKind.RECEIPT,
        ANN,
        "fax@faxfinder.localdomain",
    )
    assert mail.created_at == unit.entry(fax).ended_at
    assert (mail.fax_key, mail.entry_number, mail.call_number) == (1, 0, None)
    first, second = unit.attempts(fax)
    assert mail.text == (
        "Your fax was not sent: no try was left.\n"
        "\n"
        f"To:       Jane Roe, Acme, {BUSY}\n"
        "Pages:    2\n"
        f"Result:   {unit.entry(fax).message}\n"
        "Tries:    2 of 2\n"
        f"          {first.started_at:%Y-%m-%d %H:%M:%S} UTC: {first.hangup_message} (0 pages)\n"
        f"          {second.started_at:%Y-%m-%d %H:%M:%S} UTC: {second.hangup_message} (0 pages)\n"
        f"Ordered:  {START:%Y-%m-%d %H:%M:%S} UTC\n"
        f"Ended:    {unit.entry(fax).ended_at:%Y-%m-%d %H:%M:%S} UTC\n"
        "Fax:      00000001/0000\n"
    )


def test_the_pages_as_they_were_sent_go_along_as_pdf(unit: BenchUnit) -> None:
    send_for(unit, SENT, Receipt.ALWAYS, ReceiptAttachment.PDF)
    unit.run_until_idle()

    (message,) = messages(unit)
    ((name, content),) = files_of(message).items()
    assert name == f"fax-{unit.now:%Y%m%d-%H%M%S}-00000001-0000.pdf"
    assert len(PdfReader(BytesIO(content)).pages) == 2
    assert text_of(message).endswith(f"\n\nThe pages are attached as {name}.\n")


def test_or_as_tiff_pixel_for_pixel(unit: BenchUnit) -> None:
    fax = send_for(unit, SENT, Receipt.ALWAYS, ReceiptAttachment.TIFF)
    unit.run_until_idle()

    (content,) = files_of(messages(unit)[0]).values()
    rows = [page[0] for page in unit.page_images(fax)]
    with Image.open(BytesIO(content)) as pages:
        assert pages.n_frames == 2  # type: ignore[attr-defined]
        assert (pages.size, pages.mode) == ((1728, rows[0]), "1")


def test_what_never_became_pages_has_none_to_attach(unit: BenchUnit) -> None:
    send_for(unit, SENT, Receipt.FAILURE, ReceiptAttachment.PDF, content=b"no PDF", content_type="application/pdf")
    unit.run_until_idle()

    (message,) = messages(unit)
    assert message["Subject"] == f"Fax to {SENT} could not be sent"
    assert "Result:   attachment letter: " in text_of(message)
    assert "Tries" not in text_of(message)
    assert files_of(message) == {}


@pytest.mark.parametrize(("receipt", "told"), [(Receipt.ALWAYS, 1), (Receipt.FAILURE, 0)])
def test_an_abort_is_nothing_that_failed(unit: BenchUnit, receipt: Receipt, told: int) -> None:
    fax = send_for(unit, SENT, receipt)
    unit.run_until(fax, S.SENDING)
    unit.abort(fax)
    unit.run_until_idle()
    assert [mail.subject for mail in mails(unit)] == [f"Fax to {SENT} was aborted"] * told


def test_a_refusal_is(unit: BenchUnit) -> None:
    with unit.appliance.context.work() as work:
        work.users.add(User(username="ben", password_digest="x", needs_approval=True, approver="boss"))
    fax = send_for(unit, SENT, Receipt.FAILURE, username="ben")
    unit.run_until(fax, S.APPROVAL_PENDING)
    with unit.appliance.context.work() as work:
        entry = work.faxes.find_entry(fax.key, 0)
        assert entry is not None
        unit.appliance.outbox.decide(work, entry, "boss", approve=False)
    unit.run_until_idle()

    (mail,) = mails(unit)
    assert "Refused by boss" in mail.text


@pytest.mark.parametrize("address", ["", "ann", "ann@", "a b@example.com", "ann@example.com\r\nBcc: all@example.com"])
def test_nobody_is_told_where_there_is_no_address(unit: BenchUnit, address: str) -> None:
    send_for(unit, BUSY, Receipt.ALWAYS, address=address)
    unit.run_until_idle()
    assert mails(unit) == []


def test_a_fax_that_is_sent_again_has_another_receipt(unit: BenchUnit) -> None:
    fax = send_for(unit, BUSY, Receipt.ALWAYS)
    unit.run_until_idle()
    unit.reschedule(fax)
    unit.run_until_idle()

    first, second = mails(unit)
    assert (first.number, second.number) == (1, 2)
    assert first.text.count("Busy") == second.text.count("Busy")


def test_a_receipt_tells_of_its_own_end_even_when_the_fax_is_on_its_way_again(unit: BenchUnit) -> None:
    fax = send_for(unit, SENT, Receipt.ALWAYS, ReceiptAttachment.PDF)
    unit.run_until(fax, S.SENT)
    unit.reschedule(fax)
    unit.run_until_idle()
    assert [mail.subject for mail in mails(unit)] == [f"Fax to {SENT} was sent (2 pages)"] * 2


def test_power_is_cut_after_the_end_and_before_the_mail(
    tmp_path: Path, converters: Workshop, fetchers: Workshop
) -> None:
    unit = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    fax = send_for(unit, SENT, Receipt.ALWAYS, ReceiptAttachment.PDF)
    while unit.state(fax) is not S.SENT:
        unit.run_next()
        unit.workshops[0].wait()
    assert mails(unit) == []
    unit.close()

    after = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    after.run_until_idle()
    assert len(mails(after)) == 1
    assert len(files_of(messages(after)[0])) == 1
    after.close()

    again = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    again.run_until_idle()
    assert len(mails(again)) == 1


def test_a_call_that_was_cut_off_for_good_is_told_of_once(
    unit: BenchUnit, converters: Workshop, fetchers: Workshop
) -> None:
    fax = send_for(unit, SENT, Receipt.FAILURE, max_tries=1)
    unit.run_until(fax, S.SENDING)
    unit.appliance.context.is_closed = True

    after = BenchUnit(converters, fetchers, store=unit.store)
    after.run_until_idle()
    assert after.state(fax) is S.FAILED
    assert [mail.subject for mail in mails(after)] == [f"Fax to {SENT} failed"]


def test_a_reset_forgets_mails_and_what_was_owed(unit: BenchUnit) -> None:
    fax = send_for(unit, SENT, Receipt.ALWAYS, ReceiptAttachment.PDF)
    unit.run_until(fax, S.SENT)
    unit.appliance.reset()
    unit.run_until_idle()
    assert mails(unit) == []


def test_two_runs_write_the_same_messages(converters: Workshop, fetchers: Workshop) -> None:
    def written() -> list[bytes]:
        unit = BenchUnit(converters, fetchers)
        for number, attachment in ((SENT, ReceiptAttachment.PDF), (BUSY, ReceiptAttachment.TIFF)):
            send_for(unit, number, Receipt.ALWAYS, attachment)
        unit.run_until_idle()
        return [message.as_bytes() for message in messages(unit)]

    assert written() == written()
