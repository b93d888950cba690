"""The blocks of a page as they come in with error correction: what has arrived, what is missing, what was given up.

Rule: the first PPS of a block counts all its frames, later ones only those sent again; a block that was answered for
good is closed, and its PPS heard again changes nothing.
"""

from dataclasses import dataclass

from hardware_sim.t30.partial_pages import PartialPage

Place = tuple[int, int]
"""Page and block, both from 0 and modulo 256, as a PPS counts them."""


@dataclass(slots=True)
class IncomingBlocks:
    """The block that is coming in, and the frames of the page that were given up."""

    gave_up: bool = False
    """True once any frame of the call was given up."""
    _place: Place | None = None
    _closed: Place | None = None
    _expected: int = 0
    _arrived: frozenset[int] = frozenset()
    _given_up: frozenset[Place] = frozenset()

    @property
    def missing(self) -> frozenset[int]:
        """Frames of the present block that have not arrived."""
        return frozenset(range(self._expected)) - self._arrived

    @property
    def is_closed(self) -> bool:
        """True when the block that was signalled last was answered for good."""
        return self._place is not None and self._place == self._closed

    @property
    def lost(self) -> frozenset[Place]:
        """(block, frame) of what the page lacks so far."""
        if self._place is None or self.is_closed:
            return self._given_up
        block = self._place[1]
        return self._given_up | {(block, number) for number in self.missing}

    def arrive(self, frames: frozenset[int]) -> None:
        """Frames came in."""
        self._arrived |= frames

    def signal(self, partial: PartialPage) -> None:
        """A PPS names the block that the frames belong to."""
        place = (partial.page, partial.block)
        if place == self._closed:
            self._place = place
            return
        if place != self._place:
            self._place, self._expected = place, 0
        self._expected = max(self._expected, partial.frames)

    def close(self) -> None:
        """The block was answered for good."""
        self._closed, self._arrived = self._place, frozenset()

    def give_up(self) -> None:
        """Do without what is missing."""
        self._given_up = self.lost
        self.gave_up = True
        self.close()

    def next_page(self) -> None:
        """The page is over."""
        self._given_up = frozenset()
