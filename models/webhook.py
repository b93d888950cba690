"""Webhooks, and what each is still to be told.

Rule: what a webhook is told is numbered from 1 without a gap, and told in that order; a row stays until it was
delivered, however long that takes, and for a while after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, table_of
from models.transaction import Repository

MOST_DELIVERED = 1_000
"""Of what was delivered, the newest rows that are kept, for each webhook."""


class Webhook(Owned, Base):
    """Somebody to be told of events, under `number` for the unit's users.

    `token` is part of the ids of what it is told, and no other webhook's; `events` are types. `told` counts what it has
    to be told, `delivered` what has arrived. Without a `secret` (empty) nothing is signed; `insecure`: whoever answers
    is believed to be the right one.
    """

    __tablename__ = "webhook"
    __table_args__ = (UniqueConstraint("appliance_id", "number"),)

    number: Mapped[int]
    token: Mapped[str]
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str]
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    insecure: Mapped[bool]
    told: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)

    @property
    def queued(self) -> int:
        """How many events it has still to be told."""
        return self.told - self.delivered


class WebhookDelivery(Owned, Base):
    """One event on its way to one webhook: its type, the unit's moment, and the object that tells of it, as JSON.

    `tries` counts those that are over; `status` and `message` tell how the last one went, None where nobody answered.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (UniqueConstraint("webhook_id", "number"),)

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    number: Mapped[int]
    type: Mapped[str]
    at: Mapped[datetime]
    data: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    message: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    """What somebody decides about a webhook; see `Webhook`."""

    url: str
    events: Sequence[str]
    secret: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    insecure: bool = False


class Webhooks(Repository):
    """The webhooks of one appliance."""

    def all(self) -> list[Webhook]:
        """Every webhook, in order of their numbers."""
        return list(self._session.scalars(select(Webhook).where(self._is_ours()).order_by(Webhook.number)))

    def find(self, number: int) -> Webhook | None:
        """The webhook of that number."""
        return self._session.scalars(select(Webhook).where(self._is_ours(), Webhook.number == number)).one_or_none()

    def with_token(self, token: str) -> Webhook | None:
        """The webhook whose token that is."""
        return self._session.scalars(select(Webhook).where(self._is_ours(), Webhook.token == token)).one_or_none()

    def add(self, since: str, target: WebhookTarget) -> Webhook:
        """A new webhook under the next number; `since` tells it from others of that number, earlier and later."""
        last = self._session.scalars(select(func.max(Webhook.number)).where(self._is_ours())).one()
        number = (last or 0) + 1
        webhook = Webhook(
            appliance_id=self._appliance_id, number=number, token=f"{since}.{number}", told=0, delivered=0
        )
        self.aim(webhook, target)
        self._session.add(webhook)
        self._session.flush()
        return webhook

    def become_others(self, since: str) -> None:
        """Have what each is told have ids that nothing had before; see `add`."""
        for webhook in self.all():
            webhook.token = f"{since}.{webhook.number}"

    def aim(self, webhook: Webhook, target: WebhookTarget) -> None:
        """Decide anew about a webhook; what it is still to be told stays."""
        webhook.url, webhook.events, webhook.secret = target.url, list(target.events), target.secret
        webhook.headers, webhook.insecure = dict(target.headers), target.insecure

    def remove(self, number: int | None = None) -> int:
        """Delete one webhook, or all, with what they were still to be told; answers how many went."""
        wanted = delete(Webhook).where(self._is_ours())
        if number is not None:
            wanted = wanted.where(Webhook.number == number)
        return len(list(self._session.scalars(wanted.returning(Webhook.id))))

    def queue(self, tokens: Iterable[str], kind: str, at: datetime, data: str) -> None:
        """Have the webhooks of these tokens told of an event; those that are not there any more are passed over."""
        for token in tokens:
            counted = update(_WEBHOOKS).where(
                _WEBHOOKS.c.appliance_id == self._appliance_id, _WEBHOOKS.c.token == token
            )
            row = self._connection.execute(
                counted.values(told=_WEBHOOKS.c.told + 1).returning(_WEBHOOKS.c.id, _WEBHOOKS.c.told)
            ).one_or_none()
            if row is None:
                continue
            told = {"webhook_id": row.id, "number": row.told, "type": kind, "at": at, "data": data}
            self._connection.execute(insert(_DELIVERIES).values(appliance_id=self._appliance_id, **told))

    def next_for(self, webhook: Webhook) -> WebhookDelivery | None:
        """What the webhook is to be told now: the oldest that has not arrived."""
        query = select(WebhookDelivery).where(
            WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.number == webhook.delivered + 1
        )
        return self._session.scalars(query).one_or_none()

    def keep_delivered(self, webhook: Webhook, delivery: WebhookDelivery) -> None:
        """It has arrived; the oldest of those that had before are forgotten."""
        webhook.delivered = delivery.number
        self._session.execute(
            delete(WebhookDelivery).where(
                WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.number <= delivery.number - MOST_DELIVERED
            )
        )

    def newest(self, webhook: Webhook, limit: int, *, delivered: bool | None = None) -> list[WebhookDelivery]:
        """So many at most of what the webhook was told or is to be, or of one of both, the newest first."""
        query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
        if delivered is not None:
            has_arrived = WebhookDelivery.number <= webhook.delivered
            query = query.where(has_arrived if delivered else ~has_arrived)
        return list(self._session.scalars(query.order_by(WebhookDelivery.number.desc()).limit(limit)))

    def _is_ours(self) -> ColumnElement[bool]:
        return Webhook.appliance_id == self._appliance_id


_WEBHOOKS = table_of(Webhook)
_DELIVERIES = table_of(WebhookDelivery)
