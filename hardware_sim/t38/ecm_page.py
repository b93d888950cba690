"""A page that comes in blocks of frames, put together as they arrive, some of them more than once.

Rule: frames belong to the block that the PPS behind them names, so a burst waits for it; a page is over when its last
block was answered.
"""

from hardware_sim.t30.pages import PageData
from hardware_sim.t30.partial_pages import After, PartialPage
from hardware_sim.timing import ECM_FRAME_OCTETS

UNKNOWN_ROWS = 1
"""MMR has no row ends, and rows run across blocks: how many there are is known to whoever decodes the page."""


class EcmPage:
    """One page."""

    def __init__(self) -> None:
        self._blocks: dict[int, dict[int, bytes]] = {}
        self._counts: dict[int, int] = {}
        self._burst: dict[int, bytes] = {}
        self._after = After.NULL

    def add_burst(self, frames: dict[int, bytes]) -> PageData:
        """Take the good frames of one signal, by their numbers; answers the page as far as it has come."""
        self._burst.update(frames)
        whole = sum(len(octets) for block in (*self._blocks.values(), self._burst) for octets in block.values())
        return PageData(UNKNOWN_ROWS, 8 * whole, self.octets)

    def take_command(self, partial: PartialPage) -> None:
        """The PPS behind a burst; it counts all frames of its block the first time."""
        block = self._blocks.setdefault(partial.block, {})
        for number, octets in self._burst.items():
            block.setdefault(number, octets)
        self._counts[partial.block] = max(partial.frames, self._counts.get(partial.block, 0))
        self._burst = {}
        self._after = partial.after

    @property
    def is_last_block(self) -> bool:
        """True when nothing of the page follows the block whose PPS or EOR came last."""
        return self._after is not After.NULL

    def octets(self) -> bytes:
        """The page as coded, bit 0 of each octet first on the line; zeros where frames never came."""
        blocks = {**self._blocks, self._current: self._blocks.get(self._current, {}) | self._burst}
        return b"".join(self._of_block(number, blocks[number]) for number in sorted(blocks))

    @property
    def _current(self) -> int:
        """The block that a burst is taken for before its PPS: the last one while it has gaps, then the next."""
        last = max(self._blocks, default=-1)
        is_whole = last < 0 or len(self._blocks[last]) >= self._counts[last]
        return last + 1 if is_whole else last

    def _of_block(self, number: int, block: dict[int, bytes]) -> bytes:
        size = max(map(len, block.values()), default=ECM_FRAME_OCTETS)
        count = max(self._counts.get(number, 0), max(block, default=-1) + 1)
        return b"".join(block.get(frame, b"").ljust(size, b"\0") for frame in range(count))
