"""Who is to be told how a fax ended.

Rule: who asked for `failure` is told of `failed` and `dead`, and of an approver's refusal; an abort is somebody's own
wish and only told to who asked for `always` (ours). What is no mail address gets no receipt.
"""

from fax_engine.lifecycle import FaxEvent
from fax_engine.mails import is_address
from models.fax import FaxEntry
from models.vocabulary import FaxState, Receipt


def is_receipt_owed(entry: FaxEntry, event: FaxEvent) -> bool:
    """True when the sender wants to be told that this has just happened to the entry, and can be."""
    if not entry.state.is_final or entry.fax.receipt is Receipt.NEVER:
        return False
    has_failed = entry.state in (FaxState.FAILED, FaxState.DEAD) or event is FaxEvent.REFUSED
    return (has_failed or entry.fax.receipt is Receipt.ALWAYS) and is_address(entry.fax.sender_email_address)
