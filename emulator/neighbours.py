"""The units of a process, as the calls of one of them find the others.

Rule: a unit is called by its name, `default` or a workspace's, and takes the call as it takes any: when it is on, known
to its registrar, and has a line free that takes calls. It is not made for being called.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from fax_engine.documents.page import PageImage
from fax_engine.drawing import Drawing
from fax_engine.inbox import Inbox
from fax_engine.incoming import Incoming
from fax_engine.line_pages import DrawnPage

if TYPE_CHECKING:
    from emulator.appliance import Appliance
    from fax_engine.arrival import Arrival
    from hardware_sim.joined_call import JoinedCall

FindUnit = Callable[[str], "Appliance | None"]
"""The unit of that name, on or off."""


class UnitNeighbours:
    """A `hardware_sim.neighbours.Neighbours` for the calls of `unit`."""

    def __init__(self, unit: "Appliance", find: FindUnit) -> None:
        self._unit = unit
        self._find = find

    def ring(self, unit: str, call: "JoinedCall") -> "Visitor | None":
        """Have the unit of that name ring; None when it is not there, or takes no call now."""
        called = self._find(unit)
        if called is None or not called.is_on:
            return None
        called.pacer.catch_up()
        if called.registration is not None and called.registration.refuses_calls:
            return None
        incoming = Incoming((), call.caller_id, call.station_id, call.called_number)
        channels, inbox = called.bank.channels, called.inbox
        is_taken = inbox.join(incoming, lambda number, answer, report: call.ring(channels[number - 1], answer, report))
        return Visitor(called, Drawing(self._unit.conversions), inbox, incoming) if is_taken else None

    def go_on(self) -> None:
        """Make the calling unit's *now* right."""
        self._unit.pacer.told_of_progress()


class Visitor:
    """A `hardware_sim.neighbours.CalledUnit`: what `incoming` brings to the unit is drawn by the caller's workers, and
    kept by `inbox`."""

    def __init__(self, unit: "Appliance", drawing: Drawing, inbox: Inbox, incoming: Incoming) -> None:
        self._unit = unit
        self._drawing = drawing
        self._inbox = inbox
        self._incoming = incoming

    def draw(
        self,
        pictures: Callable[[], Sequence[DrawnPage]],
        arrivals: "Sequence[Arrival]",
        done: Callable[[bool], None],
    ) -> None:
        """Make what arrives; `done` is told whether all could be made, and have room."""
        self._drawing.draw(pictures, arrivals, partial(self._drawn, done))

    def go_on(self) -> None:
        """Something that the unit's time may be held for is there, or not needed any more."""
        self._unit.pacer.told_of_progress()

    def _drawn(self, done: Callable[[bool], None], images: list[PageImage] | None) -> None:
        if images is None:
            done(False)
            return
        self._incoming.images.extend(images)
        done(not images or self._inbox.reserve(self._incoming))
