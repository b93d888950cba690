"""The outbox: take an order in, abort, reschedule, and decide on what waits for approval.

Rule: an order is taken whole or not at all, and once it is taken it is in the store. An order that is refused uses no
key. Everything slow (fetching, converting) happens later, in `preparation`.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from string import digits

from fax_engine.clock import LAST_MOMENT
from fax_engine.context import UnitContext
from fax_engine.dispatch import Dispatch
from fax_engine.documents.formats import is_supported, unsupported
from fax_engine.errors import MoveRefused, OrderRefused
from fax_engine.journal import EntryMoved
from fax_engine.lifecycle import FaxEvent, can, place
from fax_engine.orders import AttachmentOrder, EntryPast, FaxOrder, FaxPast, Party
from fax_engine.preparation import Preparation
from fax_engine.texts import Texts
from models.fax import Attachment, Fax, FaxEntry
from models.store import Work
from models.vocabulary import FaxState, Location

MOST_RECIPIENTS = 400
"""Recipients of one fax (developer guide page 6)."""


class Outbox:
    """The use cases of outbound faxes."""

    def __init__(self, context: UnitContext, preparation: Preparation, dispatch: Dispatch) -> None:
        self._context = context
        self._preparation = preparation
        self._dispatch = dispatch

    def schedule(self, work: Work, order: FaxOrder) -> Fax:
        """Take the order in, one entry for each recipient, in `preprocessing`; it is scheduled once this is committed.

        Raises `OrderRefused` when any part of it cannot be taken, and `DiskFull` when there is no room for it; then the
        transaction must end without a commit.
        """
        _check(order, work, self._context.texts)
        self._context.disk.take(sum(len(attachment.content) for attachment in order.attachments))
        now = self._context.now
        due_at = min(max(order.due_at, now), LAST_MOMENT) if order.due_at else now
        beginning = EntryPast(FaxState.PREPROCESSING, self._context.texts.new, due_at)
        fax = work.faxes.add(_new_fax(order, FaxPast(now, (beginning,) * len(order.recipients)), work))
        for entry in fax.entries:
            self._context.tell(work, EntryMoved.of(entry, None, self._context.now))
        work.after_commit(partial(self._preparation.begin, fax, fax.entries, fax.attachments))
        return fax

    def take_up(self, work: Work, histories: Iterable[tuple[FaxOrder, FaxPast]]) -> list[Fax]:
        """Take in faxes that are in the middle or at the end of their lives, as they stand; the journal hears nothing.

        Once this is committed, what is not final goes on from there. An order must be one that `schedule` takes.
        """
        pairs = [(_new_fax(order, past, work), past) for order, past in histories]
        work.faxes.add_all([fax for fax, _ in pairs])
        for fax, past in pairs:
            begin = partial(self._preparation.begin, fax, attachments=fax.attachments)
            waiting = [
                (entry, known.state is not FaxState.PREPROCESSING)
                for entry, known in zip(fax.entries, past.entries, strict=True)
                if not known.state.is_final
            ]
            for at_once in (False, True):
                if entries := [entry for entry, is_owed in waiting if is_owed is at_once]:
                    work.after_commit(partial(begin, entries=entries, at_once=at_once))
        return [fax for fax, _ in pairs]

    def abort(self, work: Work, entries: Iterable[FaxEntry]) -> None:
        """Abort what is not final; a sending one hangs up once this is committed."""
        on_the_line = []
        for entry in entries:
            was_preparing = entry.state is FaxState.PREPROCESSING
            was_sending = entry.state is FaxState.SENDING
            if can(entry, FaxEvent.ABORTED):
                self._context.move(work, entry, FaxEvent.ABORTED, self._context.texts.aborted)
                work.after_commit(partial(self._dispatch.disarm, entry.id))
            if was_preparing:
                work.after_commit(partial(self._preparation.give_up, entry.id))
            if was_sending:
                on_the_line.append(entry.id)
        # Once it is told what became of all of them: a line that is free again dials, and that is told too.
        for entry_id in on_the_line:
            work.after_commit(partial(self._dispatch.hang_up, entry_id))

    def reschedule(self, work: Work, entries: Iterable[FaxEntry], at: datetime | None) -> None:
        """Have the entries tried at a moment, None = now; completed ones start over, sending ones are left alone.

        Raises `MoveRefused` for one that fell out of the window of completed faxes, and then the transaction must end
        without a commit.
        """
        moment = max(at, self._context.now) if at else self._context.now
        for entry in entries:
            if not entry.is_kept:
                raise MoveRefused(self._context.texts.not_kept)
            if entry.state is FaxState.SENDING:
                continue
            message = self._rescheduled_message(entry, moment)
            entry.due_at = moment
            if entry.state.is_final:
                self._start_over(work, entry)
            else:
                self._context.move(work, entry, FaxEvent.RESCHEDULED, message)
            if entry.state is FaxState.PENDING:
                work.after_commit(partial(self._dispatch.arm, entry.id, moment, entry.message))

    def _rescheduled_message(self, entry: FaxEntry, moment: datetime) -> str:
        """What the entry says from now on; it keeps what became of its last try, or who approved it."""
        texts = self._context.texts
        says_wait = entry.message == texts.pending or texts.is_scheduled(entry.message)
        return self._context.waits_for(moment) if says_wait else entry.message

    def _start_over(self, work: Work, entry: FaxEntry) -> None:
        """Send a completed entry again; what needed approval needs it again."""
        texts = self._context.texts
        if not work.faxes.has_pages(entry.id):
            entry.pages = 0
            self._context.move(work, entry, FaxEvent.RESUBMITTED, texts.new)
            attachments = work.faxes.attachments(entry.fax_id)
            work.after_commit(partial(self._preparation.begin, entry.fax, [entry], attachments))
            return
        approver = work.users.required_approver(entry.fax.username)
        if approver is None:
            self._context.move(work, entry, FaxEvent.RESCHEDULED, texts.rescheduled)
        else:
            self._context.move(work, entry, FaxEvent.APPROVAL_NEEDED, texts.approval_pending.format(approver=approver))

    def decide(self, work: Work, entry: FaxEntry, approver: str, *, approve: bool) -> None:
        """An approver's verdict. Raises `MoveRefused` when the entry does not wait for one."""
        event, text = (
            (FaxEvent.APPROVED, self._context.texts.approved)
            if approve
            else (FaxEvent.REFUSED, self._context.texts.refused)
        )
        if not can(entry, event):
            raise MoveRefused(f"the fax entry is {entry.state} and does not wait for approval")
        entry.approver = approver
        entry.approval_at = self._context.now
        self._context.move(work, entry, event, text.format(approver=approver))
        if approve:
            work.after_commit(partial(self._dispatch.arm, entry.id, entry.due_at, entry.message))


def _new_fax(order: FaxOrder, past: FaxPast, work: Work) -> Fax:
    fax = Fax(
        username=order.username,
        agent=order.agent,
        created_at=past.created_at,
        cover_page_name=order.cover.name if order.cover else "",
        cover_page_enabled=order.cover.enabled if order.cover else False,
        subject=order.cover.subject if order.cover else "",
        comments=order.cover.comments if order.cover else "",
        sender_name=order.sender.name,
        sender_organization=order.sender.organization,
        sender_phone_number=order.sender.phone_number,
        sender_fax_number=order.sender.fax_number,
        sender_email_address=order.sender.email_address,
        max_tries=order.max_tries,
        try_interval=order.try_interval,
        priority=order.priority,
        receipt=order.receipt,
        receipt_attachment=order.receipt_attachment,
    )
    fax.attachments = [_attachment(position, attachment, work) for position, attachment in enumerate(order.attachments)]
    fax.entries = [
        _entry(number, recipient, order.priority, known)
        for number, (recipient, known) in enumerate(zip(order.recipients, past.entries, strict=True))
    ]
    return fax


def _entry(number: int, recipient: Party, priority: int, past: EntryPast) -> FaxEntry:
    entry = FaxEntry(
        number=number,
        recipient_name=recipient.name,
        recipient_organization=recipient.organization,
        recipient_fax_number=recipient.fax_number,
        recipient_phone_number=recipient.phone_number,
        message=past.message,
        priority=priority,
        due_at=past.due_at,
        started_at=past.started_at,
        ended_at=past.ended_at,
        try_number=past.try_number,
        pages=past.pages,
        approver=past.approver,
        approval_at=past.approval_at,
    )
    return place(entry, past.state if past.state.is_final else FaxState.PREPROCESSING)


def _attachment(position: int, order: AttachmentOrder, work: Work) -> Attachment:
    return Attachment(
        position=position,
        name=order.name,
        content_type=order.content_type,
        location=order.location,
        url=order.url,
        document_id=work.documents.keep(order.content) if order.location is Location.INLINE else None,
    )


def _check(order: FaxOrder, work: Work, texts: Texts) -> None:
    if len(order.recipients) > MOST_RECIPIENTS:
        raise OrderRefused(texts.too_many_recipients.format(count=len(order.recipients), most=MOST_RECIPIENTS))
    for position, recipient in enumerate(order.recipients, start=1):
        number = recipient.fax_number
        if not number:
            raise OrderRefused(texts.empty_fax_number.format(position=position))
        if not any(digit in number for digit in digits):
            raise OrderRefused(texts.invalid_fax_number.format(position=position, number=number))
    if order.cover and order.cover.enabled and not work.documents.has_cover_page(order.cover.name):
        raise OrderRefused(texts.cover_page_not_found.format(name=order.cover.name))
    for attachment in order.attachments:
        if attachment.location is Location.INLINE and not is_supported(attachment.content_type):
            reason = texts.because(unsupported(attachment.content_type))
            raise OrderRefused(texts.unusable_attachment.format(name=attachment.name, reason=reason))
    if not order.attachments and not (order.cover and order.cover.enabled):
        raise OrderRefused(texts.nothing_to_send)
