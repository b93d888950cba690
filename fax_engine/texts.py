"""The sentences that a fax entry shows in `schedule_message`: one table, each with what is known of it.

Rule: code asks this table for a text and never writes one itself, so that whoever has a real unit can correct it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one unit. Those in the first group are the appliance's own; every other is this project's choice."""

    # Printed in the developer guide (pages 7 to 9).
    new: str = "New fax entry"
    sending: str = ""
    sent: str = "Successfully sent fax"
    aborted: str = "Fax aborted by user"

    # Ours.
    pending: str = "Waiting for a line"
    approval_pending: str = "Waiting for approval by {approver}"
    approved: str = "Approved by {approver}"
    refused: str = "Refused by {approver}"
    rescheduled: str = "Fax rescheduled"
    unusable_attachment: str = "attachment {name}: {reason}"
    unusable_cover_page: str = "cover page {name}: {reason}"
    line_lost: str = "Power lost while sending"
    try_failed: str = "{reason}"
