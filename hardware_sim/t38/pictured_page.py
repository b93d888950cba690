"""A page with its picture as a T.30 station sends it: the octets themselves, row by row.

Rule: each coding of a page is made once, when a station first asks for it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from fax_engine.line_pages import CodedPage, DrawnPage
from hardware_sim.t30.pages import PageData
from hardware_sim.t38.line_order import turned
from models.vocabulary import Coding, Resolution


@dataclass(frozen=True, slots=True)
class PicturedPage:
    """A `hardware_sim.t30.pages.Page` of which everything is known."""

    page: DrawnPage
    _made: dict[tuple[Coding, Resolution, int], CodedPage] = field(default_factory=dict, init=False, compare=False)

    @property
    def resolution(self) -> Resolution:
        """The one it was made in."""
        return self.page.resolution

    @property
    def codings(self) -> Collection[Coding]:
        """All of them."""
        return tuple(Coding)

    def coded(self, coding: Coding, resolution: Resolution, least_bits: int = 0, most_rows: int = 0) -> PageData:
        """The page as it is sent; fill bits follow from its rows."""
        made = self._made.get((coding, resolution, most_rows))
        if made is None:
            made = self._made[coding, resolution, most_rows] = self.page.coded(coding, resolution, most_rows)
        return PageData(len(made.row_bits), made.row_bits, lambda: turned(made.octets), made.is_shrunk)
