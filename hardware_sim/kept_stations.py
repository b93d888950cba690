"""The stations of a unit, where they are kept: rows of its store."""

from fax_engine.context import UnitContext
from hardware_sim.stations import StationRule


class KeptStations:
    """A `StationKeeper` on the unit's store. It is asked between transactions, never within one."""

    def __init__(self, context: UnitContext) -> None:
        self._context = context

    def load(self) -> list[StationRule]:
        """All of them, the first first."""
        with self._context.work() as work:
            return [
                StationRule(row.number, row.pattern, tuple(row.script), row.place, row.far_end)
                for row in work.stations.all()
            ]

    def turn_to(self, number: int, place: int) -> None:
        """Keep a station's place in its script."""
        with self._context.work() as work:
            work.stations.turn_to(number, place)
