"""The simulated telephone network: leads from a dialled number to the far end and to what will become of the call.

Rule: the answer depends on the number and on what was declared for it, so the same number behaves the same on every
channel. A station for that very number comes first, then a magic number, then stations for more than one; any other
number is a willing fax machine, and never busy.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fax_engine.digits import digits_of
from hardware_sim.far_end import FarEnd, default_far_end
from hardware_sim.numbers import magic_number_of
from hardware_sim.stations import NobodyDeclared, StationBook, StationRule, line_of

if TYPE_CHECKING:
    from hardware_sim.neighbours import Neighbours
    from hardware_sim.outcome import Outcome

SHUT_OUT = "sip_403"
"""How every call of an appliance ends that should be registered and is not."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a number leads, and how a call there ends. `line`: what is engaged meanwhile, None: nothing.

    `unit`: the unit of the process that it leads to, where far end and outcome depend on how that takes the call.
    """

    far_end: FarEnd
    outcome: "Outcome"
    line: str | None = None
    unit: str = ""


class Exchange:
    """What every channel of an appliance is connected to. `shuts_out`: whether it knows the appliance no more;
    `neighbours`: the units that its stations may be, None where there are none."""

    def __init__(
        self,
        stations: StationBook | None = None,
        shuts_out: Callable[[], bool] = lambda: False,
        neighbours: "Neighbours | None" = None,
    ) -> None:
        self._shuts_out = shuts_out
        self.neighbours = neighbours
        self.stations = stations or StationBook(NobodyDeclared())
        self._engaged: Counter[str] = Counter()
        """Calls on each line: of those that come in there may be several from one number."""

    def reach(self, dial_string: str) -> Destination:
        """Where a dial string leads. Whoever asks makes the call: a station's script goes on by one word."""
        from hardware_sim.outcomes import OUTCOMES, by_magic

        if self._shuts_out():
            return Destination(default_far_end(dial_string), OUTCOMES[SHUT_OUT])
        station = self.stations.find(digits_of(dial_string))
        asked = by_magic(dial_string)
        if station is None or (asked is not None and not station.is_exact):
            return Destination(default_far_end(dial_string), asked or OUTCOMES["ok"])
        if station.unit:
            return Destination(default_far_end(dial_string), OUTCOMES["ok"], unit=station.unit)
        return self._reach_station(station, dial_string)

    def unknown_magic_number(self, dial_string: str) -> str | None:
        """The three digits by which a number asks for an outcome that there is none of, and so asks for nothing.

        None for any other number, and for one that a station was declared for.
        """
        wanted = magic_number_of(dial_string)
        if wanted is None:
            return None
        from hardware_sim.outcomes import by_magic

        is_known = by_magic(dial_string) is not None or self.stations.find(digits_of(dial_string)) is not None
        return None if is_known else wanted

    def line_of_caller(self, number: str) -> str | None:
        """What is engaged while somebody with this number calls us."""
        return line_of(self.stations.find(digits_of(number)), number)

    def caller(self, number: str, station_id: str | None) -> FarEnd:
        """What calls us from this number: the station that was declared for it, else a machine that can do everything.

        `station_id`: what it calls itself this time, None: what it always does.
        """
        digits = digits_of(number)
        station = self.stations.find(digits) if digits else None
        machine = default_far_end(number)
        if station is not None and not station.unit:
            machine = _machine(station, number)
        return machine if station_id is None else replace(machine, station_id=station_id)

    def seize(self, line: str | None) -> None:
        """A call on this line begins."""
        if line is not None:
            self._engaged[line] += 1

    def release(self, line: str | None) -> None:
        """It is over."""
        if line is not None:
            self._engaged -= Counter((line,))  # keeps what is above 0 alone

    def _reach_station(self, station: StationRule, dial_string: str) -> Destination:
        from hardware_sim.outcomes import OUTCOMES, by_word

        far_end, line = _machine(station, dial_string), line_of(station, dial_string)
        if line in self._engaged:
            return Destination(far_end, OUTCOMES["busy"])
        outcome = by_word(station.word) or OUTCOMES["ok"]
        self.stations.use_up(station)
        return Destination(far_end, outcome, line)


def _machine(station: StationRule, dial_string: str) -> FarEnd:
    from hardware_sim.session import read_far_end

    return replace(default_far_end(dial_string), **read_far_end(station.far_end))
