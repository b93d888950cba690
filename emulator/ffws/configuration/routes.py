"""`/inbound_routes`: who gets the faxes that come in (developer guide, pages 35 to 37: titles).

Rule: a route's path is its extension: 1 to 15 digits, `global`, or on units with analog lines `line1` to the last one.
The guide has no section about adding one, so a PUT makes a route that is not there yet.
"""

from emulator.ffws import elements
from emulator.ffws.configuration.common import check_admin
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import bad_request, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from fax_engine.grades import Grade
from fax_engine.setup_rules import MOST_DIGITS, extension_names, is_extension, lacks_value
from models.route import InboundRoute, RouteDestination
from models.vocabulary import DestinationType


@operation(
    "GET",
    "/inbound_routes",
    title="Viewing Inbound Routes",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403),
    gives=(elements.InboundRoute,),
)
def view_routes(request: Request) -> Answer:
    """All of them, for administrators."""
    check_admin(request)
    with request.unit.context.work() as work:
        return Answer(elements=tuple(_to_element(*found) for found in work.routes.all()))


@operation(
    "GET",
    "/inbound_routes/{extension}",
    title="Viewing Inbound Routes",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403, 404),
    gives=(elements.InboundRoute,),
)
def view_route(request: Request) -> Answer:
    """One of them."""
    extension = _extension(request)
    with request.unit.context.work() as work:
        found = work.routes.find(extension)
    if found is None:
        raise not_found(request.texts.route_not_found)
    return Answer(elements=(_to_element(*found),))


@operation(
    "PUT",
    "/inbound_routes/{extension}",
    title="Editing Inbound Routes",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 400, 403),
    takes=elements.InboundRoute,
)
def edit_route(request: Request) -> Answer:
    """Make a route, or change what the request names of it.

    Destinations that it names replace all that were there; an empty name empties it (ours).
    """
    check_admin(request)
    extension = request.values["extension"]
    lines = _lines(request)
    if not is_extension(extension, lines):
        complaint, names = request.texts.unusable_extension, ", ".join(extension_names(lines))
        raise bad_request(complaint.format(value=quoted(extension), most=MOST_DIGITS, names=names))
    wanted = request.read(elements.InboundRoute, empties=True)
    if (wanted.extension or extension) != extension:
        name = request.name_of(elements.InboundRoute, "extension")
        raise bad_request(request.texts.extension_fixed.format(name=name))
    destinations = [
        _destination(request, position, destination)
        for position, destination in enumerate(wanted.destinations, start=1)
    ]
    with request.unit.context.work() as work:
        route, present = work.routes.find(extension) or (None, [])
        work.routes.keep(
            extension,
            (route.name if route else "") if wanted.name is None else wanted.name,
            destinations or [(destination.type, destination.value) for destination in present],
        )
    return Answer(message=request.texts.modified)


@operation(
    "DELETE",
    "/inbound_routes/{extension}",
    title="Deleting Inbound Routes",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200, 403, 404),
)
def delete_route(request: Request) -> Answer:
    """Its faxes go where the rules for calls without a route send them."""
    extension = _extension(request)
    with request.unit.context.work() as work:
        if not work.routes.remove(extension):
            raise not_found(request.texts.route_not_found)
    return Answer(message=request.texts.deleted)


OPERATIONS = (view_routes, view_route, edit_route, delete_route)


def _extension(request: Request) -> str:
    """The route that the path is about. Raises a 403 `Problem`, and a 404 one for a path that no route can have."""
    check_admin(request)
    extension = request.values["extension"]
    if not is_extension(extension, _lines(request)):
        raise not_found(request.texts.route_not_found)
    return extension


def _lines(request: Request) -> int:
    """How many lines may have a route of their own."""
    profile = request.unit.profile
    return profile.channels if profile.has_modems else 0


def _destination(request: Request, position: int, wanted: elements.Destination) -> tuple[DestinationType, str]:
    place = f"{request.name_of(elements.InboundRoute, 'destinations')}[{position}]"
    kind, value = (request.name_of(elements.Destination, name) for name in ("type", "value"))
    if wanted.type is None:
        raise bad_request(request.texts.destination_type_required.format(name=f"{place}/{kind}"))
    if lacks_value(wanted.type, wanted.value):
        complaint = request.texts.destination_value_required
        raise bad_request(complaint.format(name=f"{place}/{value}", other=kind, type=wanted.type))
    return wanted.type, wanted.value or ""


def _to_element(route: InboundRoute, destinations: list[RouteDestination]) -> elements.InboundRoute:
    return elements.InboundRoute(
        extension=route.extension,
        name=route.name,
        destinations=tuple(elements.Destination(type=each.type, value=each.value) for each in destinations),
    )
