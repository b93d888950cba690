"""One unit with what stands around it, for whoever answers a request about it."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emulator.request_figures import RequestFigures
from emulator.request_journal import RequestJournal
from emulator.settings import Settings
from emulator.state_parts import clear
from emulator.workspaces.names import DEFAULT

if TYPE_CHECKING:
    from emulator.appliance import Appliance
    from emulator.faults.board import Faults
    from emulator.ffws.application import FfwsApplication
    from emulator.hooks.init_hooks import InitHooks
    from emulator.snapshots.shelf import Shelf
    from emulator.workspaces.workspaces import Workspaces


@dataclass(eq=False, slots=True)
class Running:
    """The settings, where it listens, and the unit once it is powered on.

    `urls` and `ca_pem` (the made authority's certificate, None without) are known before the unit starts. `faults` and
    `snapshots` are loaded when they are first asked for, `hooks` where there is a folder of them. `ending` is set when
    the server is about to end, or the unit to be deleted: whoever waits for something is to answer now. `workspaces`
    are known to the default unit alone, and None where there can be none; `default` is that unit, and known to
    workspaces alone: its faults may name them.
    """

    settings: Settings
    name: str = DEFAULT
    urls: list[str] = field(default_factory=list)
    ca_pem: bytes | None = None
    is_ready: bool = False
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    unit: "Appliance" = field(init=False)
    ffws: "FfwsApplication" = field(init=False)
    faults: "Faults | None" = None
    hooks: "InitHooks | None" = None
    requests: RequestJournal = field(default_factory=RequestJournal)
    figures: RequestFigures = field(default_factory=RequestFigures)
    snapshots: "Shelf | None" = None
    workspaces: "Workspaces | None" = None
    default: "Running | None" = None

    @property
    def workspace(self) -> str | None:
        """Its name among the workspaces; None for the default unit."""
        return None if self.name == DEFAULT else self.name

    def forget(self) -> None:
        """The unit was reset: what stands around it begins anew as well."""
        clear(self)
