"""The page that a transmitter is at: its data, its blocks, and what the receiver wants again.

Rule: one object a page; it ends with the page's confirmation.
"""

from dataclasses import dataclass

from hardware_sim.t30.commands import SendPage, SendPartialPage
from hardware_sim.t30.pages import Page, PageData
from hardware_sim.t30.partial_pages import After, PartialPage
from hardware_sim.t30.terms import Terms


@dataclass(slots=True)
class OutgoingPage:
    """`number` counts from 0; `tries` how often it went out as a whole, `requests` the PPRs since the last new rate."""

    number: int
    tries: int = 1
    requests: int = 0
    missing: frozenset[int] = frozenset()
    needs_long_training: bool = False
    _data: PageData | None = None
    _blocks: tuple[int, ...] = ()
    _block: int = 0
    _burst: frozenset[int] = frozenset()

    @property
    def was_sent(self) -> bool:
        """True once it has been on the line."""
        return self._data is not None

    @property
    def has_more_blocks(self) -> bool:
        """True when the block that was sent is not the last."""
        return self._block + 1 < len(self._blocks)

    def whole(self, page: Page, terms: Terms) -> SendPage:
        """The page without error correction."""
        self._data, self._blocks = page.coded(terms.coding, terms.resolution, terms.least_bits, terms.most_rows), ()
        return SendPage(self.number + 1, self._data, terms.carrier, terms.coding, terms.scan_line_ms)

    def whole_block(self, page: Page, terms: Terms) -> SendPartialPage:
        """Every frame of the block it is at."""
        self._data = page.coded(terms.coding, terms.resolution, most_rows=terms.most_rows)
        self._blocks = self._data.blocks(terms.coding, terms.frame_octets)
        return self._frames(self._data, frozenset(range(self._blocks[self._block])), terms)

    def missing_frames(self, terms: Terms) -> SendPartialPage:
        """The frames that the last PPR asked for. Raises `RuntimeError` before the block was sent."""
        if self._data is None:
            raise RuntimeError("frames are asked for again only after they were sent")
        return self._frames(self._data, self.missing, terms)

    def _frames(self, data: PageData, frames: frozenset[int], terms: Terms) -> SendPartialPage:
        long_training, self.needs_long_training = self.needs_long_training, False
        self._burst = frames
        return SendPartialPage(
            page=self.number,
            block=self._block,
            frames=frames,
            frame_octets=terms.frame_octets,
            data=data,
            carrier=terms.carrier,
            coding=terms.coding,
            long_training=long_training,
        )

    def next_block(self) -> None:
        """Turn to the next block."""
        self._block += 1
        self.requests = 0

    def signal(self, after: After) -> PartialPage:
        """What PPS says of the frames that were sent last."""
        return PartialPage(after, self.number, self._block, max(1, len(self._burst)))
