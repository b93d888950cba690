"""`/_emulator/metrics`: the unit in figures, for Prometheus.

Rule: names and labels follow Prometheus' conventions (base units, `_total` for what only grows), and no label's values
can be made up by clients.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from emulator.appliance import Appliance
from emulator.control.unit import current_unit, running
from emulator.exposition import CONTENT_TYPE, Family, exposition
from emulator.pacer import ClockMode, real_now
from emulator.request_figures import BOUNDS
from emulator.running import Running
from emulator.version import VERSION
from models.vocabulary import CLASS_STATES, FaxClass, FaxState

router = APIRouter(tags=["metrics"])

Unit = Annotated[Appliance, Depends(current_unit)]
State = Annotated[Running, Depends(running)]


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {CONTENT_TYPE: {"schema": {"type": "string"}}}, "description": "Prometheus text"}},
)
async def view_metrics(state: State, unit: Unit) -> Response:
    """Figures in Prometheus' text format 0.0.4. Requests and faults since the start; the rest as the unit stands.

    A workspace's own figures have the label `workspace`; those of the unit without a name have none.
    """
    unit.pacer.catch_up()
    of_unit = (*_of_unit(unit), *_of_store(unit), *_of_clock(unit))
    families = [*of_unit, *_of_requests(state), *_of_faults(state), *_of_workspaces(state)]
    common = {} if state.workspace is None else {"workspace": state.workspace}
    return Response(exposition(families, common), media_type=CONTENT_TYPE)


def _of_unit(unit: Appliance) -> Iterator[Family]:
    about = Family("faxfinder_info", "gauge", "What is running; always 1")
    yield about.add(1, version=VERSION, model=unit.profile.name, firmware=unit.settings.firmware)
    busy = sum(channel.status.direction is not None for channel in unit.bank.channels)
    channels = Family("faxfinder_channels", "gauge", "Channels by whether a call is on them")
    yield channels.add(len(unit.bank.channels) - busy, state="idle").add(busy, state="busy")
    conversions = Family("faxfinder_conversions", "gauge", "Documents in the converters and before them")
    yield conversions.add(unit.conversions.working, state="running").add(unit.conversions.queued, state="queued")


def _of_workspaces(state: Running) -> Iterator[Family]:
    """What the default unit alone knows."""
    if state.workspaces is not None:
        count = len(state.workspaces)
        yield Family("faxfinder_workspaces", "gauge", "Workspaces that there are, beside the default unit").add(count)


def _of_store(unit: Appliance) -> Iterator[Family]:
    with unit.context.work() as work:
        entries = work.faxes.count_by_state()
        calls = work.calls.count_by_outcome()
        webhooks = work.webhooks.all()
    by_state = Family("faxfinder_fax_entries", "gauge", "Entries in the store by state")
    for state in FaxState:
        by_state.add(entries.get(state, 0), state=state)
    yield by_state
    waiting = sum(entries.get(state, 0) for state in CLASS_STATES[FaxClass.PENDING])
    yield Family("faxfinder_queue_length", "gauge", "Entries that wait: for pages, approval, a time or a line").add(
        waiting
    )
    ended = Family("faxfinder_calls_total", "counter", "Calls that ended, since the unit was new or reset")
    for (direction, outcome), count in calls.items():
        ended.add(count, direction=direction, outcome=outcome)
    yield ended
    untold = Family(
        "faxfinder_webhook_queue_length", "gauge", "Events that a webhook is still to be told, by its number"
    )
    for webhook in webhooks:
        untold.add(webhook.told - webhook.delivered, webhook=str(webhook.number))
    yield untold
    yield Family("faxfinder_store_bytes", "gauge", "Size of the store").add(unit.store_size)


def _of_clock(unit: Appliance) -> Iterator[Family]:
    is_frozen = unit.pacer.mode is ClockMode.FROZEN
    yield Family("faxfinder_clock_frozen", "gauge", "1 while the unit's clock stands still").add(is_frozen)
    yield Family("faxfinder_clock_speed", "gauge", "Seconds of the unit's clock in one of ours").add(unit.pacer.speed)
    ahead = (unit.timeline.now - real_now()).total_seconds()
    yield Family("faxfinder_clock_offset_seconds", "gauge", "How far the unit's clock is ahead of the real one").add(
        ahead
    )


def _of_requests(state: Running) -> Iterator[Family]:
    answered = Family("faxfinder_ffws_requests_total", "counter", "Requests to /ffws/v1; status none: not answered")
    durations = Family("faxfinder_ffws_request_duration_seconds", "histogram", "Until the answer was written")
    for (method, template, status), row in state.figures.durations.items():
        labels = {"method": method, "operation": template or "none", "status": str(status or "none")}
        answered.add(sum(row.buckets), **labels)
        durations.add_histogram(BOUNDS, row.buckets, row.seconds, **labels)
    yield answered
    yield durations


def _of_faults(state: Running) -> Iterator[Family]:
    faults = state.faults
    made = Family("faxfinder_faults", "gauge", "Faults that were made and not ended")
    yield made.add(0 if faults is None else len(faults))
    hits = Family("faxfinder_faults_hit_total", "counter", "Requests that a fault hit, by kind of effect")
    for kind, count in (faults.hits_by_kind if faults is not None else {}).items():
        hits.add(count, kind=kind)
    yield hits
