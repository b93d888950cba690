"""A fault that was made: what it has done so far, and whether it goes on."""

from asyncio import Event
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from emulator.faults.conditions import Condition
from emulator.faults.fault import Fault
from emulator.faults.match import Asked, Matcher
from emulator.faults.passage import Effect
from emulator.faults.turns import dice_for
from fax_engine.clock import earlier, later


class FaultInForce:
    """A fault with its counts: `matched` requests were like that while it was asked, `hits` of them were hit.

    One of the box or its lines matches no requests; it `hits` what it turns away: requests while the power is off, and
    whatever does not fit on a full disk.
    """

    def __init__(self, name: str, fault: Fault, now: datetime) -> None:
        self.name = name
        self.fault = fault
        self.made_at = now
        self.matched = 0
        self.hits = 0
        self.ended = Event()
        self._matcher = Matcher(fault.match)
        self.dice_for_turns = dice_for(fault.seed, "turns")
        self.dice = dice_for(fault.seed, "effects")
        self.room_left: int | None = None  # of a disk that it limits, where that is not as the fault says
        self._has_begun = False
        self.expires_at = self._expiry()

    @property
    def effects(self) -> Sequence[Effect]:
        """Its effects on requests."""
        return [effect for effect in self.fault.effects if isinstance(effect, Effect)]

    def clock_went_back(self, by: timedelta) -> None:
        """The unit's clock was set back: the fault was made as long ago as before."""
        self.made_at = earlier(self.made_at, by)
        self.expires_at = self._expiry()

    def is_over(self, now: datetime) -> bool:
        """Whether it hits nothing any more."""
        expires = self.fault.expires
        return (
            (self.expires_at is not None and now >= self.expires_at)
            or (expires is not None and expires.hits is not None and self.hits >= expires.hits)
            or self.fault.turns.are_over(self.matched)
            or not (self.effects or self.conditions(now))
        )

    def takes(self, asked: Asked, now: datetime) -> bool:
        """Whether it hits this request; it is counted then."""
        if not self.effects or self.is_over(now) or not self._matcher.fits(asked):
            return False
        self.matched += 1
        if not self.fault.turns.has(self.matched, self.dice_for_turns):
            return False
        self.hits += 1
        return True

    def end(self) -> None:
        """It was ended or replaced: whoever it keeps waiting waits no longer."""
        self.ended.set()

    def count_hit(self) -> None:
        """It has turned something away."""
        self.hits += 1

    def begin(self) -> Sequence[Condition]:
        """What is wrong with the unit, the first time that this is asked; nothing from then on."""
        begun, self._has_begun = self._has_begun, True
        return [] if begun else [effect for effect in self.fault.effects if isinstance(effect, Condition)]

    def conditions(self, now: datetime) -> Sequence[Condition]:
        """What is wrong with the unit at this moment."""
        return [effect for effect, end in self._conditions() if end is None or now < end]

    def ends_of_conditions(self) -> Iterator[datetime]:
        """When something that is wrong with the unit is over."""
        return (end for _, end in self._conditions() if end is not None)

    def _expiry(self) -> datetime | None:
        expires = self.fault.expires
        ends = [] if expires is None or expires.at is None else [expires.at]
        if expires is not None and expires.seconds is not None:
            ends.append(later(self.made_at, expires.seconds))
        return min(ends, default=None)

    def _conditions(self) -> Iterator[tuple[Condition, datetime | None]]:
        for effect in self.fault.effects:
            if isinstance(effect, Condition):
                ends = [self.expires_at] if self.expires_at is not None else []
                if effect.lasts is not None:
                    ends.append(later(self.made_at, effect.lasts))
                yield effect, min(ends, default=None)
