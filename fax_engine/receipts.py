"""Receipts: a mail tells the sender how a fax ended.

Rule: what is owed is written down in the transaction that ends the entry, and the mail is kept in the one that strikes
it out, so that each end of an entry has exactly one mail even when power is cut in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from fax_engine.clock import Due
from fax_engine.context import AFTER_POWER_ON, UnitContext
from fax_engine.documents.page_files import CONTENT_TYPES, PageFile, page_files
from fax_engine.documents.preview import DressedPage
from fax_engine.kept_pages import sent_pages
from fax_engine.letters import receipt_subject, receipt_text
from fax_engine.mail_texts import MailTexts
from fax_engine.mails import MailFile, OutgoingMail
from fax_engine.ports import Mailer
from fax_engine.reasons import Reason, reason_of
from fax_engine.workshop import Workshop
from models.call import Call
from models.fax import FaxEntry
from models.receipt import ReceiptDue
from models.store import Work
from models.vocabulary import DocumentFormat, FaxState, MailKind, ReceiptAttachment

FORMATS = {ReceiptAttachment.PDF: DocumentFormat.PDF, ReceiptAttachment.TIFF: DocumentFormat.TIFF}


@dataclass(eq=False, slots=True)
class _Enclosure:
    """The pages as a file, once `content` is there, or the reason why there is none."""

    kind: DocumentFormat
    content: bytes | Reason | None = None

    def has_come(self) -> bool:
        return self.content is not None


class Receipts:
    """Tells senders how their faxes ended."""

    def __init__(self, context: UnitContext, workshop: Workshop, mailer: Mailer, texts: MailTexts) -> None:
        self._context = context
        self._workshop = workshop
        self._mailer = mailer
        self._texts = texts

    def recover(self, owed: Sequence[int]) -> None:
        """After a start: take up what was owed when power was lost, by row."""
        for due_id in owed:
            self._arm(due_id, AFTER_POWER_ON)

    def owe(self, work: Work, entry: FaxEntry) -> None:
        """Have a receipt sent for this entry, which has just become final, once this is committed."""
        due_id = work.receipts.owe(entry)
        work.after_commit(partial(self._arm, due_id, 0.0))

    def _arm(self, due_id: int, seconds: float) -> None:
        self._context.carry_out_in(seconds, partial(self._begin, due_id), Due.RECEIPT, due_id)

    def _begin(self, due_id: int) -> None:
        """Have the pages drawn where they are wanted, and the mail made once they are there."""
        if self._context.is_closed:
            return
        with self._context.work() as work:
            found = work.receipts.find(due_id)
            assert found is not None
            kind = _wanted(work, found[1])
            if kind is None:
                self._post(work, found, None)
                return
        enclosure = _Enclosure(kind)
        self._workshop.submit(page_files, partial(self._arguments, found[1].id, kind), partial(_enclose, enclosure))
        finish = partial(self._finish, due_id, enclosure)
        self._context.carry_out_in(0.0, finish, Due.RECEIPT, due_id, enclosure.has_come)

    def _arguments(self, entry_id: int, kind: DocumentFormat) -> tuple[Sequence[DressedPage], DocumentFormat]:
        self._context.check_is_needed()
        with self._context.work() as work:
            return sent_pages(work, entry_id), kind

    def _finish(self, due_id: int, enclosure: _Enclosure) -> None:
        if self._context.is_closed:
            return
        with self._context.work() as work:
            found = work.receipts.find(due_id)
            assert found is not None
            self._post(work, found, enclosure)

    def _post(self, work: Work, found: tuple[ReceiptDue, FaxEntry], enclosure: _Enclosure | None) -> None:
        due, entry = found
        self._mailer.post(work, self._mail(work, due, entry, enclosure))
        work.receipts.settle(due.id)

    def _mail(self, work: Work, due: ReceiptDue, entry: FaxEntry, enclosure: _Enclosure | None) -> OutgoingMail:
        files, about_file = self._files(due, entry, enclosure)
        zone, texts = self._context.time_zone, self._texts
        attempts = _attempts(work, due, entry)
        return OutgoingMail(
            kind=MailKind.RECEIPT,
            recipient=entry.fax.sender_email_address,
            subject=receipt_subject(due, entry, texts),
            text=receipt_text(due, entry, attempts, about_file, zone, texts),
            files=files,
            fax_key=entry.fax.key,
            entry_number=entry.number,
        )

    def _files(
        self, due: ReceiptDue, entry: FaxEntry, enclosure: _Enclosure | None
    ) -> tuple[tuple[MailFile, ...], str]:
        """What is attached, and what the text says of it."""
        if enclosure is None:
            return (), ""
        content = enclosure.content
        if isinstance(content, Reason):
            return (), self._texts.pages_not_attached.format(reason=self._context.texts.because(content))
        assert content is not None
        local = due.ended_at.astimezone(self._context.time_zone)
        name = f"fax-{local:%Y%m%d-%H%M%S}-{entry.fax.key:08X}-{entry.number:04X}.{enclosure.kind}"
        file = MailFile(name, CONTENT_TYPES[enclosure.kind], content)
        return (file,), self._texts.pages_attached.format(name=name)


def _wanted(work: Work, entry: FaxEntry) -> DocumentFormat | None:
    """What the receipt of this entry is to carry; nothing where no pages were ever made."""
    kind = FORMATS.get(entry.fax.receipt_attachment)
    return kind if kind is not None and work.faxes.has_pages(entry.id) else None


def _attempts(work: Work, due: ReceiptDue, entry: FaxEntry) -> list[Call]:
    """The tries that led to this end: those since the last first one. One that was aborted may have had none."""
    if due.state in (FaxState.ABORTED, FaxState.DEAD):
        return []
    calls = [call for call in work.calls.of_entries([entry]).get(entry.id, []) if call.started_at <= due.ended_at]
    return calls[-due.try_number :]


def _enclose(enclosure: _Enclosure, result: list[PageFile] | Exception) -> None:
    if isinstance(result, Exception):
        enclosure.content = reason_of(result)
    else:
        enclosure.content = result[0].content
