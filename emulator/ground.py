"""What all units of a process stand on: the store, the workers, the wording and the seed.

Rule: here a unit is powered on and gets what stands around it, whether it is the default one or a workspace; nothing
else that belongs to one unit is shared.
"""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from emulator.appliance import Appliance
from emulator.ffws.application import FfwsApplication
from emulator.ffws.interface import Interface
from emulator.footing import Footing
from emulator.logs import log_state_change
from emulator.running import Running
from emulator.webhooks.post_room import PostRoom
from emulator.wording import Wording
from fax_engine.journal import EntryMoved
from fax_engine.share import Share
from fax_engine.workshop import Workshop
from models.fax import keys
from models.store import Store

if TYPE_CHECKING:
    from emulator.seeds.seed import Seed


@dataclass(frozen=True, slots=True)
class Ground:
    """The workshops' results are collected on `loop` as they come."""

    store: Store
    converters: Workshop
    fetchers: Workshop
    carriers: Workshop
    posters: PostRoom
    wording: Wording
    interface: Interface
    seed: "Seed | None"
    loop: asyncio.AbstractEventLoop
    units: WeakValueDictionary[str, Appliance] = field(default_factory=WeakValueDictionary)
    """By name, for calls from one to another; one that was deleted takes none, as long as it is there."""

    def __post_init__(self) -> None:
        unwatch = partial(_unwatch, self.loop)
        for workshop in (self.converters, self.fetchers, self.carriers):
            workshop.watch(partial(self._collect_from, workshop), unwatch, self.loop.call_soon)
        self.posters.watch(partial(self._collect_from, self.posters), unwatch)

    def place(self, state: Running, seed: "Seed | None") -> Appliance:
        """Put the unit, which is off, into its place; without a seed it begins in factory state."""
        unit: Appliance

        def share(whole: Workshop) -> Share:
            return Share(whole, lambda: unit.pacer.told_of_progress())

        footing = Footing(
            self.store,
            share(self.converters),
            share(self.fetchers),
            share(self.carriers),
            self.posters,
            self.units.get,
        )
        unit = Appliance(state.name, state.settings, footing, self.wording, seed)
        self.units[state.name] = unit
        unit.journal.listen(partial(_log_move, state.workspace))
        state.unit = unit
        state.ffws = FfwsApplication(unit, self.interface)
        return unit

    async def power_on(self, state: Running) -> None:
        """Take the unit up as the store has it, and have it go on by itself from then on.

        A new unit first does what its seed has due. One that is taken up does it afterwards, as after any loss of
        power: it may depend on servers outside that are slow, and its clock is a real one, which waits for nobody.
        """
        unit = state.unit
        is_new = unit.power_on()
        if is_new:
            await unit.settle()
        unit.pacer.start(self.loop)

    def _collect_from(self, workshop: Workshop | PostRoom, descriptor: int) -> None:
        self.loop.add_reader(descriptor, workshop.collect)


def _unwatch(loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
    loop.remove_reader(descriptor)


def _log_move(workspace: str | None, event: EntryMoved) -> None:
    log_state_change(
        fax=keys(event.fax_key, event.entry_number),
        before=event.before,
        after=event.after,
        message=event.message,
        workspace=workspace,
    )
