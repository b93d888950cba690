"""Inbound routes: who gets the faxes for an extension, for a line, or all of them."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned
from models.transaction import Repository
from models.vocabulary import DestinationType

GLOBAL_ROUTE = "global"
LINE_ROUTE = "line"
"""The extension of the route for all lines; what stands before a line's number in the extension of its own."""


class InboundRoute(Owned, Base):
    """One route. `extension` is a number, `global`, or `line1` to `lineN`."""

    __tablename__ = "inbound_route"
    __table_args__ = (UniqueConstraint("appliance_id", "extension"),)

    extension: Mapped[str]
    name: Mapped[str] = mapped_column(default="")


class RouteDestination(Owned, Base):
    """One destination of a route, in its place from 0 on. What `value` means depends on the type."""

    __tablename__ = "route_destination"

    route_id: Mapped[int] = mapped_column(ForeignKey("inbound_route.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    type: Mapped[DestinationType]
    value: Mapped[str] = mapped_column(default="")


class Routes(Repository):
    """The inbound routes of one appliance."""

    def all(self) -> list[tuple[InboundRoute, list[RouteDestination]]]:
        """Every route with its destinations in order: the global one, lines, then extensions by number."""
        rows = select(InboundRoute).where(InboundRoute.appliance_id == self._appliance_id)
        routes = sorted(self._session.scalars(rows), key=_place)
        places = (
            select(RouteDestination)
            .where(RouteDestination.appliance_id == self._appliance_id)
            .order_by(RouteDestination.position)
        )
        destinations: dict[int, list[RouteDestination]] = {}
        for destination in self._session.scalars(places):
            destinations.setdefault(destination.route_id, []).append(destination)
        return [(route, destinations.get(route.id, [])) for route in routes]

    def find(self, extension: str) -> tuple[InboundRoute, list[RouteDestination]] | None:
        """The route of that extension (a number, `global`, or `lineN`), with its destinations in order."""
        route = self._find(extension)
        if route is None:
            return None
        query = select(RouteDestination).where(RouteDestination.route_id == route.id)
        return route, list(self._session.scalars(query.order_by(RouteDestination.position)))

    def keep(
        self, extension: str, name: str, destinations: Sequence[tuple[DestinationType, str]]
    ) -> tuple[InboundRoute, list[RouteDestination]]:
        """Make the route of that extension what is said here, whatever it was before."""
        route = self._find(extension)
        if route is None:
            route = InboundRoute(appliance_id=self._appliance_id, extension=extension)
            self._session.add(route)
        else:
            self._session.execute(delete(RouteDestination).where(RouteDestination.route_id == route.id))
        route.name = name
        self._session.flush()
        rows = [
            RouteDestination(
                appliance_id=self._appliance_id, route_id=route.id, position=position, type=type_, value=value
            )
            for position, (type_, value) in enumerate(destinations)
        ]
        self._session.add_all(rows)
        self._session.flush()
        return route, rows

    def remove(self, extension: str) -> bool:
        """Delete the route of that extension; False when there is none."""
        route = self._find(extension)
        if route is None:
            return False
        self._session.execute(delete(RouteDestination).where(RouteDestination.route_id == route.id))
        self._session.delete(route)
        self._session.flush()
        return True

    def _find(self, extension: str) -> InboundRoute | None:
        query = select(InboundRoute).where(
            InboundRoute.appliance_id == self._appliance_id, InboundRoute.extension == extension
        )
        return self._session.scalars(query).one_or_none()


def _place(route: InboundRoute) -> tuple[int, int, str]:
    """Global, lines, extensions; numbers in order of their value."""
    extension = route.extension
    kind = 0 if extension == GLOBAL_ROUTE else 1 if extension.startswith(LINE_ROUTE) else 2
    digits = extension.removeprefix(LINE_ROUTE)
    return kind, int(digits) if digits.isdecimal() else 0, extension
