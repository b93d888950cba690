"""What one file of a seed may say: its tables, as `docs/seeds.md` tells them to whoever writes one."""

from typing import Annotated

from pydantic import Field

from emulator.markup.scalars import CHOICE, TEXT
from emulator.seeds.directory import Contact, Group, User
from emulator.seeds.parts import Part, Text, of_kind
from emulator.seeds.settings import Settings
from emulator.seeds.traffic import Fax, IncomingCall, Received
from models.vocabulary import DestinationType, RuleAction

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


class CoverPage(Part):
    """A template on the unit: a PDF beside the seed, under its own name or another."""

    file: Name
    name: Text = None


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
