"""The board: the faults in force, asked about every request to `/ffws/v1`.

Rule: a request is hit by one fault at most, the oldest that matches it and whose turn it is; younger ones do not see it.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import count

from emulator.appliance import Appliance
from emulator.asgi import Asgi, Message, Receive, Scope, Send
from emulator.connection import connection_of
from emulator.faults.fault import Fault
from emulator.faults.match import Asked, Matcher
from emulator.faults.passage import Passage, Within
from emulator.faults.turns import dice_for
from fax_engine.clock import later

log = logging.getLogger(__name__)

MOST_FAULTS = 100


class FaultInForce:
    """A fault with its counts: `matched` requests were like that while it was asked, `hits` of them were hit."""

    def __init__(self, name: str, fault: Fault, now: datetime) -> None:
        self.name = name
        self.fault = fault
        self.made_at = now
        self.matched = 0
        self.hits = 0
        self._matcher = Matcher(fault.match)
        self._dice_for_turns = dice_for(fault.seed, "turns")
        self.dice = dice_for(fault.seed, "effects")
        expires = fault.expires
        ends = [] if expires is None or expires.at is None else [expires.at]
        if expires is not None and expires.seconds is not None:
            ends.append(later(now, expires.seconds))
        self.expires_at = min(ends, default=None)

    def is_over(self, now: datetime) -> bool:
        """Whether it hits nothing any more."""
        expires = self.fault.expires
        return (
            (self.expires_at is not None and now >= self.expires_at)
            or (expires is not None and expires.hits is not None and self.hits >= expires.hits)
            or self.fault.turns.are_over(self.matched)
        )

    def takes(self, asked: Asked, now: datetime) -> bool:
        """Whether it hits this request; it is counted then."""
        if self.is_over(now) or not self._matcher.fits(asked):
            return False
        self.matched += 1
        if not self.fault.turns.has(self.matched, self._dice_for_turns):
            return False
        self.hits += 1
        return True


class Faults:
    """Stands before the unit's `/ffws/v1`, which is `ffws`."""

    def __init__(self, unit: Appliance, ffws: Asgi) -> None:
        self._unit = unit
        self._ffws = ffws
        self._in_force: dict[str, FaultInForce] = {}
        self.hits_by_kind: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the unit, or have it hit."""
        found = self._fault_for(scope) if self._in_force else None
        if found is None:
            await self._ffws(scope, receive, send)
        else:
            await self._strike(found, scope, receive, send)

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
        self._in_force[name] = made
        return made

    def free_name(self) -> str:
        """A name that none has."""
        return next(name for number in count(1) if (name := f"fault-{number}") not in self._in_force)

    def remove(self, name: str) -> bool:
        """End one; False when there is none of that name."""
        return self._in_force.pop(name, None) is not None

    def clear(self) -> int:
        """End all; answers how many."""
        number = len(self._in_force)
        self._in_force.clear()
        return number

    def _fault_for(self, scope: Scope) -> FaultInForce | None:
        self._unit.pacer.catch_up()
        now, asked = self._unit.timeline.now, Asked(scope)
        return next((one for one in self._in_force.values() if one.takes(asked, now)), None)

    async def _strike(self, found: FaultInForce, scope: Scope, receive: Receive, send: Send) -> None:
        kinds = [effect.name for effect in found.fault.effects]
        for kind in kinds:
            self.hits_by_kind[kind] = self.hits_by_kind.get(kind, 0) + 1
        scope["faxfinder.fault"] = found.name
        scope["faxfinder.user"] = Asked(scope).user  # for the log: the unit may never be asked
        log.info("fault %s: %s", found.name, ", ".join(kinds))
        way: Within = self._to_the_unit
        for effect in reversed(found.fault.effects):
            way = partial(effect.apply, within=way)
        await way(Passage(scope, receive, send, self._unit, connection_of(scope), found.dice))

    async def _to_the_unit(self, passage: Passage) -> None:
        """The innermost layer; what the unit itself answers is noted in the scope."""

        async def note_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                passage.scope["faxfinder.unit_status"] = message["status"]
            await passage.send(message)

        await self._ffws(passage.scope, passage.receive, note_status)
