"""Routing: which inbound route applies to a call, and with it who gets the fax.

Rule (administrator guide): the global route overrides all others. Without one, an extension (dialled after the answer,
or the called number of a SIP call) leads to its own route, and a call without any to the route of its line. An
extension that has no route has none (ours): it does not fall back on the line's.

A route names its destinations; `deliveries` brings the fax there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from models.route import GLOBAL_ROUTE, LINE_ROUTE, RouteDestination
from models.store import Work

Route = TypeVar("Route")


@dataclass(frozen=True, slots=True)
class CalledParty:
    """Whom a call is for: the extension, empty when there was none; the line, from 1, None where none has a route."""

    extension: str
    line: int | None

    @property
    def own_route(self) -> str | None:
        """What its route is called, but for the global one; None when no other can apply."""
        if self.extension:
            return self.extension
        return None if self.line is None else f"{LINE_ROUTE}{self.line}"


def choose_route(called: CalledParty, find: Callable[[str], Route | None]) -> Route | None:
    """The route that applies; `find` answers the one of a name (a number, `global`, `line1` and so on), if there is
    one."""
    overriding = find(GLOBAL_ROUTE)
    if overriding is not None:
        return overriding
    own = called.own_route
    return None if own is None else find(own)


def find_route(work: Work, called: CalledParty) -> tuple[str, list[RouteDestination]]:
    """The name and the destinations of the unit's route that applies; empty when none does."""
    found = choose_route(called, work.routes.find)
    return (found[0].name, found[1]) if found is not None else ("", [])
