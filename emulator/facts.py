"""Faxes, received faxes and mails as facts to compare: the same fields whether they come from the store or the journal.

Rule: a kind of thing is one row of this module: how it is read from the store, and which events tell of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from emulator import candidates
from emulator.matching import Check, Facts
from fax_engine.context import UnitContext
from fax_engine.journal import EntryMoved, Event, FaxReceived, MailKept
from models.fax import keys
from models.summaries import EntrySummary, MailSummary, ReceivedSummary


class InSlices(Protocol):
    """How all of a kind that may pass some checks is read."""

    def __call__(
        self, context: UnitContext, checks: Sequence[Check], *, newest_first: bool
    ) -> Iterator[Iterable[Facts]]:
        """See `emulator.candidates`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that one can look for. `identity` is the field that tells one from another."""

    name: str
    identity: str
    slices: InSlices
    of_event: Callable[[Event], Facts | None]


def keys_of(entry: EntrySummary) -> str:
    """The same of a summary."""
    return keys(entry.fax_key, entry.entry_number)


def facts_of_entry(entry: EntrySummary) -> Facts:
    """Of an outbound fax to one recipient."""
    return {
        "fax": keys_of(entry),
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


def _of_entries(context: UnitContext, checks: Sequence[Check], *, newest_first: bool) -> Iterator[Iterable[Facts]]:
    for found in candidates.entries(context, checks, newest_first=newest_first):
        yield map(facts_of_entry, found)


def _of_received(context: UnitContext, checks: Sequence[Check], *, newest_first: bool) -> Iterator[Iterable[Facts]]:
    for found in candidates.received(context, newest_first=newest_first):
        yield map(facts_of_received, found)


def _of_mails(context: UnitContext, checks: Sequence[Check], *, newest_first: bool) -> Iterator[Iterable[Facts]]:
    for found in candidates.mails(context, newest_first=newest_first):
        yield map(facts_of_mail, found)


FAXES = Kind("faxes", "fax", _of_entries, _moved)
RECEIVED = Kind("inbound", "call", _of_received, _received)
MAILS = Kind("mail", "id", _of_mails, _kept)
