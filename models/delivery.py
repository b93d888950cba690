"""Deliveries: the way of one received fax to one destination of its route.

Rule: what a route named when the fax came in is kept here, so a route that changes later changes no delivery. A row
stays as long as its fax does, whatever became of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.appliance import Appliance
from models.base import Base, Owned
from models.call import Call
from models.inbound import InboundFax
from models.listing import in_pieces
from models.transaction import Repository
from models.vocabulary import DeliveryState, DestinationType, DocumentFormat


class Delivery(Owned, Base):
    """One delivery, in its place among those of its fax from 0 on.

    `tries` counts those that are over; `next_at` is when it is tried (again), `ended_at` when it was delivered or given
    up. `message` tells where it went, or why the last try failed.
    """

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state", "appliance_id", "state", "id"),)

    inbound_fax_id: Mapped[int] = mapped_column(ForeignKey("inbound_fax.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    type: Mapped[DestinationType]
    value: Mapped[str]
    state: Mapped[DeliveryState]
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(default="")


class DeliveryOptions(NamedTuple):
    """How the unit hands over received faxes; see `models.appliance.Appliance`."""

    inbound_format: DocumentFormat
    email_size_limit: int
    email_fax_details: bool


class Waiting(NamedTuple):
    """What waits for one destination: how many deliveries. `has_failed`: a try of any has, or the newest that is
    over."""

    deliveries: int
    has_failed: bool


Found = tuple[Delivery, InboundFax, Call]
"""A delivery, the fax, and the call with which that came in."""


class Deliveries(Repository):
    """The deliveries of one appliance."""

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keep new ones; they get their row ids."""
        for delivery in deliveries:
            delivery.appliance_id = self._appliance_id
        self._session.add_all(deliveries)
        self._session.flush()

    def find(self, delivery_id: int) -> Found | None:
        """The delivery of that row, with its fax and call."""
        row = self._session.execute(self._with_fax().where(Delivery.id == delivery_id)).one_or_none()
        return None if row is None else (row[0], row[1], row[2])

    def newest(self, limit: int, state: DeliveryState | None = None) -> list[Found]:
        """So many deliveries at most, of all or of those in this state, the newest first."""
        query = self._with_fax().order_by(Delivery.id.desc()).limit(limit)
        if state is not None:
            query = query.where(Delivery.state == state)
        return [(row[0], row[1], row[2]) for row in self._session.execute(query)]

    def numbers(self, found: Sequence[Found]) -> dict[int, int]:
        """The numbers of these deliveries by row: the unit's first is 1, whatever rows other units have."""
        number = func.row_number().over(order_by=Delivery.id).label("number")
        all_of_unit = select(Delivery.id, number).where(Delivery.appliance_id == self._appliance_id).subquery()
        numbers: dict[int, int] = {}
        for ids in in_pieces([delivery.id for delivery, _, _ in found]):
            query = select(all_of_unit.c.id, all_of_unit.c.number).where(all_of_unit.c.id.in_(ids))
            numbers.update((row[0], row[1]) for row in self._session.execute(query))
        return numbers

    def due(self) -> list[tuple[int, datetime | None]]:
        """What is still to be delivered, by row, and when: what timers are set from."""
        query = select(Delivery.id, Delivery.next_at).where(
            Delivery.appliance_id == self._appliance_id, Delivery.state == DeliveryState.PENDING
        )
        return [(*row,) for row in self._session.execute(query.order_by(Delivery.id))]

    def waiting(self, kind: DestinationType) -> dict[str, Waiting]:
        """What is still to be delivered to destinations of this kind, by their values; those that failed last, too."""
        query = (
            select(Delivery.value, func.count(), func.max(Delivery.tries))
            .where(
                Delivery.appliance_id == self._appliance_id,
                Delivery.state == DeliveryState.PENDING,
                Delivery.type == kind,
            )
            .group_by(Delivery.value)
            .order_by(func.min(Delivery.id))
        )
        failing = self._failing(kind)
        waiting = {
            value: Waiting(count, tries > 0 or value in failing) for value, count, tries in self._session.execute(query)
        }
        return dict.fromkeys(failing, Waiting(0, True)) | waiting

    def options(self) -> DeliveryOptions:
        """How received faxes are handed over."""
        columns = Appliance.inbound_format, Appliance.email_size_limit, Appliance.email_fax_details
        return DeliveryOptions(*self._session.execute(select(*columns).where(Appliance.id == self._appliance_id)).one())

    def set_options(self, options: DeliveryOptions) -> None:
        """Decide on that; it holds for every try from now on."""
        self._session.execute(update(Appliance).where(Appliance.id == self._appliance_id).values(**options._asdict()))

    def _failing(self, kind: DestinationType) -> set[str]:
        """The values of those to which the newest delivery that is over has failed."""
        of_kind = Delivery.appliance_id == self._appliance_id, Delivery.type == kind
        failed = select(Delivery.value).where(*of_kind, Delivery.state == DeliveryState.FAILED).distinct()
        values = list(self._session.scalars(failed))
        if not values:  # as nearly always: what was delivered need not be looked through
            return set()
        place = func.row_number().over(
            partition_by=Delivery.value, order_by=(Delivery.ended_at.desc(), Delivery.id.desc())
        )
        newest = (
            select(Delivery.value, Delivery.state, place.label("place"))
            .where(*of_kind, Delivery.state != DeliveryState.PENDING, Delivery.value.in_(values))
            .subquery()
        )
        found = select(newest.c.value).where(newest.c.place == 1, newest.c.state == DeliveryState.FAILED)
        return set(self._session.scalars(found))

    def _with_fax(self) -> Select[Delivery, InboundFax, Call]:
        return (
            select(Delivery, InboundFax, Call)
            .join(InboundFax, InboundFax.id == Delivery.inbound_fax_id)
            .join(Call, Call.id == InboundFax.call_id)
            .where(Delivery.appliance_id == self._appliance_id)
        )
