"""`/_emulator/deliveries`: what became of received faxes on their way to the destinations of their routes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from emulator.appliance import Appliance
from emulator.control.clock import Moment
from emulator.control.unit import current_unit
from emulator.sinks.known import shown_value
from models.delivery import Found
from models.vocabulary import DeliveryState, DestinationType

router = APIRouter(prefix="/deliveries", tags=["inbound"])

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1_000

Unit = Annotated[Appliance, Depends(current_unit)]


class DeliveryView(BaseModel):
    """One delivery. `call`: the number of the call that brought the fax; `recipient`: the name of its route.

    `id` counts the unit's deliveries from 1. `tries` counts those that are over. `next_at`: when it is tried (again);
    `ended_at`: when it was delivered or given up. `message`: where it went, or why the last try failed. A password in
    `value` is not shown.
    """

    id: int
    call: int
    recipient: str
    type: DestinationType
    value: str
    state: DeliveryState
    tries: int
    next_at: Moment | None
    ended_at: Moment | None
    message: str


class DeliveryList(BaseModel):
    """The newest first."""

    deliveries: list[DeliveryView]


@router.get("")
async def list_deliveries(
    unit: Unit,
    state: DeliveryState | None = None,
    limit: Annotated[int, Query(ge=0, le=LARGEST_LIMIT)] = DEFAULT_LIMIT,
) -> DeliveryList:
    """The newest deliveries, of all or of those in one state, `limit` of them at most."""
    with unit.context.work() as work:
        newest = work.deliveries.newest(limit, state)
        numbers = work.deliveries.numbers(newest)
    return DeliveryList(deliveries=[_view(found, numbers[found[0].id]) for found in newest])


def _view(found: Found, number: int) -> DeliveryView:
    delivery, fax, call = found
    return DeliveryView(
        id=number,
        call=call.number,
        recipient=fax.recipient,
        type=delivery.type,
        value=shown_value(delivery.type, delivery.value),
        state=delivery.state,
        tries=delivery.tries,
        next_at=delivery.next_at,
        ended_at=delivery.ended_at,
        message=delivery.message,
    )
