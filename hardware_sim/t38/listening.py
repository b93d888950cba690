"""The receiving half of a T.38 terminal: datagrams come in, and what the other station does is told.

Rule: a missing packet is waited for as long as patience lasts; a carrier of which nothing comes any more is gone.
"""

from collections.abc import Callable

from fax_engine.clock import Timeline, later
from fax_engine.clock import Timer as Due
from hardware_sim.t30.events import Event
from hardware_sim.t30.frames import Frame
from hardware_sim.t38.datagrams_in import Arrived, DatagramsIn, Delivery, Lost
from hardware_sim.t38.hearing import Hearing
from hardware_sim.t38.ifp import decode
from hardware_sim.t38.per import Malformed
from hardware_sim.t38.settings import FaxOverIp

PATIENCE = 0.2
"""Seconds for which packets wait for a missing one before them: as long as everyday jitter buffers hold voice."""

CARRIER_GONE = 15.0
"""Seconds without a packet after which a carrier must be gone; T.38 leaves it open, and gateways wait about so long."""


class Listening:
    """Hears the other end. `trains_up_to`: bit/s at which our receiver still works."""

    def __init__(
        self, timeline: Timeline, settings: FaxOverIp, trains_up_to: int, tell: Callable[[Event], None]
    ) -> None:
        self._timeline = timeline
        self._version = settings.version
        self._in = DatagramsIn()
        self._hearing = Hearing(tell, settings.rate_management, trains_up_to)
        self._heard_at = timeline.now
        self._carrier_gone: Due | None = None
        self._impatient: Due | None = None
        self._is_deaf = False

    def receive(self, datagram: bytes) -> None:
        """A datagram has come; what is none is passed over."""
        if self._is_deaf:
            return
        self._take(self._in.take(datagram))
        if self._in.is_waiting and self._impatient is None:
            self._impatient = self._timeline.call_in(PATIENCE, self._give_up)

    def said(self, frames: tuple[Frame, ...]) -> None:
        """What our own station answers: it closes a page."""
        self._hearing.said(frames)

    def stop(self) -> None:
        """Hear nothing more."""
        self._is_deaf = True
        for due in (self._carrier_gone, self._impatient):
            if due is not None:
                due.cancel()

    def _take(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            match delivery:
                case Arrived():
                    self._hear(delivery.packet)
                case Lost(packets):
                    self._hearing.miss(packets)
                case Malformed():
                    pass
        self._heard_at = self._timeline.now
        if self._carrier_gone is None and self._hearing.is_on and not self._is_deaf:
            self._carrier_gone = self._timeline.call_in(CARRIER_GONE, self._miss_carrier)

    def _hear(self, octets: bytes) -> None:
        packet = decode(octets, self._version)
        if isinstance(packet, Malformed):
            self._hearing.miss()
        else:
            self._hearing.hear(packet)

    def _give_up(self) -> None:
        self._impatient = None
        self._take(self._in.give_up())

    def _miss_carrier(self) -> None:
        """Nothing has come since this timer was set, or since a later moment, from which another one is set."""
        self._carrier_gone = None
        if not self._hearing.is_on:
            return
        gone_at = later(self._heard_at, CARRIER_GONE)
        if self._timeline.now < gone_at:
            self._carrier_gone = self._timeline.call_at(gone_at, self._miss_carrier)
        else:
            self._hearing.lose_carrier()
