"""The logs, and how long they are (developer guide pages 29 to 34, of which only the titles are known: names are ours).

Rule: newest first, by the moment a call began and then its number, which is the `id` in every log. Inbound faxes and
the call log are for administrators; a user sees the attempts to send the user's own faxes.
"""

from typing import Any

from emulator.ffws import elements
from emulator.ffws.fax_elements import line_element, recipient_element, sender_element
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import forbidden
from emulator.ffws.request import Request
from fax_engine.grades import Grade
from models.call import Call, LogRange
from models.fax import FaxEntry
from models.inbound import InboundFax
from models.vocabulary import Direction, InboundState

DEFAULT_LIMIT = 10

WITHIN = ("from", "to")
WINDOW = ("limit", "offset", *WITHIN)


@operation(
    "GET",
    "/inbound_log",
    title="Viewing Inbound Fax Logs",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403),
    gives=(elements.InboundLogEntry,),
    queries=WINDOW,
)
def view_inbound_log(request: Request) -> Answer:
    """Calls that came in, with the fax that each left; one that left none has failed."""
    within = _range(request, Direction.INBOUND)
    with request.unit.context.work() as work:
        calls = work.calls.log(within, **_window(request))
        faxes = work.inbound.of_calls(calls)
    return Answer(elements=tuple(_inbound_entry(request, call, faxes.get(call.id)) for call in calls))


@operation(
    "GET",
    "/outbound_log",
    title="Viewing Outbound Fax Logs",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400),
    gives=(elements.OutboundLogEntry,),
    queries=(*WINDOW, "all_users"),
)
def view_outbound_log(request: Request) -> Answer:
    """Attempts that are over, dialled or not (ours); everybody's for an administrator who asks for them."""
    within = _range(request, Direction.OUTBOUND)
    with request.unit.context.work() as work:
        calls = work.calls.log(within, **_window(request))
        entries = work.calls.entries_of(calls)
    return Answer(
        elements=tuple(_outbound_entry(request, call, entries[call.entry_id]) for call in calls if call.entry_id)
    )


@operation(
    "GET",
    "/call_log",
    title="Viewing Call Log",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403),
    gives=(elements.CallLogEntry,),
    queries=WINDOW,
)
def view_call_log(request: Request) -> Answer:
    """Every call, both ways. An attempt that dialing rules rejected never was one (ours)."""
    within = _range(request, None)
    with request.unit.context.work() as work:
        calls = work.calls.log(within, **_window(request))
    return Answer(elements=tuple(_call_entry(request, call) for call in calls))


@operation(
    "GET",
    "/inbound_log_count",
    title="Viewing Inbound or Outbound Log Count",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403),
    gives=(elements.Count,),
    queries=WITHIN,
)
def count_inbound_log(request: Request) -> Answer:
    """How many entries the inbound log has."""
    return _count(request, Direction.INBOUND)


@operation(
    "GET",
    "/outbound_log_count",
    title="Viewing Inbound or Outbound Log Count",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400),
    gives=(elements.Count,),
    queries=(*WITHIN, "all_users"),
)
def count_outbound_log(request: Request) -> Answer:
    """How many entries the outbound log has for the caller, or for all users."""
    return _count(request, Direction.OUTBOUND)


OPERATIONS = (view_inbound_log, view_outbound_log, view_call_log, count_inbound_log, count_outbound_log)


def _range(request: Request, direction: Direction | None) -> LogRange:
    """Which calls the caller asks for. Raises a 403 `Problem` where only an administrator may."""
    is_admin = request.caller.is_admin
    if direction is not Direction.OUTBOUND and not is_admin:
        raise forbidden()
    is_own = direction is Direction.OUTBOUND and not (request.query.boolean("all_users") and is_admin)
    return LogRange(
        direction=direction,
        username=request.caller.username if is_own else None,
        since=request.query.moment("from"),
        until=request.query.moment("to"),
    )


def _window(request: Request) -> dict[str, int]:
    return {"limit": request.query.page("limit", DEFAULT_LIMIT), "offset": request.query.count("offset", 0)}


def _count(request: Request, direction: Direction) -> Answer:
    within = _range(request, direction)
    with request.unit.context.work() as work:
        number = work.calls.count(within)
    return Answer(elements=(elements.Count(value=number),))


def _how_it_went(call: Call) -> dict[str, Any]:
    """What every log tells of a call in the same words."""
    return {
        "elapsed_time": call.seconds_connected,
        "baud_rate": call.rate,
        "remote_id": call.remote_id,
        "pages": call.pages,
        "hangup_code": call.hangup_code,
        "hangup_message": call.hangup_message,
    }


def _inbound_entry(request: Request, call: Call, fax: InboundFax | None) -> elements.InboundLogEntry:
    has_modems = request.unit.profile.has_modems
    return elements.InboundLogEntry(
        **_how_it_went(call),
        id=call.number,
        state=fax.state if fax else InboundState.FAILED,
        start_time=call.started_at,
        end_time=call.ended_at,
        line_number=call.channel if has_modems else None,
        channel=None if has_modems else call.channel,
        extension=fax.extension if fax else "",
        recipient=fax.recipient if fax else "",
        caller_id=call.caller_id,
        ecm=call.ecm,
        line_encoding=call.coding,
        resolution=call.resolution,
        fax_url=request.links.inbound(call.number) if call.pages and fax and fax.is_kept else "",
    )


def _outbound_entry(request: Request, call: Call, entry: FaxEntry) -> elements.OutboundLogEntry:
    return elements.OutboundLogEntry(
        **_how_it_went(call),
        **line_element(call, has_modems=request.unit.profile.has_modems),
        id=call.number,
        fax_entry_url=request.links.entry(entry.fax.key, entry.number),
        state=call.state,
        schedule_message=call.message,
        try_number=call.try_number,
        agent=entry.fax.agent,
        sender=sender_element(entry.fax),
        recipient=recipient_element(entry),
        init_time=call.started_at,
        connect_time=call.connected_at,
        hangup_time=call.ended_at,
        ecm=call.ecm,
        line_encoding=call.coding,
        resolution=call.resolution,
    )


def _call_entry(request: Request, call: Call) -> elements.CallLogEntry:
    return elements.CallLogEntry(
        **_how_it_went(call),
        **line_element(call, has_modems=request.unit.profile.has_modems),
        id=call.number,
        direction=call.direction,
        start_time=call.started_at,
        connect_time=call.connected_at,
        hangup_time=call.ended_at,
        fax_number=call.fax_number,
        caller_id=call.caller_id,
    )
