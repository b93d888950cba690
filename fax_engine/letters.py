"""What people read in the unit's mails: a sentence, the facts in a column, and what is attached.

Rule: plain text; a fact without a value is left out, and nothing that came from outside can begin a line of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from fax_engine.mail_texts import MailTexts
from models.call import Call
from models.fax import FaxEntry, keys
from models.inbound import InboundFax
from models.receipt import ReceiptDue
from models.vocabulary import FaxState, InboundState

GAP = 2
"""Blanks between the longest label and the values."""


def receipt_subject(due: ReceiptDue, entry: FaxEntry, texts: MailTexts) -> str:
    """How the fax ended, in a line."""
    subject = {
        FaxState.SENT: texts.sent_subject,
        FaxState.FAILED: texts.failed_subject,
        FaxState.DEAD: texts.dead_subject,
        FaxState.ABORTED: texts.aborted_subject,
    }[due.state]
    return subject.format(number=_line(entry.recipient_fax_number), pages=pages_of(entry.pages, texts))


def receipt_text(
    due: ReceiptDue, entry: FaxEntry, attempts: Sequence[Call], about_file: str, zone: tzinfo, texts: MailTexts
) -> str:
    """What was sent to whom, when, with what result, in how many tries. `about_file` is the last sentence, if any."""
    fax = entry.fax
    verdict = {
        FaxState.SENT: texts.sent,
        FaxState.FAILED: texts.failed,
        FaxState.DEAD: texts.dead,
        FaxState.ABORTED: texts.aborted,
    }[due.state]
    recipient = ", ".join(
        filter(None, (entry.recipient_name, entry.recipient_organization, entry.recipient_fax_number))
    )
    facts = [
        (texts.label_to, recipient),
        (texts.label_subject, fax.subject),
        (texts.label_pages, str(entry.pages) if entry.pages else ""),
        (texts.label_result, due.message),
        (texts.label_tries, texts.tries.format(tries=due.try_number, most=fax.max_tries) if attempts else ""),
        *(("", _attempt(call, zone, texts)) for call in attempts),
        (texts.label_created, moment(fax.created_at, zone)),
        (texts.label_ended, moment(due.ended_at, zone)),
        (texts.label_fax, keys(fax.key, entry.number)),
    ]
    return letter(verdict, facts, about_file)


def sender_of(call: Call, texts: MailTexts) -> str:
    """Who sent a received fax, as well as that is known."""
    return _line(call.caller_id) or _line(call.remote_id) or texts.unknown_sender


def received_text(
    fax: InboundFax, call: Call, about_file: str, zone: tzinfo, texts: MailTexts, *, with_details: bool
) -> str:
    """Who sent how many pages; with details, all that is known of the call."""
    verdict = texts.fax_received.format(pages=pages_of(call.pages, texts), sender=sender_of(call, texts))
    result = (
        texts.complete
        if fax.state is InboundState.RECEIVED
        else texts.incomplete.format(reason=_line(call.hangup_message))
    )
    facts = [
        (texts.label_from, call.caller_id),
        (texts.label_station, call.remote_id),
        (texts.label_recipient, fax.recipient),
        (texts.label_called, call.fax_number),
        (texts.label_extension, fax.extension if fax.extension != call.fax_number else ""),
        (texts.label_line, str(call.channel)),
        (texts.label_received, moment(call.ended_at, zone)),
        (texts.label_pages, str(call.pages)),
        (texts.label_result, result),
        (texts.label_call, str(call.number)),
    ]
    return letter(verdict, facts if with_details else (), about_file)


def pages_of(count: int, texts: MailTexts) -> str:
    """`1 page`, `2 pages`."""
    return texts.one_page if count == 1 else texts.pages.format(count=count)


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment on the unit's wall clock: `2026-11-23 10:15:00 UTC`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"


def letter(sentence: str, facts: Iterable[tuple[str, str]], ending: str) -> str:
    """The whole text; a fact without a label goes on below the one before."""
    shown = [(label and f"{label}:", _line(value)) for label, value in facts if value]
    width = max((len(label) for label, _ in shown), default=0) + GAP
    column = "\n".join(f"{label:<{width}}{value}" for label, value in shown)
    return "\n\n".join(part for part in (sentence, column, ending) if part) + "\n"


def _attempt(call: Call, zone: tzinfo, texts: MailTexts) -> str:
    at, pages = moment(call.started_at, zone), pages_of(call.pages, texts)
    return texts.attempt.format(at=at, result=call.hangup_message, pages=pages)


def _line(text: str) -> str:
    return " ".join(text.split())
