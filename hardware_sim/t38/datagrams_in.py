"""The receiving side of UDPTL: repairs what was lost, puts in order what came late, drops what came twice.

Rule: packets are handed out in order, each once; a gap is waited for until `MOST_BEHIND` later packets have come or the
owner's patience ends (`give_up`), then it is told as lost. A leap in the numbers begins a new count.
"""

from dataclasses import dataclass

from hardware_sim.t38.per import Malformed
from hardware_sim.t38.udptl import SEQUENCE_NUMBERS, Datagram, Parity, Redundancy, decode, parity_of

MOST_BEHIND = 12
"""Packets that may come before a missing one is given up; at 30 ms each about a third of a second."""

KEPT = 128
"""Packets kept for sums that come later: twice what one datagram may cover."""

LEAP = 2_000
"""A number so far off belongs to another count."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A packet, in its turn. `repaired`: it came only as a copy or from sums."""

    sequence: int
    packet: bytes
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """So many packets in a row that never came."""

    packets: int


Delivery = Arrived | Lost | Malformed


class DatagramsIn:
    """Takes the datagrams of one call. Numbers inside are unrolled: they never go back to 0."""

    def __init__(self) -> None:
        self._next = 0
        self._newest = -1
        self._known: dict[int, Arrived] = {}
        self._sums: dict[int, Parity] = {}

    @property
    def is_waiting(self) -> bool:
        """True while packets are held back because one before them is missing."""
        return self._newest >= self._next

    def take(self, octets: bytes) -> list[Delivery]:
        """What can be handed out now that this datagram has come."""
        datagram = decode(octets)
        if isinstance(datagram, Malformed):
            return [datagram]
        number = self._unrolled(datagram.sequence)
        leap: list[Delivery] = []
        if abs(number - self._next) > LEAP:
            leap = [*self.give_up(), Lost(1)]
            self._next, self._newest, self._known, self._sums = number, -1, {}, {}
        self._keep(number, datagram.primary, repaired=False)
        self._take_recovery(number, datagram)
        return leap + self._in_order()

    def give_up(self) -> list[Delivery]:
        """What can be handed out when nothing more is waited for."""
        out: list[Delivery] = []
        while self.is_waiting:
            out += [self._gap(), *self._in_order()]
        return out

    def _unrolled(self, sequence: int) -> int:
        """The number next to the one awaited that is this one modulo 65536; at the start none is before 0."""
        half = SEQUENCE_NUMBERS // 2
        return self._next + (sequence - self._next + half) % SEQUENCE_NUMBERS - half

    def _keep(self, number: int, packet: bytes, *, repaired: bool) -> None:
        if number >= self._next and number not in self._known:
            self._known[number] = Arrived(number % SEQUENCE_NUMBERS, packet, repaired)
            self._newest = max(self._newest, number)

    def _take_recovery(self, number: int, datagram: Datagram) -> None:
        recovery = datagram.recovery
        if isinstance(recovery, Redundancy):
            for back, packet in enumerate(recovery.packets, 1):
                self._keep(number - back, packet, repaired=True)
            return
        self._sums[number] = recovery
        while any(self._repair(at, parity) for at, parity in self._sums.items()):
            pass

    def _repair(self, at: int, parity: Parity) -> bool:
        """Work out the one packet that a sum lacks, if it lacks just one."""
        entries = len(parity.sums)
        for index, total in enumerate(parity.sums):
            covered = [at + index - entries * step for step in range(parity.span, 0, -1)]
            missing = [number for number in covered if number not in self._known]
            if len(missing) == 1 and missing[0] >= self._next:
                others = [self._known[number].packet for number in covered if number in self._known]
                self._keep(missing[0], parity_of([total, *others]), repaired=True)
                return True
        return False

    def _in_order(self) -> list[Delivery]:
        out: list[Delivery] = []
        while True:
            if self._next in self._known:
                out.append(self._known[self._next])
                self._next += 1
            elif self._newest - self._next >= MOST_BEHIND:
                out.append(self._gap())
            else:
                break
        self._forget()
        return out

    def _gap(self) -> Lost:
        """Go on with the first packet behind the gap."""
        first = min(number for number in self._known if number > self._next)
        missing, self._next = first - self._next, first
        return Lost(missing)

    def _forget(self) -> None:
        if len(self._known) > 2 * KEPT:
            oldest = self._next - KEPT
            self._known = {number: arrived for number, arrived in self._known.items() if number >= oldest}
        # A sum covers only packets before its own.
        self._sums = {number: parity for number, parity in self._sums.items() if number > self._next}
