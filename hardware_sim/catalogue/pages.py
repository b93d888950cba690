"""Outcomes of single pages: what happens on page n, for every n.

Rule: a family makes a row for any page; the first few pages have magic numbers as well, in steps of ten from 301 on. In
the words of a script a row is called like `rtn-page:2`. A fax without that page goes through.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hardware_sim.outcome import NOTHING_WRONG, Outcome, Played, coded
from hardware_sim.phase import Phase
from hardware_sim.t30.impairments import FramesDamaged, PageCut, RowsDamaged

LAST = 9_999
"""The last page that a word can name."""

BAD_ROWS = 499
"""The last of so many rows that are enough for RTN, and fewer than any page has."""

POOR_ROWS = 140
"""The same for RTP, of a page of 2156 rows; at standard resolution it is a tenth of them too."""


@dataclass(frozen=True, slots=True)
class Family:
    """`name` in the words of a script; magic numbers from `first` on, for pages 1 to `most`. `comes_in`: a caller's
    page may go so as well."""

    name: str
    first: int
    most: int
    phase: Phase
    hangup_code: str
    meaning: str
    play: Callable[[int], Played]
    comes_in: bool = False

    @property
    def stem(self) -> str:
        """What its rows are called, up to the page."""
        return self.name.replace("-", "_")

    def row(self, page: int) -> Outcome:
        """The row for a page, from 1."""
        return coded(
            f"{self.stem}_{page}",
            f"{self.first + page - 1}" if page <= self.most else None,
            self.phase,
            self.hangup_code,
            self.meaning.format(page=page),
            how=self.play(page),
            inbound=self.play(page) if self.comes_in else None,
            retry=self.hangup_code != NOTHING_WRONG,
        )


FAMILIES = (
    Family(
        "ok-until-page",
        301,
        9,
        Phase.MESSAGE,
        "40",
        "The document stops after page {page}: the line is cut in the next one.",
        lambda page: Played(impairments=(PageCut(page + 1),)),
    ),
    Family(
        "rtn-page",
        311,
        5,
        Phase.RELEASE,
        NOTHING_WRONG,
        "No error correction; page {page} arrives bad (RTN), is sent again at a lower rate, and is good then.",
        lambda page: Played({"ecm": False}, (RowsDamaged(page, 0, BAD_ROWS, times=1),)),
        comes_in=True,
    ),
    Family(
        "bad-page",
        321,
        5,
        Phase.POST_MESSAGE,
        "50",
        "No error correction; page {page} arrives bad (RTN) however often it is sent, until we give up.",
        lambda page: Played({"ecm": False}, (RowsDamaged(page, 0, BAD_ROWS, times=None),)),
    ),
    Family(
        "rtp-page",
        331,
        5,
        Phase.RELEASE,
        NOTHING_WRONG,
        "No error correction; page {page} arrives with a few bad rows and is kept (RTP), and the modems train again.",
        lambda page: Played({"ecm": False}, (RowsDamaged(page, 0, POOR_ROWS, times=1),)),
        comes_in=True,
    ),
    Family(
        "ppr-page",
        341,
        5,
        Phase.RELEASE,
        NOTHING_WRONG,
        "Error correction: frames of page {page} are lost, and are sent again (PPR).",
        lambda page: Played({"ecm": True}, (FramesDamaged(page, 0, 1, times=2),)),
        comes_in=True,
    ),
    Family(
        "busy-page",
        351,
        5,
        Phase.RELEASE,
        NOTHING_WRONG,
        "Error correction: after page {page} the far end is not ready for 20 seconds (RNR), and goes on then.",
        lambda page: Played({"ecm": True, "busy": {page: 20.0}}),
    ),
    Family(
        "operator-page",
        361,
        5,
        Phase.POST_MESSAGE,
        "58",
        "After page {page}, which it takes, the far end wants to talk to an operator (PIP), and nobody comes.",
        lambda page: Played({"interrupts": {page: True}}),
    ),
)

ROWS: tuple[Outcome, ...] = tuple(family.row(page) for family in FAMILIES for page in range(1, family.most + 1))
