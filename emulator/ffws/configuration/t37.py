"""`/t37_settings`: how mail becomes faxes (developer guide, pages 38 and 39: titles)."""

from emulator.ffws import elements
from emulator.ffws.configuration.common import change, check_admin, shown
from emulator.ffws.operations import Answer, operation
from emulator.ffws.request import Request
from fax_engine.grades import Grade


@operation(
    "GET",
    "/t37_settings",
    title="Viewing Store and Forward (T.37) Settings",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403),
    gives=(elements.T37Settings,),
)
def view_t37_settings(request: Request) -> Answer:
    """For administrators."""
    check_admin(request)
    with request.unit.context.work() as work:
        return Answer(elements=(shown(elements.T37Settings, work.configuration.t37()),))


@operation(
    "PUT",
    "/t37_settings",
    title="Editing Store and Forward (T.37) Settings",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403),
    takes=elements.T37Settings,
)
def edit_t37_settings(request: Request) -> Answer:
    """Change what the request names."""
    check_admin(request)
    wanted = request.read(elements.T37Settings, empties=True)
    with request.unit.context.work() as work:
        settings = work.configuration.t37()
        change(settings, wanted)
        work.configuration.keep(settings)
    return Answer(message=request.texts.modified)


OPERATIONS = (view_t37_settings, edit_t37_settings)
