"""`/t38_settings`, on the FF240-IP (developer guide, pages 42 and 43: titles)."""

from emulator.ffws import elements
from emulator.ffws.configuration.common import change, check_admin, shown
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import bad_request
from emulator.ffws.request import Request
from fax_engine.grades import Grade
from models.vocabulary import ChannelKind


@operation(
    "GET",
    "/t38_settings",
    title="Viewing T38 Settings (FF240-IP only)",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403),
    only=ChannelKind.SIP,
    gives=(elements.T38Settings,),
)
def view_t38_settings(request: Request) -> Answer:
    """For administrators."""
    check_admin(request)
    with request.unit.context.work() as work:
        return Answer(elements=(shown(elements.T38Settings, work.configuration.t38()),))


@operation(
    "PUT",
    "/t38_settings",
    title="Editing T38 Settings (FF240-IP only)",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403),
    only=ChannelKind.SIP,
    takes=elements.T38Settings,
)
def edit_t38_settings(request: Request) -> Answer:
    """Change what the request names, from the next call on."""
    check_admin(request)
    wanted = request.read(elements.T38Settings, empties=True)
    with request.unit.context.work() as work:
        settings = work.configuration.t38()
        least = _or(wanted.udptl_port_min, settings.udptl_port_min)
        most = _or(wanted.udptl_port_max, settings.udptl_port_max)
        if least > most:
            complaint = request.texts.ports_out_of_order
            name, other = (request.name_of(elements.T38Settings, f"udptl_port_{end}") for end in ("min", "max"))
            raise bad_request(complaint.format(name=name, least=least, other=other, most=most))
        change(settings, wanted)
        work.configuration.keep(settings)
        work.after_commit(request.unit.lines_changed)
    return Answer(message=request.texts.modified)


OPERATIONS = (view_t38_settings, edit_t38_settings)


def _or(wanted: int | None, present: int) -> int:
    return present if wanted is None else wanted
