"""The words of the mails that a unit sends: one table, all of it this project's choice.

Rule: a mail is written from these and from values; `{name}` in a text stands for one.
"""

from dataclasses import dataclass

from fax_engine.grades import Grade
from fax_engine.texts import text


@dataclass(frozen=True, slots=True)
class MailTexts:
    """What a unit says in mails."""

    one_page: str = text("1 page", Grade.OURS)
    pages: str = text("{count} pages", Grade.OURS)

    # Receipts.
    sent_subject: str = text("Fax to {number} was sent ({pages})", Grade.OURS)
    failed_subject: str = text("Fax to {number} failed", Grade.OURS, help="no try was left")
    dead_subject: str = text("Fax to {number} could not be sent", Grade.OURS, help="there were no pages, or no way")
    aborted_subject: str = text("Fax to {number} was aborted", Grade.OURS)
    sent: str = text("Your fax was sent.", Grade.OURS)
    failed: str = text("Your fax was not sent: no try was left.", Grade.OURS)
    dead: str = text("Your fax could not be sent.", Grade.OURS)
    aborted: str = text("Your fax was not sent: it was aborted.", Grade.OURS)
    tries: str = text("{tries} of {most}", Grade.OURS)
    attempt: str = text("{at}: {result} ({pages})", Grade.OURS, help="one line for each try")
    pages_attached: str = text("The pages are attached as {name}.", Grade.OURS)
    pages_not_attached: str = text("The pages cannot be attached: {reason}.", Grade.OURS)

    # Received faxes, and notices of them.
    fax_subject: str = text("Fax from {sender} ({pages})", Grade.OURS)
    part_subject: str = text("Fax from {sender} ({pages}), part {part} of {parts}", Grade.OURS)
    notice_subject: str = text("Notice: fax from {sender} ({pages})", Grade.OURS)
    fax_received: str = text("A fax has come in: {pages} from {sender}.", Grade.OURS)
    fax_attached: str = text("It is attached as {name}.", Grade.OURS)
    part_attached: str = text("Part {part} of {parts} is attached as {name}: pages {first} to {last}.", Grade.OURS)
    fax_kept: str = text("It is call {call} in the unit's log of inbound faxes.", Grade.OURS)
    unknown_sender: str = text("an unknown number", Grade.OURS)
    complete: str = text("complete", Grade.OURS)
    incomplete: str = text("incomplete: {reason}", Grade.OURS)

    # What stands before a value.
    label_to: str = text("To", Grade.OURS)
    label_from: str = text("From", Grade.OURS)
    label_station: str = text("Station", Grade.OURS, help="the identity that the sending machine tells")
    label_called: str = text("Called", Grade.OURS, help="the number that was called")
    label_extension: str = text("Extension", Grade.OURS)
    label_line: str = text("Line", Grade.OURS)
    label_recipient: str = text("For", Grade.OURS, help="the name of the inbound route")
    label_subject: str = text("Subject", Grade.OURS)
    label_pages: str = text("Pages", Grade.OURS)
    label_result: str = text("Result", Grade.OURS)
    label_tries: str = text("Tries", Grade.OURS)
    label_created: str = text("Ordered", Grade.OURS)
    label_ended: str = text("Ended", Grade.OURS)
    label_received: str = text("Received", Grade.OURS)
    label_fax: str = text("Fax", Grade.OURS, help="the keys of the fax and of its entry")
    label_call: str = text("Call", Grade.OURS, help="the number of the call in the log")

    # Why a received fax cannot be delivered.
    unknown_user: str = text("there is no user {name}", Grade.OURS)
    user_without_address: str = text("user {name} has no usable e-mail address", Grade.OURS)
    unusable_address: str = text("{value} is no e-mail address", Grade.OURS)
