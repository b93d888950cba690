"""`/contact_groups` and `/contact_group_oids`: groups of contacts (developer guide pages 17 to 21).

Rule: a member is told by its contact's URL, of which the host is arbitrary. It is in the same list as the group or in
the global one (ours).
"""

from collections.abc import Iterable

from emulator.ffws import elements
from emulator.ffws.directory_lists import WINDOW, list_to_change, list_to_view, number_in_path, read_listing
from emulator.ffws.links import contact_place
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import Problem, bad_request, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from fax_engine.grades import Grade
from models.contact import GLOBAL_LIST, Place
from models.contact_group import GroupRow
from models.store import Work

SHOWN_OF_URL = 200
"""Characters: the contact's number is at the end."""

FIELDS = ("name", "description")
"""What a list can be searched and ordered by."""


@operation(
    "GET",
    "/contact_groups/{username}",
    title="Viewing Groups",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403, 404),
    gives=(elements.ContactGroup,),
    queries=(*WINDOW, *FIELDS),
)
def view_groups(request: Request) -> Answer:
    """A list, or the part of it that the query asks for, by ID unless told otherwise."""
    with request.unit.context.work() as work:
        owner = list_to_view(request, work)
        rows = work.groups.of_list(owner, read_listing(request, FIELDS))
    return Answer(elements=tuple(_to_element(request, row) for row in rows))


@operation(
    "GET",
    "/contact_groups/{username}/{id}",
    title="Viewing Groups",
    grade=Grade.INFERRED,
    statuses=(200, 403, 404),
    gives=(elements.ContactGroup,),
)
def view_group(request: Request) -> Answer:
    """One group."""
    with request.unit.context.work() as work:
        row = _find(request, work, list_to_view(request, work))
    return Answer(elements=(_to_element(request, row),))


@operation(
    "POST",
    "/contact_groups/{username}",
    title="Creating a New Group",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403, 404),
    takes=elements.ContactGroup,
    gives=(elements.ContactGroup,),
)
def add_group(request: Request) -> Answer:
    """Add one; answers 200, as the guide has it. A name is required (ours)."""
    with request.unit.context.work() as work:
        owner = list_to_change(request, work)
        wanted = request.read(elements.ContactGroup)
        if not wanted.name:
            raise bad_request(request.texts.name_required)
        members = _member_ids(request, work, owner, wanted.contacts)
        row = work.groups.add(owner, wanted.name, wanted.description or "", members)
    return Answer(message=request.texts.created, elements=(_to_element(request, row),))


@operation(
    "PUT",
    "/contact_groups/{username}/{id}",
    title="Editing Groups",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403, 404),
    takes=elements.ContactGroup,
)
def edit_group(request: Request) -> Answer:
    """The members become those of the request, none included (inferred).

    A text left out stays, and an empty one empties it, but for the name (ours).
    """
    with request.unit.context.work() as work:
        row = _find(request, work, list_to_change(request, work))
        wanted = request.read(elements.ContactGroup, empties=True)
        if wanted.name == "":
            raise bad_request(request.texts.name_required)
        members = _member_ids(request, work, row.owner, wanted.contacts)
        description = row.description if wanted.description is None else wanted.description
        work.groups.change(row.number, wanted.name or row.name, description, members)
    return Answer(message=request.texts.modified)


@operation(
    "DELETE",
    "/contact_groups/{username}/{id}",
    title="Deleting Groups",
    grade=Grade.GUIDE,
    path_grade=Grade.INFERRED,
    statuses=(200, 403, 404),
)
def delete_group(request: Request) -> Answer:
    """Delete one; its contacts stay. Its ID is not used again."""
    with request.unit.context.work() as work:
        row = _find(request, work, list_to_change(request, work))
        work.groups.remove(row.number)
    return Answer(message=request.texts.deleted)


@operation(
    "GET",
    "/contact_group_oids/{username}",
    title="Viewing Group IDs",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403, 404),
    gives=(elements.Oids,),
)
def view_group_oids(request: Request) -> Answer:
    """The IDs in a list, ascending."""
    with request.unit.context.work() as work:
        numbers = work.groups.numbers(list_to_view(request, work))
    return Answer(elements=(elements.Oids(numbers=tuple(numbers)),))


OPERATIONS = (view_groups, view_group, add_group, edit_group, delete_group, view_group_oids)


def _find(request: Request, work: Work, owner: str) -> GroupRow:
    row = work.groups.find(owner, number_in_path(request, _missing(request)))
    if row is None:
        raise _missing(request)
    return row


def _missing(request: Request) -> Problem:
    return not_found(request.texts.group_not_found)


def _member_ids(request: Request, work: Work, owner: str, urls: Iterable[str]) -> list[int]:
    """The rows' ids of the contacts that the URLs name, each once, in order. Raises a 400 `Problem` that names a
    URL."""
    urls_by_place: dict[Place, str] = {}
    for url in urls:
        place = contact_place(url)
        if place is None or place[0] not in (owner, GLOBAL_LIST):
            raise _no_member(request, url)
        urls_by_place.setdefault(place, url)
    ids = work.contacts.ids(urls_by_place)
    for place, url in urls_by_place.items():
        if place not in ids:
            raise _no_member(request, url)
    return list(ids.values())


def _no_member(request: Request, url: str) -> Problem:
    return bad_request(request.texts.no_such_member.format(url=quoted(url, SHOWN_OF_URL)))


def _to_element(request: Request, row: GroupRow) -> elements.ContactGroup:
    return elements.ContactGroup(
        contact_group_url=request.links.contact_group(row.owner, row.number),
        name=row.name,
        description=row.description,
        contacts=tuple(request.links.contact(owner, number) for owner, number in row.members),
    )
