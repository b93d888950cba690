"""The sending side of UDPTL: numbers packets and puts copies of those before behind each.

Rule: copies that would make a datagram longer than the other end takes are left out, the oldest first.
"""

from collections import deque

from hardware_sim.t38.udptl import SEQUENCE_NUMBERS, Datagram, Redundancy, encode

MOST_COPIES = 15
"""More no receiver is known to take."""

COPY_OVERHEAD = 2
"""Octets of length before each part, at most."""

DATAGRAM_OVERHEAD = 6
"""Octets around the packet of a datagram without copies, at most: number, length, kind of recovery, count."""


class DatagramsOut:
    """Makes the datagrams of one call. `longest`: octets that the other end takes (T38FaxMaxDatagram)."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._sequence = 0
        self._before: deque[bytes] = deque(maxlen=MOST_COPIES)

    def next(self, packet: bytes, copies: int) -> bytes:
        """The next datagram, with so many packets before it copied (0-15)."""
        datagram = Datagram(self._sequence, packet, Redundancy(self._copies(packet, copies)))
        self._count()
        self._before.appendleft(packet)
        return encode(datagram)

    def lose(self) -> None:
        """Number a packet that never leaves, by itself or as a copy."""
        self._count()
        self._before.clear()

    def _count(self) -> None:
        self._sequence = (self._sequence + 1) % SEQUENCE_NUMBERS

    def _copies(self, packet: bytes, copies: int) -> tuple[bytes, ...]:
        chosen: list[bytes] = []
        room = self._longest - DATAGRAM_OVERHEAD - len(packet)
        for earlier in list(self._before)[:copies]:
            room -= COPY_OVERHEAD + len(earlier)
            if room < 0:
                break
            chosen.append(earlier)
        return tuple(chosen)
