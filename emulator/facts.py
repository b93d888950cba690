"""Faxes, received faxes and mails as facts to compare: the same fields whether they come from the store or the journal.

Rule: a kind of thing is one row of this module: how it is read from the store, and which events tell of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from emulator.matching import Facts
from fax_engine.journal import EntryMoved, Event, FaxReceived, MailKept
from models.store import Work
from models.summaries import EntrySummary, MailSummary, ReceivedSummary


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that one can look for. `identity` is the field that tells one from another."""

    name: str
    identity: str
    read: Callable[[Work], Iterable[Facts]]
    of_event: Callable[[Event], Facts | None]


def keys(fax_key: int, entry_number: int) -> str:
    """`FAXKEY/ENTRYKEY`, as in the entry's URL."""
    return f"{fax_key:08X}/{entry_number:04X}"


def facts_of_entry(entry: EntrySummary) -> Facts:
    """Of an outbound fax to one recipient."""
    return {
        "fax": keys(entry.fax_key, entry.entry_number),
        "number": entry.fax_number,
        "user": entry.username,
        "state": entry.state.value,
        "schedule_message": entry.message,
        "try_number": entry.try_number,
        "pages": entry.pages,
        "due_at": entry.due_at,
    }


def facts_of_received(fax: ReceivedSummary) -> Facts:
    """Of a fax that came in."""
    return {
        "call": fax.call,
        "from": fax.caller_id,
        "extension": fax.extension,
        "recipient": fax.recipient,
        "state": fax.state.value,
        "pages": fax.pages,
        "at": fax.at,
    }


def facts_of_mail(mail: MailSummary) -> Facts:
    """Of a mail."""
    return {"id": mail.number, "to": mail.recipient, "subject": mail.subject, "at": mail.at}


def _moved(event: Event) -> Facts | None:
    if not isinstance(event, EntryMoved):
        return None
    return {
        "fax": keys(event.fax_key, event.entry_number),
        "number": event.fax_number,
        "user": event.username,
        "state": event.after.value,
        "schedule_message": event.message,
        "try_number": event.try_number,
        "pages": event.pages,
        "due_at": event.due_at,
    }


def _received(event: Event) -> Facts | None:
    if not isinstance(event, FaxReceived):
        return None
    return facts_of_received(
        ReceivedSummary(
            event.call, event.at, event.state, event.caller_id, event.extension, event.recipient, event.pages
        )
    )


def _kept(event: Event) -> Facts | None:
    if not isinstance(event, MailKept):
        return None
    return facts_of_mail(MailSummary(event.number, event.at, event.recipient, event.subject))


FAXES = Kind("faxes", "fax", lambda work: map(facts_of_entry, work.summaries.entries()), _moved)
RECEIVED = Kind("inbound", "call", lambda work: map(facts_of_received, work.summaries.received()), _received)
MAILS = Kind("mail", "id", lambda work: map(facts_of_mail, work.summaries.mails()), _kept)
