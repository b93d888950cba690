"""The workspaces of a process: made, found, deleted, and taken up again after a start.

Rule: a workspace is kept in the store before its unit is powered on, and forgotten there after its unit's rows are, so
that wherever the process ends a name stands for a whole unit or for none. A new one never takes the place of another.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from emulator.appliance import Appliance
from emulator.ground import Ground
from emulator.memory import give_back
from emulator.pacer import real_now
from emulator.running import Running
from emulator.settings import SettingError
from emulator.workspaces.names import DEFAULT, parse_name
from emulator.workspaces.order import WorkspaceOrder
from emulator.workspaces.refusals import name_taken, no_such_name, no_such_workspace, too_many
from emulator.workspaces.workspace import Workspace
from fax_engine.piece_of_work import WorkerLost
from models.vocabulary import FaxState
from models.workspace import Workspace as KeptWorkspace

if TYPE_CHECKING:
    from emulator.seeds.seed import Seed

Prepare = Callable[[Appliance], Awaitable[None]]
"""What is done to a unit before it is powered on for the first time."""


async def _as_it_is(_unit: Appliance) -> None:
    """Nothing is to be prepared."""


class Workspaces:
    """All workspaces beside the unit `default`."""

    def __init__(self, default: Running, ground: Ground) -> None:
        self._default = default
        self._ground = ground
        self._open: dict[str, Workspace] = {}
        self._opening: dict[str, asyncio.Task[Workspace]] = {}
        self._following: asyncio.Task[None] | None = None
        self._deleted = 0

    @property
    def most(self) -> int:
        """How many there may be."""
        return self._default.settings.workspaces

    def __iter__(self) -> Iterator[Workspace]:
        """In the order in which they were made or taken up."""
        return iter(tuple(self._open.values()))

    def __len__(self) -> int:
        return len(self._open)

    def find(self, name: str) -> Workspace | None:
        """The workspace of that name."""
        return self._open.get(name)

    def entries(self) -> dict[str, dict[FaxState, int]]:
        """How many entries each has in each state; what there is none of is left out."""
        return self._ground.store.workspaces.entries()

    def may_be(self, name: str) -> bool:
        """Whether there is such a workspace, or would be as soon as it is named."""
        return self._default.settings.workspaces_on_demand or name in self._open or name == DEFAULT

    async def reach(self, name: str) -> Workspace:
        """The workspace of that name, made now if that is allowed. Raises `WorkspaceRefused`."""
        found = self._open.get(name)
        if found is not None:
            return found
        if parse_name(name) is None:
            raise no_such_name(name)
        if name not in self._opening and not self._default.settings.workspaces_on_demand:
            raise no_such_workspace(name)
        try:
            return await self._make(WorkspaceOrder(name), _as_it_is)
        except SettingError:  # somebody else was having it made, as it cannot be
            raise no_such_workspace(name) from None

    async def make(self, order: WorkspaceOrder, prepare: Prepare = _as_it_is) -> Workspace:
        """A new workspace. Raises `WorkspaceRefused`, and `SettingError` for what its unit cannot be."""
        if order.name == DEFAULT or order.name in self._open or order.name in self._opening:
            raise name_taken(order.name)
        if self._is_full:
            raise too_many(self.most, 409)
        return await self._make(order, prepare)

    async def delete(self, name: str) -> dict[str, int] | None:
        """Delete one with all it has; answers how many rows of each table went, None when there is none."""
        if (opening := self._opening.get(name)) is not None:
            await asyncio.wait([opening])
        if name not in self._open:
            return None
        cleared = self._discard(name)
        self._give_back()  # what no name here holds any more: a single unit that stays keeps memory of many others occupied
        return cleared

    async def recover(self) -> None:
        """Take up those that the store has, with what they had not finished. Raises `SettingError`."""
        for kept in self._ground.store.workspaces.all():
            order = WorkspaceOrder.as_kept(kept.name, kept.settings, kept.has_seed)
            try:
                workspace = self._placed(order, kept, await self._seed_for(order))
            except SettingError as error:
                raise SettingError("data_dir", f"workspace {kept.name}: {error.setting}: {error}") from None
            workspace.last_used_at = real_now()  # nobody could use it while the process was away
            await self._power_on(workspace)

    @property
    def _is_full(self) -> bool:
        return len(self._open) + len(self._opening) >= self.most

    def close(self) -> None:
        """The process ends: nothing is done by itself any more."""
        if self._following is not None:
            self._following.cancel()
        for workspace in self:
            workspace.running.unit.stop()

    async def _make(self, order: WorkspaceOrder, prepare: Prepare) -> Workspace:
        """One request makes it, any number may wait for that; who hangs up does not end it."""
        task = self._opening.get(order.name)
        if task is None:
            if self._is_full:
                raise too_many(self.most, 503)
            task = self._opening[order.name] = asyncio.create_task(self._made(order, prepare))
            task.add_done_callback(lambda _: self._opening.pop(order.name, None))
        return await asyncio.shield(task)

    async def _made(self, order: WorkspaceOrder, prepare: Prepare) -> Workspace:
        kept = KeptWorkspace(name=order.name, settings=order.to_keep(), has_seed=order.has_seed, made_at=real_now())
        seed = await self._seed_for(order)
        workspace = self._placed(order, kept, seed)
        await prepare(workspace.running.unit)
        _check_seed(seed, workspace.running)
        self._ground.store.workspaces.add(kept)
        try:
            await self._power_on(workspace)
        except BaseException:
            workspace.running.unit.forget_first_state()
            self._forget(order.name)
            raise
        return workspace

    async def _seed_for(self, order: WorkspaceOrder) -> "Seed | None":
        """The seed that it begins with. Raises `SettingError` for one of its own that cannot be used."""
        if order.seed is None:
            return self._ground.seed if order.has_seed else None
        from emulator.seeds.own_seed import read

        try:
            found = await self._default.unit.work_elsewhere(read, order.seed, order.settings(self._default.settings))
        except WorkerLost as error:
            raise SettingError("seed", str(error)) from None
        if isinstance(found, str):
            raise SettingError("seed", found)
        return replace(found, owner=order.name)

    def _placed(self, order: WorkspaceOrder, kept: KeptWorkspace, seed: "Seed | None") -> Workspace:
        default = self._default
        running = Running(
            order.settings(default.settings),
            order.name,
            urls=[f"{url}/w/{order.name}" for url in default.urls],
            ca_pem=default.ca_pem,
            default=default,
        )
        self._ground.place(running, seed)
        return Workspace(order, running, kept.made_at)

    async def _power_on(self, workspace: Workspace) -> None:
        await self._ground.power_on(workspace.running)
        self._open[workspace.order.name] = workspace
        if self._following is None:
            self._following = asyncio.create_task(self._follow_the_end())

    def _discard(self, name: str) -> dict[str, int]:
        running = self._open.pop(name).running
        cleared = running.unit.discard()
        if running.faults is not None:
            running.faults.cut_off()
        running.ending.set()
        self._ground.store.workspaces.remove(name)
        if running.settings.data_dir is not None:
            shutil.rmtree(running.settings.data_dir, ignore_errors=True)
        return cleared

    def _give_back(self) -> None:
        """Rows at once, all else when half of what there was is gone: a deletion alone should cost little."""
        self._ground.store.give_back()
        self._deleted += 1
        if self._deleted >= len(self._open):
            self._deleted = 0
            give_back()

    def _forget(self, name: str) -> None:
        self._ground.store.forget_appliance(name)
        self._ground.store.workspaces.remove(name)

    async def _follow_the_end(self) -> None:
        await self._default.ending.wait()
        for workspace in self:
            workspace.running.ending.set()


def _check_seed(seed: "Seed | None", running: Running) -> None:
    """Raises `SettingError` for a seed that was made for another kind of unit, or for another time."""
    if seed is None:
        return
    from emulator.seeds.fitting import misfits

    if found := list(misfits(seed.merged, running.settings, running.unit.timeline.now)):
        raise SettingError("seed", "; ".join(found))
