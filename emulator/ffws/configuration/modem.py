"""`/modem_settings`, on units with analog lines (developer guide, pages 39 and 40: titles)."""

from emulator.ffws import elements
from emulator.ffws.configuration.common import change, check_admin, shown
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import bad_request, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from fax_engine.dial_patterns import CHARACTERS
from fax_engine.grades import Grade
from fax_engine.line import STATION_ID_LENGTH
from models.store import Work
from models.vocabulary import ChannelKind

PREFIX_CHARACTERS = frozenset(CHARACTERS + "Ww")
"""What a prefix is made of: dialing characters, and `W`, which waits for a dial tone (ITU-T V.250)."""


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
    wanted = request.read(elements.ModemSettings)
    if wanted.modem_number not in (None, number):
        raise bad_request(request.texts.modem_number_fixed)
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
    if not (station_id.isascii() and station_id.isprintable() and len(station_id) <= STATION_ID_LENGTH):
        complaint = request.texts.unusable_station_id
        raise bad_request(complaint.format(value=quoted(station_id), most=STATION_ID_LENGTH))
    if not PREFIX_CHARACTERS.issuperset(prefix):
        raise bad_request(request.texts.unusable_dial_prefix.format(value=quoted(prefix)))


def _check_list(request: Request, work: Work, wanted: elements.ModemSettings) -> None:
    name = wanted.dialing_rules
    if name is not None and name not in work.dialing.lists():
        raise bad_request(request.texts.unknown_dialing_rules.format(value=quoted(name)))
