"""What stands in the fields of a fax's cover page for one recipient."""

from datetime import datetime

from fax_engine.documents.cover import CoverFields
from models.fax import Fax, FaxEntry


def cover_fields(fax: Fax, entry: FaxEntry, made_at: datetime) -> CoverFields:
    """The values but for the number of pages; `made_at` is when the pages were made, in the unit's time zone."""
    return CoverFields(
        sender_name=fax.sender_name,
        sender_organization=fax.sender_organization,
        sender_phone=fax.sender_phone_number,
        sender_fax=fax.sender_fax_number,
        sender_email=fax.sender_email_address,
        recipient_name=entry.recipient_name,
        recipient_organization=entry.recipient_organization,
        recipient_fax=entry.recipient_fax_number,
        recipient_phone=entry.recipient_phone_number,
        subject=fax.subject,
        comments=fax.comments,
        date=f"{made_at:%Y-%m-%d %H:%M}",
    )
