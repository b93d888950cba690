"""Deliveries: received faxes on their way to the destinations of their route.

Rule: a delivery is a row from the moment the fax is one, in the same transaction, and its timers are a cache of the
rows. One that fails is tried again after a minute, then after twice as long each time, up to an hour; after ten tries,
or when it can never succeed, it has failed and says why. The fax itself stays where it is whatever happens (all ours).

A mail is kept in the transaction that ends its delivery, so it goes out once; a document is put under a name that
follows from its call, so one that is put twice replaces itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from fax_engine.clock import Due, later
from fax_engine.context import AFTER_POWER_ON, UnitContext
from fax_engine.documents.page_files import PageFile, page_files
from fax_engine.documents.preview import DressedPage
from fax_engine.kept_pages import received_pages
from fax_engine.mail_texts import MailTexts
from fax_engine.ports import Delivered, DeliveryFailed, Mailer, Sink
from fax_engine.reasons import reason_of
from fax_engine.received_mails import (
    BY_MAIL,
    Envelope,
    NobodyMeant,
    fax_mails,
    file_name,
    find_address,
    room_for_document,
)
from fax_engine.workshop import Workshop
from models.delivery import Delivery, Found
from models.inbound import InboundFax
from models.route import RouteDestination
from models.store import Work
from models.vocabulary import DeliveryState, DestinationType, DocumentFormat

MOST_TRIES = 10

FIRST_DELAY = 60.0
LONGEST_DELAY = 3600.0
"""Seconds from a try that failed to the next."""

Report = Callable[[Found], None]


@dataclass(frozen=True, slots=True)
class _Document:
    """What has to be made before a destination gets it; `most_bytes` bounds a file of several pages."""

    call_number: int
    kind: DocumentFormat
    most_bytes: int | None
    name: str


@dataclass(eq=False, slots=True)
class _Try:
    """One try to deliver, in the middle of it: `outcome` is None until there is something to mail, or an end to it."""

    type: DestinationType
    value: str
    outcome: list[PageFile] | Delivered | DeliveryFailed | None = field(default=None)

    def is_over(self) -> bool:
        return self.outcome is not None

    def end(self, outcome: list[PageFile] | Delivered | DeliveryFailed) -> None:
        self.outcome = outcome


class Courier:
    """Brings received faxes to their destinations. `report` is told of every delivery that failed for good."""

    def __init__(
        self,
        context: UnitContext,
        workshop: Workshop,
        mailer: Mailer,
        sinks: Mapping[DestinationType, Sink],
        texts: MailTexts,
        report: Report,
    ) -> None:
        self._context = context
        self._workshop = workshop
        self._mailer = mailer
        self._sinks = sinks
        self._texts = texts
        self._report = report

    def take(self, work: Work, fax: InboundFax, destinations: Sequence[RouteDestination]) -> None:
        """Have a fax that is in the store delivered to these destinations, once this is committed."""
        now = self._context.now
        deliveries = [_new(fax, destination, now) for destination in destinations]
        work.deliveries.add(deliveries)
        for delivery in deliveries:
            if delivery.state is DeliveryState.PENDING:
                work.after_commit(partial(self._arm, delivery.id, now))

    def recover(self, due: Sequence[tuple[int, datetime | None]]) -> None:
        """After a start: set the timers of these deliveries, which wait, by row and moment."""
        soon = later(self._context.now, AFTER_POWER_ON)
        for delivery_id, next_at in due:
            self._arm(delivery_id, max(next_at or soon, soon))

    def _arm(self, delivery_id: int, moment: datetime) -> None:
        begin = partial(self._context.carry_out, partial(self._begin, delivery_id), Due.DELIVERY, delivery_id)
        self._context.timeline.call_at(moment, begin, due=Due.DELIVERY, about=delivery_id)

    def _begin(self, delivery_id: int) -> None:
        """Begin a try. What takes a while goes on elsewhere, and the try ends at this moment of the unit's time."""
        if self._context.is_closed:
            return
        with self._context.work() as work:
            found = self._find(work, delivery_id)
            problem = self._problem(work, found[0])
            if problem is not None:
                self._give_up(work, found, problem)
                return
            document = self._document(work, found)
        one = _Try(found[0].type, found[0].value)
        if document is None:
            one.end([])
        else:
            self._workshop.submit(page_files, partial(self._arguments, document), partial(self._made, one, document))
        settle = partial(self._settle, delivery_id, one)
        self._context.carry_out_in(0.0, settle, Due.DELIVERY, delivery_id, one.is_over)

    def _problem(self, work: Work, delivery: Delivery) -> str | None:
        """Why the delivery can never succeed, if that is so."""
        if delivery.type in BY_MAIL:
            try:
                find_address(work, delivery, self._texts)
            except NobodyMeant as reason:
                return str(reason)
            return None
        return self._sinks[delivery.type].problem(delivery.value)

    def _document(self, work: Work, found: Found) -> _Document | None:
        """What has to be made; nothing for a notice."""
        delivery, _, call = found
        kind, limit, _ = work.deliveries.options()
        most: int | None = None
        if delivery.type in BY_MAIL:
            if not BY_MAIL[delivery.type].wants_document:
                return None
            most = room_for_document(limit)
        return _Document(call.number, kind, most, file_name(call, kind, self._context.time_zone))

    def _arguments(self, document: _Document) -> tuple[Sequence[DressedPage], DocumentFormat, int | None]:
        self._context.check_is_needed()
        with self._context.work() as work:
            pages = received_pages(work, document.call_number)
        return pages, document.kind, document.most_bytes

    def _made(self, one: _Try, document: _Document, result: list[PageFile] | Exception) -> None:
        if isinstance(result, Exception):
            one.end(DeliveryFailed(self._context.texts.because(reason_of(result))))
        elif one.type in BY_MAIL:
            one.end(result)
        elif not self._context.is_closed:
            self._sinks[one.type].put(one.value, document.name, result[0].content, one.end)

    def _settle(self, delivery_id: int, one: _Try) -> None:
        if self._context.is_closed:
            return
        with self._context.work() as work:
            found = self._find(work, delivery_id)
            delivery, outcome = found[0], one.outcome
            delivery.tries += 1
            if isinstance(outcome, DeliveryFailed):
                self._try_again(work, found, outcome.reason)
            elif isinstance(outcome, Delivered):
                _end(delivery, DeliveryState.DELIVERED, outcome.place, self._context.now)
            elif outcome is not None:
                self._mail(work, found, outcome)

    def _mail(self, work: Work, found: Found, documents: Sequence[PageFile]) -> None:
        """Mail what was made, to whom the destination means by now."""
        delivery, fax, call = found
        try:
            address = find_address(work, delivery, self._texts)
        except NobodyMeant as reason:
            self._give_up(work, found, str(reason))
            return
        kind, _, with_details = work.deliveries.options()
        envelope = Envelope(address, fax, call, self._context.time_zone, kind, with_details)
        for mail in fax_mails(envelope, documents, self._texts):
            self._mailer.post(work, mail)
        _end(delivery, DeliveryState.DELIVERED, address, self._context.now)

    def _try_again(self, work: Work, found: Found, reason: str) -> None:
        delivery = found[0]
        if delivery.tries >= MOST_TRIES:
            self._give_up(work, found, reason)
            return
        delay = min(FIRST_DELAY * 2 ** (delivery.tries - 1), LONGEST_DELAY)
        delivery.message = reason
        delivery.next_at = later(self._context.now, delay)
        work.after_commit(partial(self._arm, delivery.id, delivery.next_at))

    def _give_up(self, work: Work, found: Found, reason: str) -> None:
        _end(found[0], DeliveryState.FAILED, reason, self._context.now)
        work.after_commit(partial(self._report, found))

    @staticmethod
    def _find(work: Work, delivery_id: int) -> Found:
        found = work.deliveries.find(delivery_id)
        assert found is not None
        return found


def _new(fax: InboundFax, destination: RouteDestination, now: datetime) -> Delivery:
    """A delivery as it begins; what is thrown away has arrived."""
    delivery = Delivery(
        inbound_fax_id=fax.id,
        position=destination.position,
        type=destination.type,
        value=destination.value,
        state=DeliveryState.PENDING,
        tries=0,
        next_at=now,
        message="",
    )
    if destination.type is DestinationType.TRASH:
        _end(delivery, DeliveryState.DELIVERED, "", now)
    return delivery


def _end(delivery: Delivery, state: DeliveryState, message: str, now: datetime) -> None:
    delivery.state = state
    delivery.message = message
    delivery.next_at = None
    delivery.ended_at = now
