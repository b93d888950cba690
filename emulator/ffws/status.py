"""`/status` and its relatives: what the unit is doing at this moment (developer guide pages 23 to 26).

Rule: nothing is kept for these answers; lines are looked at as they are, and units with modems and with channels each
use words of their own. A user sees the outbound faxes that are the user's own, an administrator all of them (ours). A
line that is busied out is in no call, and counted as idle (ours).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from emulator.ffws import elements
from emulator.ffws.fax_elements import to_element
from emulator.ffws.line_elements import channel_status, inbound_entry, modem_status
from emulator.ffws.links import parse_id
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import bad_request, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from fax_engine.channel_status import ChannelStatus
from fax_engine.grades import Grade
from models.delivery import Waiting
from models.store import Work
from models.vocabulary import ChannelKind, DestinationType, Direction, FaxClass, FaxState

DEFAULT_LIMIT = 10
"""How many entries of each class `/outbound_status` shows (developer guide page 26)."""

NOTHING_WAITS = Waiting(0, False)

SINCE = "3.0.4"
"""The firmware that brought this family (developer guide page 23)."""


class Selector(StrEnum):
    """A part of `/status`."""

    MODEM = "MODEM"
    CHANNEL = "CHANNEL"
    SYSTEM = "SYSTEM"
    PRINTER = "PRINTER"
    SHARE = "SHARE"


class OutboundClass(StrEnum):
    """A class of `/outbound_status`; what is complete is in the logs."""

    PENDING = "pending"
    SENDING = "sending"

    @property
    def states(self) -> frozenset[FaxState]:
        """The states that belong to it."""
        return FaxClass(self.value).states


@operation(
    "GET",
    "/status",
    title="Viewing Modem, Channel, System, Printer, and Share Status",
    grade=Grade.GUIDE,
    statuses=(200,),
    since=SINCE,
    gives=(elements.Status,),
)
def view_status(request: Request) -> Answer:
    """Everything."""
    return _status(request, set(Selector))


@operation(
    "GET",
    "/status/{selector}",
    title="Viewing Modem, Channel, System, Printer, and Share Status",
    grade=Grade.GUIDE,
    statuses=(200, 400),
    since=SINCE,
    gives=(elements.Status,),
)
def view_part_of_status(request: Request) -> Answer:
    """One part; a unit with modems has no channels to show, and the other way round."""
    wanted = request.values["selector"]
    foreign = Selector.CHANNEL if request.unit.profile.has_modems else Selector.MODEM
    known = [selector for selector in Selector if selector is not foreign]
    if wanted.upper() not in known:
        raise bad_request(request.texts.unknown_selector.format(value=quoted(wanted), choices=", ".join(known)))
    return _status(request, {Selector(wanted.upper())})


@operation(
    "GET",
    "/modem_status",
    title="Viewing Modem Status (FF240, FF440, FF840)",
    grade=Grade.GUIDE,
    statuses=(200,),
    only=ChannelKind.MODEM,
    since=SINCE,
    gives=(elements.ModemStatus,),
)
def view_modems(request: Request) -> Answer:
    """Every modem."""
    return Answer(elements=tuple(modem_status(request, channel.status) for channel in request.unit.bank.channels))


@operation(
    "GET",
    "/modem_status/{modem}",
    title="Viewing Modem Status (FF240, FF440, FF840)",
    grade=Grade.GUIDE,
    statuses=(200, 400),
    only=ChannelKind.MODEM,
    since=SINCE,
    gives=(elements.ModemStatus,),
)
def view_modem(request: Request) -> Answer:
    """One modem."""
    return Answer(elements=(modem_status(request, _one(request, "modem", request.texts.no_such_modem)),))


@operation(
    "GET",
    "/channel_status",
    title="Viewing Channel Status (FF240-IP only)",
    grade=Grade.GUIDE,
    statuses=(200,),
    only=ChannelKind.SIP,
    since=SINCE,
    gives=(elements.ChannelStatus,),
)
def view_channels(request: Request) -> Answer:
    """Every channel."""
    return Answer(elements=tuple(channel_status(request, channel.status) for channel in request.unit.bank.channels))


@operation(
    "GET",
    "/channel_status/{channel}",
    title="Viewing Channel Status (FF240-IP only)",
    grade=Grade.GUIDE,
    statuses=(200, 400),
    only=ChannelKind.SIP,
    since=SINCE,
    gives=(elements.ChannelStatus,),
)
def view_channel(request: Request) -> Answer:
    """One channel."""
    return Answer(elements=(channel_status(request, _one(request, "channel", request.texts.no_such_channel)),))


@operation(
    "GET",
    "/inbound_status",
    title="Viewing Inbound Fax Status",
    grade=Grade.GUIDE,
    statuses=(200,),
    since=SINCE,
    gives=(elements.InboundEntry,),
)
def view_inbound(request: Request) -> Answer:
    """The faxes that are being received: calls that were answered and go on."""
    with request.unit.context.work() as work:
        found = request.unit.inbox.receiving(work)
    return Answer(elements=tuple(inbound_entry(request, each) for each in found))


@operation(
    "GET",
    "/outbound_status",
    title="Viewing Outbound Fax Status",
    grade=Grade.GUIDE,
    statuses=(200, 400, 404),
    since=SINCE,
    gives=(elements.FaxEntry,),
    queries=("class", "pending_limit", "sending_limit"),
)
def view_outbound(request: Request) -> Answer:
    """What waits and what is being sent, the oldest first; 404 when there is nothing."""
    query = request.query
    limits = {
        OutboundClass.PENDING: query.page("pending_limit", DEFAULT_LIMIT),
        OutboundClass.SENDING: query.page("sending_limit", DEFAULT_LIMIT),
    }
    wanted = query.choice("class", OutboundClass)
    username = None if request.caller.is_admin else request.caller.username
    with request.unit.context.work() as work:
        entries = [
            entry
            for kind in ([wanted] if wanted else OutboundClass)
            for entry in work.faxes.list_entries(sorted(kind.states), username=username, limit=limits[kind])
        ]
    if not entries:
        raise not_found(request.texts.nothing_outbound)
    return Answer(elements=tuple(to_element(entry, request.links) for entry in entries))


OPERATIONS = (
    view_status,
    view_part_of_status,
    view_channels,
    view_channel,
    view_modems,
    view_modem,
    view_inbound,
    view_outbound,
)


def _status(request: Request, wanted: set[Selector]) -> Answer:
    has_modems = request.unit.profile.has_modems
    counts = _counts(request)
    with request.unit.context.work() as work:
        status = elements.Status(
            modem=elements.ModemCounts(**counts) if has_modems and Selector.MODEM in wanted else None,
            channel=elements.ChannelCounts(**counts) if not has_modems and Selector.CHANNEL in wanted else None,
            system=_system(request) if Selector.SYSTEM in wanted else None,
            printers=_printers(request, work) if Selector.PRINTER in wanted else (),
            network_shares=_shares(request, work) if Selector.SHARE in wanted else (),
        )
    return Answer(elements=(status,))


def _counts(request: Request) -> dict[str, int]:
    directions = [channel.status.direction for channel in request.unit.bank.channels]
    return {
        "number_inbound": directions.count(Direction.INBOUND),
        "number_outbound": directions.count(Direction.OUTBOUND),
        "number_idle": directions.count(None),
    }


def _system(request: Request) -> elements.SystemStatus:
    now = request.unit.timeline.now
    on_for = now - request.unit.powered_on_at
    return elements.SystemStatus(uptime=max(int(on_for.total_seconds()), 0), current_time=now, time_server="")


def _printers(request: Request, work: Work) -> tuple[elements.Printer, ...]:
    waiting = work.deliveries.waiting(DestinationType.PRINTER)
    names = _named(work, DestinationType.PRINTER, waiting)
    return tuple(_printer(request, name, waiting.get(name, NOTHING_WAITS)) for name in names)


def _printer(request: Request, name: str, waiting: Waiting) -> elements.Printer:
    texts = request.texts
    working = texts.printer_busy if waiting.deliveries else texts.printer_idle
    status = texts.printer_failing if waiting.has_failed else working
    return elements.Printer(name=name, status=status, jobs=waiting.deliveries)


def _shares(request: Request, work: Work) -> tuple[elements.NetworkShare, ...]:
    texts = request.texts
    waiting = work.deliveries.waiting(DestinationType.SHARE)
    names = _named(work, DestinationType.SHARE, waiting)
    failing = {name for name in names if waiting.get(name, NOTHING_WAITS).has_failed}
    return tuple(
        elements.NetworkShare(share=name, status=texts.share_failing if name in failing else texts.share_connected)
        for name in names
    )


def _named(work: Work, kind: DestinationType, waiting: Mapping[str, Waiting]) -> Iterable[str]:
    """What the inbound routes name as destinations of this kind, each once, in their order; then what is still waited
    for."""
    named = (
        destination.value
        for _, destinations in work.routes.all()
        for destination in destinations
        if destination.type is kind
    )
    return dict.fromkeys([*named, *(name for name, found in waiting.items() if found.deliveries)])


def _one(request: Request, name: str, complaint: str) -> ChannelStatus:
    given = request.values[name]
    number = parse_id(given)
    for channel in request.unit.bank.channels:
        if channel.number == number:
            return channel.status
    raise bad_request(complaint.format(value=quoted(given)))
