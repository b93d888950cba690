"""The mailroom: receipts, and deliveries of received faxes, on one unit.

Rule: it decides nothing. What it consists of is loaded when the first receipt or delivery is owed: a unit that only
sends starts sooner and stays smaller.
"""

import logging
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from emulator.mail.outbox import MailOutbox
from fax_engine.context import UnitContext
from fax_engine.lifecycle import FaxEvent
from fax_engine.owed import is_receipt_owed
from fax_engine.workshop import Workshop
from models.delivery import Found
from models.fax import FaxEntry
from models.inbound import InboundFax
from models.route import RouteDestination
from models.store import Work

if TYPE_CHECKING:
    from emulator.settings import Settings
    from emulator.wording import Wording
    from fax_engine.deliveries import Courier
    from fax_engine.receipts import Receipts


class Mailroom:
    """One unit's way to mail, folders and servers. Documents are made in `converters`, and handed over in `carriers`,
    where nothing else is done: a server that keeps them waiting keeps nobody else waiting.
    """

    def __init__(
        self,
        context: UnitContext,
        settings: "Settings",
        wording: "Wording",
        converters: Workshop,
        carriers: Workshop,
    ) -> None:
        self._context = context
        self._settings = settings
        self._wording = wording
        self._converters = converters
        self._carriers = carriers
        self._outbox = MailOutbox(context, settings.mail_from)
        context.followers.append(self._follow)

    def recover(self) -> None:
        """After a start: take up what was owed when power was lost."""
        with self._context.work() as work:
            receipts, deliveries = work.receipts.owed(), work.deliveries.due()
        if receipts:
            self._receipts.recover(receipts)
        if deliveries:
            self._courier.recover(deliveries)

    def take(self, work: Work, fax: InboundFax, destinations: Sequence[RouteDestination]) -> None:
        """Have a received fax delivered to these destinations; see `Courier`."""
        if destinations:
            self._courier.take(work, fax, destinations)

    def _follow(self, work: Work, entry: FaxEntry, event: FaxEvent) -> None:
        if is_receipt_owed(entry, event):
            self._receipts.owe(work, entry)

    @cached_property
    def _receipts(self) -> "Receipts":
        from fax_engine.receipts import Receipts

        return Receipts(self._context, self._converters, self._outbox, self._wording.in_mails)

    @cached_property
    def _courier(self) -> "Courier":
        from emulator.sinks.known import sinks
        from fax_engine.deliveries import Courier

        taking = sinks(self._carriers, self._settings)
        return Courier(self._context, self._converters, self._outbox, taking, self._wording.in_mails, _log_failed)


def _log_failed(found: Found) -> None:
    """Tell of a delivery that failed for good."""
    from emulator.sinks.known import shown_value

    delivery, _, call = found
    logging.getLogger("emulator.deliveries").warning(
        "received fax %d was not delivered to %s %s after %d tries: %s",
        call.number,
        delivery.type,
        shown_value(delivery.type, delivery.value),
        delivery.tries,
        delivery.message,
    )
