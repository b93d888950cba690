"""`/cover_pages`: which templates the unit has (developer guide page 22, of which only the title is known)."""

from emulator.ffws import elements
from emulator.ffws.operations import Answer, operation
from emulator.ffws.request import Request
from fax_engine.grades import Grade


@operation(
    "GET",
    "/cover_pages",
    title="Viewing Cover Pages",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200,),
    gives=(elements.ListedCoverPage,),
)
def view_cover_pages(request: Request) -> Answer:
    """Every template, sorted by name; any user may use and see them all."""
    with request.unit.context.work() as work:
        names = work.documents.cover_page_names()
    return Answer(
        elements=tuple(elements.ListedCoverPage(url=request.links.cover_page(name), name=name) for name in names)
    )


OPERATIONS = (view_cover_pages,)
