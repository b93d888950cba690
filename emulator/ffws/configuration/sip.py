"""`/sip_settings`, on the FF240-IP (developer guide, pages 41 and 42: titles). Rule: the password is never returned."""

from emulator.ffws import elements
from emulator.ffws.configuration.common import change, check_admin, shown
from emulator.ffws.operations import Answer, operation
from emulator.ffws.request import Request
from fax_engine.grades import Grade
from models.vocabulary import ChannelKind


@operation(
    "GET",
    "/sip_settings",
    title="Viewing SIP Settings (FF240-IP only)",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403),
    only=ChannelKind.SIP,
    gives=(elements.SipSettings,),
)
def view_sip_settings(request: Request) -> Answer:
    """For administrators."""
    check_admin(request)
    with request.unit.context.work() as work:
        return Answer(elements=(shown(elements.SipSettings, work.configuration.sip()),))


@operation(
    "PUT",
    "/sip_settings",
    title="Editing SIP Settings (FF240-IP only)",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403),
    only=ChannelKind.SIP,
    takes=elements.SipSettings,
)
def edit_sip_settings(request: Request) -> Answer:
    """Change what the request names; without SIP there are no calls."""
    check_admin(request)
    wanted = request.read(elements.SipSettings, empties=True)
    with request.unit.context.work() as work:
        settings = work.configuration.sip()
        change(settings, wanted)
        work.configuration.keep(settings)
        work.after_commit(request.unit.lines_changed)
    return Answer(message=request.texts.modified)


OPERATIONS = (view_sip_settings, edit_sip_settings)
