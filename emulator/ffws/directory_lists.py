"""What contacts and groups share: whose list a request is about, who may see and change it, which part is asked for.

Rule: a list is its owner's and an administrator's. The global one is everybody's to read; who besides administrators
may change it is an option of the unit (administrator guide).
"""

from emulator.ffws.links import parse_id
from emulator.ffws.problems import Problem, bad_request, forbidden, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from models.contact import GLOBAL_LIST
from models.listing import Listing
from models.store import Work

WINDOW = ("limit", "offset", "order")
"""Query parameters of every list, besides the fields that it can be searched by."""


def list_to_view(request: Request, work: Work) -> str:
    """The owner of the list that the path names. Raises a 403 or 404 `Problem`."""
    owner = request.values["username"]
    if owner != GLOBAL_LIST:
        _check_owner(request, work, owner)
    return owner


def list_to_change(request: Request, work: Work) -> str:
    """The owner of the list that the path names, for a caller who may change it. Raises a 403 or 404 `Problem`."""
    owner = request.values["username"]
    if owner != GLOBAL_LIST:
        _check_owner(request, work, owner)
    elif not (request.caller.is_admin or work.configuration.add_global_contacts()):
        raise forbidden()
    return owner


def number_in_path(request: Request, missing: Problem) -> int:
    """The ID that the path names. Raises `missing` when it cannot be one."""
    number = parse_id(request.values["id"])
    if number is None:
        raise missing
    return number


def read_listing(request: Request, fields: tuple[str, ...]) -> Listing:
    """Which part of a list with these fields is asked for (developer guide pages 14 and 17).

    Raises a 400 `Problem`. An `order` by something else is noted and passed over.
    """
    query = request.query
    limit, offset, order = query.count("limit", None), query.count("offset", None), query.text("order")
    if limit is None and offset is not None:
        raise bad_request(request.texts.offset_without_limit)
    if order is not None and order not in fields:
        request.note(request.texts.unknown_order, order=quoted(order), fields=", ".join(fields))
        order = None
    containing = {name: text for name in fields if (text := query.text(name)) is not None}
    return Listing(containing, order, limit, offset or 0)


def _check_owner(request: Request, work: Work, owner: str) -> None:
    if not request.caller.is_admin and request.caller.username != owner:
        raise forbidden()
    if not work.users.exists(owner):
        raise not_found(request.texts.user_not_found)
