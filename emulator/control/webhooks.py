"""`/_emulator/webhooks`: who is told of events by HTTP, and what became of each event.

Rule: secrets, and the values of headers, are taken and never shown. What is given back as it was shown keeps them.
"""

import json
from enum import StrEnum
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, model_validator

from emulator.appliance import Appliance
from emulator.control.clock import Moment
from emulator.control.errors import ControlError
from emulator.control.given_back import given_back, refuse_another
from emulator.control.unit import current_unit
from emulator.event_types import EventType
from emulator.webhooks.order import HeaderValue, WebhookOrder, WebhookShape
from emulator.webhooks.queue import id_of, now_as_text
from models.store import Work
from models.webhook import Webhook, WebhookDelivery, WebhookTarget

router = APIRouter(prefix="/webhooks", tags=["waiting"])

Unit = Annotated[Appliance, Depends(current_unit)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Signed = Annotated[bool | None, Field(strict=True)]

MOST_WEBHOOKS = 100
DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1_000


class DeliveryState(StrEnum):
    """Whether the webhook has been told."""

    QUEUED = "queued"
    DELIVERED = "delivered"


class WebhookView(BaseModel):
    """A webhook. `signed`: there is a secret; `headers`: by name, their values null, whatever they are.

    `told`: how many events it was to be told so far, of which `delivered` have arrived and `queued` have not. `tries`
    and `message` are about the oldest of these: how many have failed, and why the last did.
    """

    id: int
    url: str
    events: list[EventType]
    signed: bool
    headers: dict[str, None]
    insecure: bool
    told: int
    delivered: int
    queued: int
    tries: int
    message: str

    @classmethod
    def of(cls, row: Webhook, work: Work) -> Self:
        """The webhook as it is shown."""
        following = work.webhooks.next_for(row)
        return cls(
            id=row.number,
            url=row.url,
            events=[EventType(kind) for kind in row.events],
            signed=bool(row.secret),
            headers=dict.fromkeys(row.headers),
            insecure=row.insecure,
            told=row.told,
            delivered=row.delivered,
            queued=row.queued,
            tries=following.tries if following else 0,
            message=following.message if following else "",
        )


@given_back(WebhookView)
class NewWebhook(WebhookOrder):
    """A webhook to be made. With `signed` there has to be a `secret`."""

    signed: Signed = None

    @model_validator(mode="after")
    def _has_what_it_signs_with(self) -> Self:
        if self.signed and self.secret is None:
            raise ValueError("signed: give the secret, which is never shown")
        return self


@given_back(WebhookView)
class ChangedWebhook(WebhookShape[HeaderValue | None]):
    """A webhook in the place of another, of which it keeps what is never shown.

    `signed` without a `secret`: the one that is there stays; with neither there is none. A header whose value is null
    keeps the one that it has.
    """

    signed: Signed = None

    def target_after(self, row: Webhook) -> WebhookTarget:
        """As it is stored in the place of `row`. Raises `ControlError` where there is nothing to keep."""
        kept = row.secret if self.signed and self.secret is None else ""
        if self.signed and not (self.secret or kept):
            raise ControlError(400, "invalid_request", "body.signed: there is no secret yet: give one")
        headers = {name: row.headers.get(name) if value is None else value for name, value in self.headers.items()}
        known = {name: value for name, value in headers.items() if value is not None}
        if unknown := headers.keys() - known.keys():
            names = ", ".join(sorted(unknown))
            raise ControlError(400, "invalid_request", f"body.headers: null keeps a value, and {names} has none yet")
        return self.aimed(self.secret or kept, known)


class WebhookList(BaseModel):
    """The first first."""

    webhooks: list[WebhookView]


class RemovedWebhooks(BaseModel):
    """How many went, and how many events they were not told any more."""

    cleared: int
    queued: int


class EventDelivery(BaseModel):
    """An event for a webhook. `id` is what it has in the request; `at`: the unit's moment; `data`: as `/events` tells
    it.

    `tries` counts those that are over; `status` is what the last was answered, null where nobody answered; `message`:
    why it failed.
    """

    id: str
    type: EventType
    at: Moment
    state: DeliveryState
    tries: int
    status: int | None
    message: str
    data: dict[str, Any]

    @classmethod
    def of(cls, row: WebhookDelivery, webhook: Webhook) -> Self:
        """The event as it is shown."""
        return cls(
            id=id_of(webhook, row),
            type=EventType(row.type),
            at=row.at,
            state=DeliveryState.DELIVERED if row.number <= webhook.delivered else DeliveryState.QUEUED,
            tries=row.tries,
            status=row.status,
            message=row.message,
            data=json.loads(row.data),
        )


class EventDeliveryList(BaseModel):
    """The newest first."""

    deliveries: list[EventDelivery]


@router.get("")
async def list_webhooks(unit: Unit) -> WebhookList:
    """Every webhook."""
    with unit.context.work() as work:
        return WebhookList(webhooks=[WebhookView.of(row, work) for row in work.webhooks.all()])


@router.post("", status_code=201)
async def add_webhook(wanted: NewWebhook, unit: Unit) -> WebhookView:
    """Have somebody told of what happens from now on."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        if len(work.webhooks.all()) >= MOST_WEBHOOKS:
            raise ControlError(409, "too_many", f"there are {MOST_WEBHOOKS} webhooks")
        work.after_commit(unit.webhooks.recover)
        return WebhookView.of(work.webhooks.add(now_as_text(), wanted.target()), work)


@router.get("/{number}")
async def view_webhook(number: Number, unit: Unit) -> WebhookView:
    """One webhook."""
    with unit.context.work() as work:
        return WebhookView.of(_find(work, number), work)


@router.put("/{number}")
async def replace_webhook(number: Number, wanted: ChangedWebhook, unit: Unit) -> WebhookView:
    """Change a webhook as a whole: what is left out is as usual again, a secret too. Its queue stays, and goes on at
    once."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        row = _find(work, number)
        refuse_another(wanted, id=row.number)
        work.webhooks.aim(row, wanted.target_after(row))
        work.after_commit(unit.webhooks.recover)
        return WebhookView.of(row, work)


@router.delete("/{number}")
async def remove_webhook(number: Number, unit: Unit) -> RemovedWebhooks:
    """Forget a webhook and what it was still to be told."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        queued = _find(work, number).queued
        work.after_commit(unit.webhooks.recover)
        return RemovedWebhooks(cleared=work.webhooks.remove(number), queued=queued)


@router.delete("")
async def clear_webhooks(unit: Unit) -> RemovedWebhooks:
    """Forget all of them."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        queued = sum(row.queued for row in work.webhooks.all())
        work.after_commit(unit.webhooks.recover)
        return RemovedWebhooks(cleared=work.webhooks.remove(), queued=queued)


@router.get("/{number}/deliveries")
async def list_event_deliveries(
    number: Number,
    unit: Unit,
    state: DeliveryState | None = None,
    limit: Annotated[int, Query(ge=0, le=LARGEST_LIMIT)] = DEFAULT_LIMIT,
) -> EventDeliveryList:
    """The newest events for a webhook: all that are queued, and the newest thousand that were delivered."""
    with unit.context.work() as work:
        webhook = _find(work, number)
        wanted = None if state is None else state is DeliveryState.DELIVERED
        rows = work.webhooks.newest(webhook, limit, delivered=wanted)
        return EventDeliveryList(deliveries=[EventDelivery.of(row, webhook) for row in rows])


def _find(work: Work, number: int) -> Webhook:
    found = work.webhooks.find(number)
    if found is None:
        raise ControlError(404, "not_found", f"no webhook {number}")
    return found
