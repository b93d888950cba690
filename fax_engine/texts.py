"""The sentences that a fax entry shows in `schedule_message`: one table, each with what is known of it.

Rule: code asks this table for a text and never writes one itself, so that whoever has a real unit can correct it.
"""

from dataclasses import dataclass, field

from fax_engine.grades import Grade


def text(default: str, grade: Grade) -> str:
    """A text of a table, with its grade; `{name}` in it stands for a value."""
    said: str = field(default=default, metadata={"grade": grade})
    return said


@dataclass(frozen=True, slots=True)
class Texts:
    """What a unit says about a fax."""

    new: str = text("New fax entry", Grade.GUIDE)
    sending: str = text("", Grade.GUIDE)
    sent: str = text("Successfully sent fax", Grade.GUIDE)
    aborted: str = text("Fax aborted by user", Grade.GUIDE)
    pending: str = text("Waiting for a line", Grade.OURS)
    approval_pending: str = text("Waiting for approval by {approver}", Grade.OURS)
    approved: str = text("Approved by {approver}", Grade.OURS)
    refused: str = text("Refused by {approver}", Grade.OURS)
    rescheduled: str = text("Fax rescheduled", Grade.OURS)
    unusable_attachment: str = text("attachment {name}: {reason}", Grade.OURS)
    unusable_cover_page: str = text("cover page {name}: {reason}", Grade.OURS)
    line_lost: str = text("Power lost while sending", Grade.OURS)
    try_failed: str = text("{reason}", Grade.OURS)
