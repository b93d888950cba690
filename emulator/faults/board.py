"""The board: the faults in force, asked about every request to `/ffws/v1`.

Rule: a request is hit by one fault at most, the oldest that matches it and whose turn it is; younger ones do not see
it. A unit without power comes before all others, and a workspace's own faults before those of the default unit that
name it.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from emulator.appliance import Appliance
from emulator.asgi import Asgi, Message, Receive, Scope, Send
from emulator.connection import Connection, connection_of
from emulator.faults.breaking import Reset
from emulator.faults.conditions import Reboot
from emulator.faults.fault import Fault
from emulator.faults.in_force import FaultInForce
from emulator.faults.match import Asked
from emulator.faults.passage import Effect, Passage, Within
from emulator.faults.refusing import Unavailable
from emulator.faults.standing import Standing

if TYPE_CHECKING:
    from emulator.running import Running

log = logging.getLogger(__name__)

MOST_FAULTS = 100


class Faults:
    """Stands before the unit's `/ffws/v1`, which is `ffws`; `default` is what runs as the default unit, None for
    itself."""

    def __init__(self, unit: Appliance, ffws: Asgi, default: "Running | None" = None) -> None:
        self._unit = unit
        self._ffws = ffws
        self._default = default
        self._in_force: dict[str, FaultInForce] = {}
        self._under_way: set[Connection] = set()
        self._standing = Standing(unit)
        self.hits_by_kind: dict[str, int] = {}
        unit.timeline.watch_set_back(self._clock_went_back)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the unit, or have it hit."""
        struck = (self._fault_for(scope) if self._in_force else None) or self._fault_by_name(scope)
        if struck is None:
            await self._ffws(scope, receive, send)
        else:
            await self._strike(*struck, scope, receive, send)

    def __iter__(self) -> Iterator[FaultInForce]:
        """All of them, the oldest first; those that are over, too."""
        return iter(self._in_force.values())

    def __len__(self) -> int:
        return len(self._in_force)

    def find(self, name: str) -> FaultInForce | None:
        """The fault of that name."""
        return self._in_force.get(name)

    def put(self, name: str, fault: Fault) -> FaultInForce:
        """Make it, or replace the one of that name in its place; it counts from nothing."""
        made = FaultInForce(name, fault, self._unit.timeline.now)
        if (replaced := self._in_force.get(name)) is not None:
            replaced.end()
        self._in_force[name] = made
        self._follow()
        return made

    def room_left_by(self, fault: FaultInForce) -> int | None:
        """Bytes on the unit's disk, where it is this fault that limits it."""
        return self._standing.room_left_by(fault)

    def put_back(self, faults: Iterable[FaultInForce]) -> None:
        """Have these in force, as they stand, and no others."""
        self._end_all()
        self._in_force.update((fault.name, fault) for fault in faults)
        self._follow()

    def hitting_another(self, asked: Asked) -> tuple[FaultInForce, Sequence[Effect]] | None:
        """Of those that name a unit, the one that hits this request to another unit than theirs, and what it does to
        it."""
        self._unit.pacer.catch_up()
        return self._first_to_take((one for one in self if one.fault.match.workspace is not None), asked)

    def free_name(self) -> str:
        """A name that none has."""
        return next(name for number in count(1) if (name := f"fault-{number}") not in self._in_force)

    def remove(self, name: str) -> bool:
        """End one; False when there is none of that name."""
        gone = self._in_force.pop(name, None)
        if gone is not None:
            gone.end()
        self._follow()
        return gone is not None

    def clear(self) -> int:
        """End all; answers how many."""
        number = len(self._in_force)
        self._end_all()
        self._follow()
        return number

    def cut_off(self) -> None:
        """Reset the connections of all requests to the unit that a fault is at: what they were meant for is gone."""
        for connection in self._under_way:
            connection.reset()

    def _clock_went_back(self, by: timedelta) -> None:
        for fault in self:
            fault.clock_went_back(by)
        self._follow()

    def _end_all(self) -> None:
        for fault in self:
            fault.end()
        self._in_force.clear()

    def _follow(self) -> None:
        self._standing.follow(self)
        if self._standing.reboot is not None:
            self.cut_off()

    def _fault_for(self, scope: Scope) -> tuple[FaultInForce, Sequence[Effect]] | None:
        """The fault that hits this request, and what it does to it."""
        self._unit.pacer.catch_up()
        off = self._standing.reboot
        if off is not None:
            off[0].count_hit()
            return off[0], [_turning_away(off[1])]
        return self._first_to_take(self, Asked(scope))

    def _fault_by_name(self, scope: Scope) -> tuple[FaultInForce, Sequence[Effect]] | None:
        """The fault of the default unit that names this one and hits this request."""
        board = self._default.faults if self._default is not None else None
        return board.hitting_another(Asked(scope)) if board else None

    def _first_to_take(
        self, faults: Iterable[FaultInForce], asked: Asked
    ) -> tuple[FaultInForce, Sequence[Effect]] | None:
        now = self._unit.timeline.now
        found = next((one for one in faults if one.takes(asked, now)), None)
        return None if found is None else (found, found.effects)

    async def _strike(
        self, found: FaultInForce, effects: Sequence[Effect], scope: Scope, receive: Receive, send: Send
    ) -> None:
        kinds = [effect.name for effect in effects]
        for kind in kinds:
            self.hits_by_kind[kind] = self.hits_by_kind.get(kind, 0) + 1
        scope["faxfinder.fault"] = found.name
        scope["faxfinder.user"] = Asked(scope).user  # for the log: the unit may never be asked
        log.info("fault %s: %s", found.name, ", ".join(kinds))
        way: Within = self._to_the_unit
        for effect in reversed(effects):
            way = partial(effect.apply, within=way)
        connection = connection_of(scope)
        self._under_way.add(connection)
        try:
            await way(Passage(scope, receive, send, self._unit, connection, found.dice, found.ended))
        finally:
            self._under_way.discard(connection)

    async def _to_the_unit(self, passage: Passage) -> None:
        """The innermost layer; what the unit itself answers is noted in the scope."""

        async def note_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                passage.scope["faxfinder.unit_status"] = message["status"]
            await passage.send(message)

        async def take() -> Message:
            message = await passage.receive()
            if passage.connection.was_reset:  # what came before that may still stand in line here
                await passage.until_gone()
                message = {"type": "http.disconnect"}
            return message

        await self._ffws(passage.scope, take, note_status)


def _turning_away(reboot: Reboot) -> Effect:
    """What a request meets while the unit has no power."""
    if reboot.while_down == "unavailable":
        return Unavailable(kind="unavailable", retry_after=None)
    return Reset(kind="reset")


def board_of(state: "Running") -> Faults:
    """The board of what runs, made when it is first asked for."""
    if state.faults is None:
        state.faults = Faults(state.unit, state.ffws, state.default)
    return state.faults
