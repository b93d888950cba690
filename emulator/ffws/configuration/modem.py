"""`/modem_settings`, on units with analog lines (developer guide, pages 39 and 40: titles)."""

from emulator.ffws import elements
from emulator.ffws.configuration.common import change, check_admin, shown
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import bad_request, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from fax_engine.call_orders import STATION_ID_LENGTH
from fax_engine.grades import Grade
from fax_engine.setup_rules import is_dial_prefix, is_station_id
from models.store import Work
from models.vocabulary import ChannelKind


@operation(
    "GET",
    "/modem_settings",
    title="Viewing Modem Settings (FF240, FF440, or FF840)",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403),
    only=ChannelKind.MODEM,
    gives=(elements.ModemSettings,),
)
def view_all_modem_settings(request: Request) -> Answer:
    """Every modem's, for administrators."""
    check_admin(request)
    with request.unit.context.work() as work:
        modems = work.configuration.modems(request.unit.profile.channels)
        return Answer(elements=tuple(shown(elements.ModemSettings, modem) for modem in modems))


@operation(
    "GET",
    "/modem_settings/{modem}",
    title="Viewing Modem Settings (FF240, FF440, or FF840)",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403, 404),
    only=ChannelKind.MODEM,
    gives=(elements.ModemSettings,),
)
def view_modem_settings(request: Request) -> Answer:
    """One modem's."""
    check_admin(request)
    number = _modem_number(request)
    with request.unit.context.work() as work:
        return Answer(elements=(shown(elements.ModemSettings, work.configuration.modem(number)),))


@operation(
    "PUT",
    "/modem_settings/{modem}",
    title="Editing Modem Settings (FF240, FF440, or FF840)",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403, 404),
    only=ChannelKind.MODEM,
    takes=elements.ModemSettings,
)
def edit_modem_settings(request: Request) -> Answer:
    """Change what the request names, from the next call on; a call in progress goes on as it is."""
    check_admin(request)
    number = _modem_number(request)
    wanted = request.read(elements.ModemSettings, empties=True)
    if wanted.modem_number not in (None, number):
        raise bad_request(request.texts.modem_number_fixed.format(name=_name(request, "modem_number")))
    _check_texts(request, wanted)
    with request.unit.context.work() as work:
        _check_list(request, work, wanted)
        settings = work.configuration.modem(number)
        change(settings, wanted)
        work.configuration.keep(settings)
        work.after_commit(request.unit.lines_changed)
    return Answer(message=request.texts.modified)


OPERATIONS = (view_all_modem_settings, view_modem_settings, edit_modem_settings)


def _modem_number(request: Request) -> int:
    text = request.values["modem"]
    for number in range(1, request.unit.profile.channels + 1):
        if text == str(number):
            return number
    raise not_found(request.texts.modem_not_found)


def _check_texts(request: Request, wanted: elements.ModemSettings) -> None:
    station_id, prefix = wanted.station_id or "", wanted.dial_prefix or ""
    if not is_station_id(station_id):
        complaint, name = request.texts.unusable_station_id, _name(request, "station_id")
        raise bad_request(complaint.format(name=name, value=quoted(station_id), most=STATION_ID_LENGTH))
    if not is_dial_prefix(prefix):
        complaint, name = request.texts.unusable_dial_prefix, _name(request, "dial_prefix")
        raise bad_request(complaint.format(name=name, value=quoted(prefix)))


def _check_list(request: Request, work: Work, wanted: elements.ModemSettings) -> None:
    chosen = wanted.dialing_rules
    if chosen and chosen not in work.dialing.lists():
        complaint, name = request.texts.unknown_dialing_rules, _name(request, "dialing_rules")
        raise bad_request(complaint.format(name=name, value=quoted(chosen)))


def _name(request: Request, setting: str) -> str:
    return request.name_of(elements.ModemSettings, setting)
