"""The other units of the process, as a unit's exchange reaches them.

Rule: a port. Whoever puts units side by side fills it; a unit knows of no other, and asks for one by the name that
somebody declared for a number.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from fax_engine.arrival import Arrival
from fax_engine.line_pages import DrawnPage

if TYPE_CHECKING:
    from hardware_sim.joined_call import JoinedCall


class CalledUnit(Protocol):
    """A unit that rings."""

    def draw(
        self,
        pictures: Callable[[], Sequence[DrawnPage]],
        arrivals: Sequence[Arrival],
        done: Callable[[bool], None],
    ) -> None:
        """Make what arrives of the caller's pages elsewhere, for the unit to keep when its end of the call is over.

        `done` is told whether that could be made, and has room there.
        """

    def go_on(self) -> None:
        """Something that its time may be held for is there, or not needed any more: make its *now* right."""


class Neighbours(Protocol):
    """All units of a process, for the calls of one."""

    def ring(self, unit: str, call: "JoinedCall") -> CalledUnit | None:
        """Have the unit of that name ring, by `call.ring`; None when it is not there, or takes no call now."""

    def go_on(self) -> None:
        """The same for the unit that calls as `CalledUnit.go_on`."""
