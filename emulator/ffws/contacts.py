"""`/contacts` and `/contact_oids`: the directories, one for each user and a global one (developer guide pages 14 to
17)."""

from emulator.ffws import elements
from emulator.ffws.directory_lists import WINDOW, list_to_change, list_to_view, number_in_path, read_listing
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import Problem, bad_request, not_found
from emulator.ffws.request import Request
from emulator.pacer import let_others_go_first
from fax_engine.grades import Grade
from models.contact import ContactCard, ContactRow
from models.store import Work

FIELDS = ContactCard._fields
"""What a list can be searched and ordered by; element, query and row call them the same."""

READ_AT_ONCE = 1_000
"""Contacts that are read before others have their turn."""


@operation(
    "GET",
    "/contacts/{username}",
    title="Viewing Contacts",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403, 404),
    gives=(elements.Contact,),
    queries=(*WINDOW, *FIELDS),
)
async def view_contacts(request: Request) -> Answer:
    """A list, or the part of it that the query asks for, by ID unless told otherwise.

    A long one is read bit by bit, and others are answered meanwhile. A contact that is deleted then is left out.
    """
    with request.unit.context.work() as work:
        owner = list_to_view(request, work)
        numbers = work.contacts.listed(owner, read_listing(request, FIELDS))
    found: list[elements.Contact] = []
    for first in range(0, len(numbers), READ_AT_ONCE):
        if first:
            await let_others_go_first()
        with request.unit.context.work() as work:
            rows = work.contacts.at(owner, numbers[first : first + READ_AT_ONCE])
        found += [_to_element(request, row) for row in rows]
    return Answer(elements=tuple(found))


@operation(
    "GET",
    "/contacts/{username}/{id}",
    title="Viewing Contacts",
    grade=Grade.GUIDE,
    statuses=(200, 403, 404),
    gives=(elements.Contact,),
)
def view_contact(request: Request) -> Answer:
    """One contact."""
    with request.unit.context.work() as work:
        row = _find(request, work, list_to_view(request, work))
    return Answer(elements=(_to_element(request, row),))


@operation(
    "POST",
    "/contacts/{username}",
    title="Adding New Contacts",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403, 404),
    takes=elements.Contact,
    gives=(elements.Contact,),
)
async def add_contact(request: Request) -> Answer:
    """Add one; answers 200, as the guide has it. A name is required (ours)."""
    async with request.unit.contact_changes:
        return _add(request)


@operation(
    "PUT",
    "/contacts/{username}/{id}",
    title="Editing Contacts",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403, 404),
    takes=elements.Contact,
)
async def edit_contact(request: Request) -> Answer:
    """Change what the request names; the rest stays, and an empty text empties it, but for the name (ours)."""
    async with request.unit.contact_changes:
        return _edit(request)


@operation(
    "POST",
    "/contacts/{username}/{id}",
    title="Editing Contacts",
    grade=Grade.MANUAL,
    statuses=(200, 400, 403, 404),
    takes=elements.Contact,
)
async def edit_contact_as_before(request: Request) -> Answer:
    """The same, as older firmware has it."""
    async with request.unit.contact_changes:
        return _edit(request)


@operation(
    "DELETE",
    "/contacts/{username}/{id}",
    title="Deleting Contacts",
    grade=Grade.GUIDE,
    statuses=(200, 403, 404),
)
async def delete_contact(request: Request) -> Answer:
    """Delete one, out of its groups too (ours). Its ID is not used again."""
    async with request.unit.contact_changes:
        with request.unit.context.work() as work:
            row = _find(request, work, list_to_change(request, work))
            work.contacts.remove([row.number])
    return Answer(message=request.texts.deleted)


@operation(
    "GET",
    "/contact_oids/{username}",
    title="Viewing Contact IDs",
    grade=Grade.GUIDE,
    statuses=(200, 403, 404),
    gives=(elements.Oids,),
)
def view_contact_oids(request: Request) -> Answer:
    """The IDs in a list, ascending."""
    with request.unit.context.work() as work:
        numbers = work.contacts.numbers(list_to_view(request, work))
    return Answer(elements=(elements.Oids(numbers=tuple(numbers)),))


OPERATIONS = (
    view_contacts,
    view_contact,
    add_contact,
    edit_contact,
    edit_contact_as_before,
    delete_contact,
    view_contact_oids,
)


def _add(request: Request) -> Answer:
    with request.unit.context.work() as work:
        owner = list_to_change(request, work)
        row = work.contacts.add(owner, _card(request, request.read(elements.Contact), ContactCard()))
    return Answer(message=request.texts.created, elements=(_to_element(request, row),))


def _edit(request: Request) -> Answer:
    with request.unit.context.work() as work:
        row = _find(request, work, list_to_change(request, work))
        wanted = request.read(elements.Contact, empties=True)
        work.contacts.change_all({row.number: _card(request, wanted, row.card)})
    return Answer(message=request.texts.modified)


def _find(request: Request, work: Work, owner: str) -> ContactRow:
    row = work.contacts.find(owner, number_in_path(request, _missing(request)))
    if row is None:
        raise _missing(request)
    return row


def _missing(request: Request) -> Problem:
    return not_found(request.texts.contact_not_found)


def _card(request: Request, wanted: elements.Contact, before: ContactCard) -> ContactCard:
    """What a request makes of a contact that was so before."""
    said = {name: value for name in FIELDS if (value := getattr(wanted, name)) is not None}
    card = before._replace(**said)
    if not card.name:
        raise bad_request(request.texts.name_required)
    return card


def _to_element(request: Request, row: ContactRow) -> elements.Contact:
    return elements.Contact(
        contact_url=request.links.contact(row.owner, row.number),
        name=row.name,
        fax_number=row.fax_number,
        phone_number=row.phone_number,
        organization=row.organization,
    )
