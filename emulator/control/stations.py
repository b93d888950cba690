"""`/_emulator/stations`: the far ends that were declared, by number, with a script for their calls.

Rule: a change counts for the next call. A station that is put anew begins its script again.
"""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from emulator.appliance import Appliance
from emulator.control.errors import ControlError
from emulator.control.given_back import given_back, is_as_shown, refuse_another
from emulator.control.inbound import StationId
from emulator.control.unit import current_unit
from emulator.workspaces.names import LONGEST, read_name
from hardware_sim.far_end import (
    FASTEST,
    LONGEST_DELAY,
    LONGEST_LATENCY,
    SLOWEST,
    T38,
    USUAL_LATENCY,
    FarEnd,
    Paper,
)
from hardware_sim.stations import (
    BESIDE_A_UNIT,
    LONGEST_PATTERN,
    TOLD_OF_MACHINES,
    UNIT,
    read_pattern,
    read_script,
    told_of,
)
from models.station import Station
from models.store import Work
from models.vocabulary import Resolution

router = APIRouter(prefix="/stations", tags=["line"])

Unit = Annotated[Appliance, Depends(current_unit)]
Number = Annotated[int, Field(ge=1, lt=2**63)]

MOST_WORDS = 1_000
"""Words in a script."""

MOST_STATIONS = 10_000

MOST_RINGS = 100

Pattern = Annotated[str, Field(min_length=1, max_length=2 * LONGEST_PATTERN), AfterValidator(read_pattern)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Script = Annotated[list[Word], Field(max_length=MOST_WORDS), AfterValidator(lambda words: list(read_script(words)))]


Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class Machine(BaseModel):
    """What is known of a fax machine; what is left out is as with any number that nothing is known of.

    `station_id`: its CSI, the number that was dialled when left out; `max_baud_rate` in bit/s; `rings`: it answers in
    the last of these; `answer_delay`: it answers so many seconds after the first ring began instead.

    On an FF240-IP alone: `t38`: it switches from sound to T.38 (`reinvite`), knows nothing else (`only`), or has none
    (`never`); `latency` of the network to it, milliseconds one way; `packet_loss`, `packet_reordering`,
    `packet_duplication`: percent of datagrams each way, `network_seed` chooses which.

    `unit`: it is no machine of its own but another unit of this process, `default` or a workspace, as that is set up;
    nothing else is said of it then.
    """

    unit: Annotated[
        str | None, Field(min_length=1, max_length=LONGEST), AfterValidator(lambda name: name and read_name(name))
    ] = None
    station_id: StationId | None = None
    max_baud_rate: Annotated[int, Field(ge=SLOWEST, le=FASTEST, multiple_of=SLOWEST)] = FASTEST
    ecm: Annotated[bool, Field(strict=True)] = True
    resolution: Resolution = Resolution.FINE
    paper: Paper = Paper.ANY
    rings: Annotated[int, Field(ge=1, le=MOST_RINGS)] = 1
    answer_delay: Annotated[float | None, Field(ge=0, le=LONGEST_DELAY, allow_inf_nan=False)] = None
    t38: T38 = T38.REINVITE
    latency: Annotated[float, Field(ge=0, le=LONGEST_LATENCY, allow_inf_nan=False)] = USUAL_LATENCY
    packet_loss: Percent = 0
    packet_reordering: Percent = 0
    packet_duplication: Percent = 0
    network_seed: Annotated[int, Field(ge=0, lt=2**63)] = 0

    def kept(self) -> dict[str, Any]:
        """What was said, as it is stored."""
        usual = FarEnd("")
        if self.unit is not None:
            return {UNIT: self.unit}
        return {
            name: value
            for name, value in told_of(self).items()
            if name == "station_id" or value != getattr(usual, name)
        }


class StationView(Machine):
    """A station. `next`: the word for its next call; `used`: how many words are used up."""

    id: int
    number: str
    script: list[str]
    used: int
    next: str

    @classmethod
    def of(cls, row: Station) -> "StationView":
        """The station as it is shown."""
        said = {TOLD_OF_MACHINES.get(name, name): value for name, value in row.far_end.items()}
        return cls(
            id=row.number,
            number=row.pattern,
            script=row.script,
            used=row.place,
            next=row.script[row.place],
            **said,
        )


@given_back(StationView)
class NewStation(Machine):
    """A station. `number`: digits, in which `*` stands for any number of them; `script`: how its calls go, one word a
    call, and the last word for all after it: a name of `/outcomes`, or what happens on a page, such as
    `ok-until-page:3`.

    `id`, `used` and `next` are only shown: they may be there so that a station can be put back as it was read.
    """

    model_config = ConfigDict(extra="forbid")

    number: Pattern
    script: Script = Field(default=["ok"])

    @model_validator(mode="after")
    def _a_unit_is_as_it_is_set_up(self) -> Self:
        more = self.model_dump(exclude_defaults=True, include={*Machine.model_fields, "script"} - {"unit"})
        if self.unit is not None and more:
            raise ValueError(BESIDE_A_UNIT.format(", ".join(sorted(more))))
        return self


class StationList(BaseModel):
    """The first first."""

    stations: list[StationView]


class ClearedStations(BaseModel):
    """How many went."""

    cleared: int


@router.get("")
async def list_stations(unit: Unit) -> StationList:
    """Every station. Of those that fit a number the one with the most digits counts, and of these the first."""
    with unit.context.work() as work:
        return StationList(stations=[StationView.of(row) for row in work.stations.all()])


@router.post("", status_code=201)
async def add_station(wanted: NewStation, unit: Unit) -> StationView:
    """Declare a station, for the calls from now on. `409` `number_taken`: there is one for that number; `too_many`:
    there are ten thousand."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        _refuse_if_taken(work, wanted)
        if len(work.stations.all()) >= MOST_STATIONS:
            raise ControlError(409, "too_many", f"there are {MOST_STATIONS} stations")
        work.after_commit(unit.exchange.stations.forget)
        return StationView.of(work.stations.add(wanted.number, wanted.script, wanted.kept()))


@router.get("/{number}")
async def view_station(number: Number, unit: Unit) -> StationView:
    """One station."""
    with unit.context.work() as work:
        return StationView.of(_find(work, number))


@router.put("/{number}")
async def replace_station(number: Number, wanted: NewStation, unit: Unit) -> StationView:
    """Another station in the place of this one; its script begins with the first word. One that is put back as it is
    shown changes nothing, and its script goes on. `409` `number_taken`: there is another one for that number."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        row = _find(work, number)
        refuse_another(wanted, id=row.number)
        if is_as_shown(wanted, shown := StationView.of(row)):
            return shown
        _refuse_if_taken(work, wanted, row)
        row.pattern, row.script, row.place, row.far_end = wanted.number, wanted.script, 0, wanted.kept()
        work.after_commit(unit.exchange.stations.forget)
        return StationView.of(row)


@router.delete("/{number}")
async def remove_station(number: Number, unit: Unit) -> ClearedStations:
    """Forget a station."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        _find(work, number)
        work.after_commit(unit.exchange.stations.forget)
        return ClearedStations(cleared=work.stations.remove(number))


@router.delete("")
async def clear_stations(unit: Unit) -> ClearedStations:
    """Forget all of them."""
    unit.pacer.catch_up()
    with unit.context.work() as work:
        work.after_commit(unit.exchange.stations.forget)
        return ClearedStations(cleared=work.stations.remove())


def _refuse_if_taken(work: Work, wanted: NewStation, row: Station | None = None) -> None:
    """Of two stations for the same numbers the second would never have a call."""
    other = work.stations.of_pattern(wanted.number)
    if other is not None and other is not row:
        taken = f"number: station {other.number} is there for {other.pattern} already"
        raise ControlError(409, "number_taken", f"{taken}; PUT /_emulator/stations/{other.number} replaces it")


def _find(work: Work, number: int) -> Station:
    found = work.stations.find(number)
    if found is None:
        raise ControlError(404, "not_found", f"no station {number}")
    return found
