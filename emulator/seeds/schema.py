"""What one file of a seed may say: its tables, as `docs/seeds.md` tells them to whoever writes one."""

from typing import Annotated, Any

from pydantic import Field

from emulator.markup.scalars import BOOLEAN, CHOICE, INTEGER, TEXT
from emulator.seeds.directory import Contact, Group, User
from emulator.seeds.parts import Part, Text, of_kind
from emulator.seeds.settings import Settings
from emulator.seeds.traffic import Fax, IncomingCall, Received
from emulator.webhooks.order import WebhookOrder
from emulator.workspaces.names import read_name
from hardware_sim.far_end import FASTEST, LONGEST_DELAY, LONGEST_LATENCY, SLOWEST, T38, Paper
from hardware_sim.stations import UNIT, told_of
from models.vocabulary import DestinationType, Resolution, RuleAction

Name = Annotated[str, of_kind(TEXT)]


class Destination(Part):
    """Where a route delivers; what `value` means depends on the type."""

    type: Annotated[DestinationType, of_kind(CHOICE(DestinationType))]
    value: Text = None


class Route(Part):
    """An inbound route. `extension` is a number, `global`, or `line1` to `lineN`."""

    extension: Name
    name: Text = None
    destinations: tuple[Destination, ...] = ()


class Rule(Part):
    """One rule of a list of dialing rules."""

    pattern: Name
    action: Annotated[RuleAction, of_kind(CHOICE(RuleAction))]
    argument: Text = None


PERCENT = INTEGER(0, 100)


class CoverPage(Part):
    """A template on the unit: a PDF beside the seed, under its own name or another."""

    file: Name
    name: Text = None


class Station(Part):
    """A far end by number, with a script for its calls; keys are those of `/_emulator/stations`."""

    number: Name
    script: tuple[Name, ...] = ()
    unit: Text = None
    station_id: Text = None
    max_baud_rate: Annotated[int | None, of_kind(INTEGER(SLOWEST, FASTEST, step=SLOWEST))] = None
    ecm: Annotated[bool | None, of_kind(BOOLEAN)] = None
    resolution: Annotated[Resolution | None, of_kind(CHOICE(Resolution))] = None
    paper: Annotated[Paper | None, of_kind(CHOICE(Paper))] = None
    rings: Annotated[int | None, of_kind(INTEGER(1, 100))] = None
    answer_delay: Annotated[int | None, of_kind(INTEGER(0, int(LONGEST_DELAY)))] = None
    t38: Annotated[T38 | None, of_kind(CHOICE(T38))] = None
    latency: Annotated[int | None, of_kind(INTEGER(0, int(LONGEST_LATENCY)))] = None
    packet_loss: Annotated[int | None, of_kind(PERCENT)] = None
    packet_reordering: Annotated[int | None, of_kind(PERCENT)] = None
    packet_duplication: Annotated[int | None, of_kind(PERCENT)] = None
    network_seed: Annotated[int | None, of_kind(INTEGER(0, 2**63 - 1))] = None

    def kept(self) -> dict[str, Any]:
        """What was said of the machine, as it is stored."""
        unit = {} if self.unit is None else {UNIT: read_name(self.unit)}
        return unit | told_of(self)


class Webhook(WebhookOrder, Part):
    """Somebody to be told of events; keys are those of `/_emulator/webhooks`."""


class SeedFile(Part):
    """Everything that a seed may declare; contacts and groups by list, dialing rules by the name of theirs."""

    users: tuple[User, ...] = ()
    contacts: dict[str, tuple[Contact, ...]] = Field(default_factory=dict)
    groups: dict[str, tuple[Group, ...]] = Field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    dialing_rules: dict[str, tuple[Rule, ...]] = Field(default_factory=dict)
    cover_pages: tuple[CoverPage, ...] = ()
    settings: Settings = Field(default_factory=Settings)
    faxes: tuple[Fax, ...] = ()
    received: tuple[Received, ...] = ()
    calls: tuple[IncomingCall, ...] = ()
    stations: tuple[Station, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
