"""A simulated IP network between two ends: datagrams take their time, get lost, come late or twice.

Rule: what happens to a datagram is decided by dice that are handed in, so the same seed gives the same network. Each
direction throws its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fax_engine.clock import Timeline


class Dice(Protocol):
    """What `random.Random` is used for."""

    def random(self) -> float:
        """A number from 0 up to 1."""


@dataclass(frozen=True, slots=True)
class NetworkConditions:
    """How good a network is.

    `latency`: seconds for every datagram, `jitter`: up to so many more; `loss`, `reordering`, `duplication`: shares of
    datagrams, 0 to 1; `held_back`: seconds by which a reordered or doubled one comes later.
    Raises `ValueError` for what is out of range.
    """

    latency: float = 0.02
    jitter: float = 0.0
    loss: float = 0.0
    reordering: float = 0.0
    duplication: float = 0.0
    held_back: float = 0.045

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in (self.loss, self.reordering, self.duplication)):
            raise ValueError("shares of datagrams are from 0 to 1")
        if min(self.latency, self.jitter, self.held_back) < 0:
            raise ValueError("no datagram comes before it was sent")

    @property
    def is_perfect(self) -> bool:
        """True when nothing is left to dice."""
        return not (self.jitter or self.loss or self.reordering or self.duplication)


class Path:
    """One direction of a network: carries datagrams to `deliver`."""

    def __init__(
        self, timeline: Timeline, conditions: NetworkConditions, dice: Dice, deliver: Callable[[bytes], None]
    ) -> None:
        self._timeline = timeline
        self._conditions = conditions
        self._dice = dice
        self._deliver = deliver

    def carry(self, datagram: bytes) -> None:
        """Take a datagram that leaves now."""
        conditions = self._conditions
        if conditions.is_perfect:
            self._arrive_in(conditions.latency, datagram)
            return
        # Every datagram throws as often, so that one setting does not change what another does.
        lost, late, twice, wobble = (self._dice.random() for _ in range(4))
        seconds = conditions.latency + wobble * conditions.jitter
        if lost < conditions.loss:
            return
        self._arrive_in(seconds + (conditions.held_back if late < conditions.reordering else 0.0), datagram)
        if twice < conditions.duplication:
            self._arrive_in(seconds + conditions.held_back, datagram)

    def _arrive_in(self, seconds: float, datagram: bytes) -> None:
        self._timeline.call_in(seconds, lambda: self._deliver(datagram))
