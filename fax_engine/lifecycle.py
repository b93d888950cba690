"""The life of a fax entry: which event leads from which state to which.

Rules: an event that the table does not name for a state is illegal there, and nothing changes. Guards choose the
event (`TRY_FAILED` or `TRIES_EXHAUSTED`), so that the table stays a plain function. `move` is the only writer of a
stored entry's state, and `place` of the state in which an entry comes into the store (developer guide, "Fax Entry
Element", for the states; who moves an entry is partly our own reading).
"""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from models.fax import FaxEntry
from models.vocabulary import FaxState


class FaxEvent(StrEnum):
    """What can happen to an entry, in the past tense."""

    PREPARED = "pages made"
    APPROVAL_NEEDED = "pages there, approval needed"
    PREPARATION_FAILED = "cannot become pages"
    APPROVED = "approved"
    REFUSED = "refused by approver"
    DIALED = "due and a line was free"
    FELL_DUE = "due and no line was free"
    CONFIRMED = "all pages confirmed"
    TRY_FAILED = "attempt failed, tries left"
    TRIES_EXHAUSTED = "attempt failed, none left"
    ABORTED = "aborted by user"
    RESCHEDULED = "rescheduled"
    RESUBMITTED = "rescheduled without pages"


_BEFORE_THE_LINE = (FaxState.PREPROCESSING, FaxState.APPROVAL_PENDING, FaxState.PENDING)
_MAY_HAVE_PAGES = (FaxState.SENT, FaxState.ABORTED, FaxState.FAILED)
_MAY_LACK_PAGES = (*_MAY_HAVE_PAGES, FaxState.DEAD)
"""Who was sent by this unit has pages; who came into the store with a past may not have been given any yet."""

TRANSITIONS = MappingProxyType(
    {
        (FaxState.PREPROCESSING, FaxEvent.PREPARED): FaxState.PENDING,
        (FaxState.PREPROCESSING, FaxEvent.APPROVAL_NEEDED): FaxState.APPROVAL_PENDING,
        (FaxState.PREPROCESSING, FaxEvent.PREPARATION_FAILED): FaxState.DEAD,
        (FaxState.APPROVAL_PENDING, FaxEvent.APPROVED): FaxState.PENDING,
        (FaxState.APPROVAL_PENDING, FaxEvent.REFUSED): FaxState.ABORTED,
        (FaxState.PENDING, FaxEvent.DIALED): FaxState.SENDING,
        (FaxState.PENDING, FaxEvent.FELL_DUE): FaxState.PENDING,
        (FaxState.SENDING, FaxEvent.CONFIRMED): FaxState.SENT,
        (FaxState.SENDING, FaxEvent.TRY_FAILED): FaxState.PENDING,
        (FaxState.SENDING, FaxEvent.TRIES_EXHAUSTED): FaxState.FAILED,
        (FaxState.SENDING, FaxEvent.ABORTED): FaxState.ABORTED,
        **{(state, FaxEvent.ABORTED): FaxState.ABORTED for state in _BEFORE_THE_LINE},
        **{(state, FaxEvent.RESCHEDULED): state for state in _BEFORE_THE_LINE},
        **{(state, FaxEvent.RESCHEDULED): FaxState.PENDING for state in _MAY_HAVE_PAGES},
        **{(state, FaxEvent.APPROVAL_NEEDED): FaxState.APPROVAL_PENDING for state in _MAY_HAVE_PAGES},
        **{(state, FaxEvent.RESUBMITTED): FaxState.PREPROCESSING for state in _MAY_LACK_PAGES},
    }
)


class IllegalMoveError(Exception):
    """The event cannot happen in the entry's state; nothing was changed."""


def can(entry: FaxEntry, event: FaxEvent) -> bool:
    """True when the table names the event for the entry's state."""
    return (entry.state, event) in TRANSITIONS


def place(entry: FaxEntry, state: FaxState) -> FaxEntry:
    """Give a new entry the state in which it comes into the store, and answer it.

    A client's entry begins in `preprocessing`; one with a past may be final, with `ended_at` set. Nothing comes into
    the store anywhere else: in between an entry needs pages, timers or a line, and gets them on its way.
    """
    if state is not FaxState.PREPROCESSING and not (state.is_final and entry.ended_at):
        raise IllegalMoveError(f"an entry cannot begin as {state}")
    entry.state = state
    return entry


def move(entry: FaxEntry, event: FaxEvent, at: datetime, message: str) -> FaxState:
    """Let the event happen to the entry; answers the state it leaves. Keeps the times that go with the states."""
    before = entry.state
    after = TRANSITIONS.get((before, event))
    if after is None:
        raise IllegalMoveError(f"an entry that is {before} cannot be {event}")
    entry.state = after
    entry.message = message
    if after is FaxState.SENDING:
        entry.started_at = at
    elif after.is_final:
        entry.ended_at = at
    elif before.is_final:
        entry.ended_at = None
        entry.started_at = None
        entry.try_number = 1
        entry.approver = ""
        entry.approval_at = None
    return before
