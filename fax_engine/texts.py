"""The sentences that a fax entry shows in `schedule_message`: one table, each with what is known of it.

Rule: code asks this table for a text and never writes one itself, so that whoever has a real unit can correct it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any

from fax_engine.call_result import Hangup
from fax_engine.grades import Grade
from fax_engine.reasons import Reason

TIME_LENGTH = len("2026-11-23 10:00:00")
"""Characters of a time in a text."""


def text(default: str, grade: Grade, *, help: str = "") -> str:
    """A text of a table, with its grade; `{name}` in it stands for a value. `help` says when it is said."""
    said: str = field(default=default, metadata={"grade": grade, "help": help})
    return said


def texts_of(table: Any) -> Iterator["Field[str]"]:
    """The texts of a table, in its order."""
    return (entry for entry in fields(table) if "grade" in entry.metadata)


@dataclass(frozen=True, slots=True)
class Texts:
    """What a unit says about a fax. `outcomes` are other words for how a call ended, by the outcome's name, or that of
    a `Hangup.wording`; `documents` for why one does not become pages, by `Why.key`."""

    # How an entry stands.
    new: str = text("New fax entry", Grade.GUIDE)
    sending: str = text("", Grade.GUIDE)
    sent: str = text("Successfully sent fax", Grade.GUIDE)
    aborted: str = text("Fax aborted by user", Grade.GUIDE)
    pending: str = text("Waiting for a line", Grade.OURS)
    scheduled: str = text("Scheduled for {time}", Grade.OURS, help="until it falls due, at this time of the unit's")
    approval_pending: str = text("Waiting for approval by {approver}", Grade.OURS)
    approved: str = text("Approved by {approver}", Grade.OURS)
    refused: str = text("Refused by {approver}", Grade.OURS)
    rescheduled: str = text("Fax rescheduled", Grade.OURS)
    unusable_attachment: str = text("attachment {name}: {reason}", Grade.OURS)
    unusable_cover_page: str = text("cover page {name}: {reason}", Grade.OURS)
    line_lost: str = text("Power lost while sending", Grade.OURS)
    disk_full: str = text("no space left on disk", Grade.OURS, help="the pages of an accepted fax cannot be stored")
    try_failed: str = text("{reason}", Grade.OURS, help="a try failed; the reason is why the call ended")

    # Why dialing rules keep a number from being dialled.
    rejected_number: str = text("number {number}: rejected by rule {rule} of dialing rules {list}", Grade.OURS)
    unmatched_number: str = text("number {number}: no rule of dialing rules {list} accepts it", Grade.OURS)
    endless_rules: str = text("number {number}: dialing rules {list} lead round in circles", Grade.OURS)
    emptied_number: str = text(
        "number {number}: rule {rule} of dialing rules {list} leaves nothing to dial", Grade.OURS
    )

    # Why an order is not taken (the unit's answer to a post).
    too_many_recipients: str = text("too many recipients: {count}, at most {most}", Grade.OURS)
    invalid_fax_number: str = text("recipient {position}: invalid fax_number: {number}", Grade.OURS)
    empty_fax_number: str = text("recipient {position}: invalid fax_number: empty", Grade.OURS)
    cover_page_not_found: str = text("cover page not found: {name}", Grade.OURS)
    nothing_to_send: str = text("nothing to send: no attachment and no cover page", Grade.OURS)

    # Why a completed fax is not sent again (the unit's answer to a request for that).
    not_kept: str = text("the fax is not kept any more: newer ones have taken its place", Grade.OURS)

    outcomes: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)

    def scheduled_for(self, time: str) -> str:
        """What an entry says until it falls due, at a time of `TIME_LENGTH` characters."""
        return self.scheduled.format(time=time)

    def is_scheduled(self, message: str) -> bool:
        """Whether an entry that says so waits for its moment, whichever that is.

        The time counts for nothing: when that was written the unit's clock may have been wrong, or its time zone
        another one.
        """
        begins = self.scheduled_for("\0" * TIME_LENGTH).find("\0")
        return message == self.scheduled_for(message[begins : begins + TIME_LENGTH]) and message != self.pending

    def why(self, outcome: str, hangup: Hangup) -> str:
        """Why a call ended that came to this outcome, as entries and logs tell it."""
        return self.outcomes.get(hangup.wording or outcome, hangup.message)

    def because(self, reason: Reason) -> str:
        """Why a document does not become pages."""
        return reason.in_words(self.documents)
