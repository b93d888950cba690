"""What the faults of box and lines come to, and the unit as it follows them.

Rule: how the unit is to be follows from the faults in force alone; whenever one is made, ends or is over, all of it is
worked out anew, and what differs is changed. Of two that contradict each other the older one counts.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TypeVar

from emulator.appliance import Appliance
from emulator.faults.conditions import (
    ChannelDead,
    ChannelReset,
    ClockSkew,
    Condition,
    CordPulled,
    DiskFull,
    NoDialTone,
    OfChannels,
    Reboot,
)
from emulator.faults.in_force import FaultInForce
from fax_engine.clock import Due, Timer
from fax_engine.skew import RIGHT, Skew
from hardware_sim.channel import SimulatedChannel
from hardware_sim.line_condition import LineCondition

C = TypeVar("C", bound=Condition)


class Standing:
    """One unit, and the faults that it has now."""

    def __init__(self, unit: Appliance) -> None:
        self._unit = unit
        self._faults: tuple[FaultInForce, ...] = ()
        self._next_end: Timer | None = None
        self._full: FaultInForce | None = None

    def follow(self, faults: Iterable[FaultInForce]) -> None:
        """From now on these are all the faults there are."""
        self._faults = tuple(faults)
        self._look()

    def room_left_by(self, fault: FaultInForce) -> int | None:
        """Bytes on the disk, where it is this fault that limits it."""
        return self._unit.disk.room if fault is self._full else fault.room_left

    @property
    def reboot(self) -> tuple[FaultInForce, Reboot] | None:
        """The fault that keeps the unit off, if any does."""
        return next(self._in_force(Reboot), None)

    def _look(self) -> None:
        self._power()
        self._disk()
        self._clock()
        if self._unit.is_on:
            for channel in self._unit.bank.channels:
                self._service(channel)
                self._line(channel)
            self._resets()
        self._await_next_end()

    def _power(self) -> None:
        if self.reboot is not None:
            self._unit.power_off()
        elif not self._unit.is_on:
            self._unit.power_on()
            self._unit.pacer.wake()

    def _disk(self) -> None:
        found = next(self._in_force(DiskFull), None)
        if found is None:
            self._full = None
            self._unit.disk.free()
        elif found[0] is not self._full:  # else it has filled up meanwhile
            self._full = found[0]
            room = found[1].after_bytes if self._full.room_left is None else self._full.room_left
            self._unit.disk.limit(room, self._full.count_hit)

    def _clock(self) -> None:
        found = next(self._in_force(ClockSkew), None)
        wrong = RIGHT
        if found is not None:
            fault, skew = found
            wrong = Skew(fault.made_at, skew.seconds, skew.seconds_a_day)
        if wrong != self._unit.skew:  # answers are written anew for another one
            self._unit.skew = wrong

    def _service(self, channel: SimulatedChannel) -> None:
        is_dead = self._has(ChannelDead, channel)
        if is_dead and not channel.is_blocked:
            channel.block()
        elif not is_dead:
            channel.unblock(self._unit.line_is_back)

    def _line(self, channel: SimulatedChannel) -> None:
        if self._has(CordPulled, channel):
            channel.put_line(LineCondition.NO_CORD)
        elif self._has(NoDialTone, channel):
            channel.put_line(LineCondition.NO_DIAL_TONE)
        else:
            channel.put_line(LineCondition.GOOD)

    def _resets(self) -> None:
        for fault in self._faults:
            for effect in fault.begin():
                if isinstance(effect, ChannelReset):
                    for channel in filter(partial(_concerns, effect), self._unit.bank.channels):
                        channel.reset(self._unit.line_is_back)

    def _await_next_end(self) -> None:
        if self._next_end is not None:
            self._next_end.cancel()
        now = self._unit.timeline.now
        ends = [end for fault in self._faults for end in fault.ends_of_conditions() if end > now]
        self._next_end = self._unit.timeline.call_at(min(ends), self._look, due=Due.FAULT) if ends else None

    def _has(self, kind: type[OfChannels], channel: SimulatedChannel) -> bool:
        return any(_concerns(effect, channel) for _, effect in self._in_force(kind))

    def _in_force(self, kind: type[C]) -> Iterator[tuple[FaultInForce, C]]:
        now = self._unit.timeline.now
        return (
            (fault, effect) for fault in self._faults for effect in fault.conditions(now) if isinstance(effect, kind)
        )


def _concerns(effect: OfChannels, channel: SimulatedChannel) -> bool:
    return effect.concerns(channel.number)
