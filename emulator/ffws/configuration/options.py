"""`/add_global_contacts`: may users add to the global contact list (developer guide page 44: title, and view only)."""

from emulator.ffws import elements
from emulator.ffws.operations import Answer, operation
from emulator.ffws.request import Request
from fax_engine.grades import Grade


@operation(
    "GET",
    "/add_global_contacts",
    title="Viewing Add Global Contacts Status of Non-Admin Users",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200,),
    gives=(elements.AddGlobalContacts,),
)
def view_add_global_contacts(request: Request) -> Answer:
    """For every user: it tells them what they may do."""
    with request.unit.context.work() as work:
        allowed = work.configuration.add_global_contacts()
    return Answer(elements=(elements.AddGlobalContacts(allowed=allowed),))


OPERATIONS = (view_add_global_contacts,)
