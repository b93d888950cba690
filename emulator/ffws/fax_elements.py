"""Between the wire and the engine: a `ScheduleFax` element becomes a `FaxOrder`, a stored entry a `FaxEntry`
element."""

from typing import Any
from urllib.parse import urlsplit

from emulator.ffws import elements
from emulator.ffws.links import Links, cover_page_name
from emulator.ffws.problems import bad_request
from emulator.ffws.texts import FfwsTexts
from fax_engine.orders import AttachmentOrder, CoverOrder, FaxOrder, Party
from models.call import Call
from models.fax import Fax, FaxEntry
from models.user import FaxDefaults
from models.vocabulary import Location


def to_order(wanted: elements.ScheduleFax, defaults: FaxDefaults, texts: FfwsTexts) -> FaxOrder:
    """The order that the element asks for, with the user's defaults for what it leaves out. Raises a 400 `Problem`."""
    if not wanted.recipients:
        raise bad_request(texts.no_recipient)
    return FaxOrder(
        username=defaults.username,
        recipients=tuple(_recipient(recipient) for recipient in wanted.recipients),
        attachments=tuple(_attachment(attachment, texts) for attachment in wanted.attachments),
        cover=_cover(wanted.cover_page, texts) if wanted.cover_page else None,
        sender=_sender(wanted.sender) if wanted.sender else Party(),
        max_tries=_or(wanted.max_tries, defaults.max_attempts),
        try_interval=_or(wanted.try_interval, defaults.interval),
        priority=_or(wanted.priority, defaults.priority),
        receipt=wanted.receipt or defaults.receipt,
        receipt_attachment=wanted.receipt_attachment or defaults.receipt_attachment,
        due_at=wanted.schedule_all_at,
    )


def to_element(
    entry: FaxEntry, links: Links, attempts: list[Call] | None = None, *, has_modems: bool = True
) -> elements.FaxEntry:
    """The entry as the wire shows it; `attempts` are shown when given. The entry's fax must be loaded."""
    fax = entry.fax
    return elements.FaxEntry(
        fax_entry_url=links.entry(fax.key, entry.number),
        fax_url=links.fax(fax.key),
        state=entry.state,
        schedule_message=entry.message,
        created=fax.created_at,
        stime=entry.stime,
        try_number=entry.try_number,
        agent=fax.agent,
        preview=links.preview(fax.key, entry.number),
        cover_page=elements.CoverPage(
            url=links.cover_page(fax.cover_page_name),
            enabled=fax.cover_page_enabled,
            subject=fax.subject,
            comments=fax.comments,
        ),
        sender=sender_element(fax),
        recipient=recipient_element(entry),
        max_tries=fax.max_tries,
        priority=fax.priority,
        try_interval=fax.try_interval,
        receipt=fax.receipt,
        receipt_attachment=fax.receipt_attachment,
        pages=entry.pages,
        approver=entry.approver,
        approval_time=entry.approval_at,
        modem_infos=tuple(_modem_info(attempt, has_modems=has_modems) for attempt in attempts or ()),
    )


def sender_element(fax: Fax) -> elements.Sender:
    """Who sends a fax."""
    return elements.Sender(
        username=fax.username,
        name=fax.sender_name,
        organization=fax.sender_organization,
        phone_number=fax.sender_phone_number,
        fax_number=fax.sender_fax_number,
        email_address=fax.sender_email_address,
    )


def recipient_element(entry: FaxEntry) -> elements.Recipient:
    """Who gets an entry."""
    return elements.Recipient(
        name=entry.recipient_name,
        organization=entry.recipient_organization,
        fax_number=entry.recipient_fax_number,
        phone_number=entry.recipient_phone_number,
    )


def line_element(call: Call, *, has_modems: bool) -> dict[str, Any]:
    """The line of a call by the name that it has on such a unit; an empty element where none is known (ours)."""
    # None would leave the element out, which the log of the other kind of unit has in its place.
    return {"modem_number" if has_modems else "channel_number": call.channel or ""}


def _recipient(recipient: elements.Recipient) -> Party:
    return Party(
        fax_number=recipient.fax_number or "",
        name=recipient.name or "",
        organization=recipient.organization or "",
        phone_number=recipient.phone_number or "",
    )


def _sender(sender: elements.Sender) -> Party:
    return Party(
        fax_number=sender.fax_number or "",
        name=sender.name or "",
        organization=sender.organization or "",
        phone_number=sender.phone_number or "",
        email_address=sender.email_address or "",
    )


def _cover(cover: elements.CoverPage, texts: FfwsTexts) -> CoverOrder:
    is_enabled = cover.enabled is not False
    if is_enabled and not cover.url:
        raise bad_request(texts.cover_page_url_required)
    return CoverOrder(
        name=cover_page_name(cover.url or ""),
        subject=cover.subject or "",
        comments=cover.comments or "",
        enabled=is_enabled,
    )


def _attachment(attachment: elements.Attachment, texts: FfwsTexts) -> AttachmentOrder:
    if attachment.location is Location.EXTERNAL:
        return _external(attachment, texts)
    name = attachment.name or ""
    if not name:
        raise bad_request(texts.empty_attachment_name)
    if not attachment.content_type:
        raise bad_request(texts.empty_content_type.format(name=name))
    if not attachment.content:
        raise bad_request(texts.empty_content.format(name=name))
    return AttachmentOrder(Location.INLINE, name, attachment.content_type, content=attachment.content)


def _external(attachment: elements.Attachment, texts: FfwsTexts) -> AttachmentOrder:
    url = attachment.url or ""
    shown = attachment.name or url or "external"
    if not url:
        raise bad_request(texts.empty_attachment_url.format(name=shown))
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https"):
        raise bad_request(texts.unusable_attachment_url.format(name=shown))
    return AttachmentOrder(Location.EXTERNAL, attachment.name or "", attachment.content_type or "", url=url)


def _modem_info(attempt: Call, *, has_modems: bool) -> elements.ModemInfo:
    return elements.ModemInfo(
        try_number=attempt.try_number,
        **line_element(attempt, has_modems=has_modems),
        init_time=attempt.started_at,
        connect_time=attempt.connected_at,
        hangup_time=attempt.ended_at,
        elapsed_time=attempt.seconds_connected,
        baud_rate=attempt.rate,
        ecm=attempt.ecm,
        line_encoding=attempt.coding,
        resolution=attempt.resolution,
        remote_id=attempt.remote_id,
        pages=attempt.pages,
        hangup_code=attempt.hangup_code,
        hangup_message=attempt.hangup_message,
    )


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
