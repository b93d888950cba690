"""The orders for a call: what to dial and send, who calls us, and how to take that call.

Rule: an order is a value with all that its call depends on, whatever becomes of settings meanwhile. What it brings
along to count pages, or to see them, makes no difference between two orders.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fax_engine.line_pages import Count, DrawnPage, LinePage, no_pictures
from fax_engine.trunk import USUAL_TRUNK, Trunk

if TYPE_CHECKING:
    from fax_engine.arrival import Arrival

STATION_ID_LENGTH = 20
"""Characters of a TSI or CSI (ITU-T T.30 clause 5.3.6.2)."""


@dataclass(frozen=True, slots=True)
class CallOrder:
    """What to dial and what to send there.

    `station_id` is our identity (TSI, at most 20 characters); `max_rate` in bit/s, 2400 to 33600. `dial_prefix` is
    dialled first, to get an outside line: the network hears nothing of it. On IP, the last packet of each of our
    signals is repeated: `redundancy_low_speed` times on the control channel, `redundancy_high_speed` times after
    training and pages (ITU-T T.38), and `trunk` says how calls are made there. `count` counts pages that are countable,
    `pictures` reads all of them.
    """

    dial_string: str
    pages: tuple[LinePage, ...]
    station_id: str = ""
    max_rate: int = 14400
    ecm: bool = True
    dial_prefix: str = ""
    redundancy_low_speed: int = 0
    redundancy_high_speed: int = 0
    trunk: Trunk = USUAL_TRUNK
    count: Count | None = field(default=None, compare=False)
    pictures: Callable[[], tuple[DrawnPage, ...]] = field(default=no_pictures, compare=False)


Draw = Callable[[Sequence["Arrival"], Callable[[bool], None]], None]
"""Makes what arrives of a caller's pages elsewhere, for the unit to keep; tells whether it could be made."""


def none_drawn(arrivals: "Sequence[Arrival]", done: Callable[[bool], None]) -> None:
    """For a caller of whose pages nobody keeps any."""
    done(True)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls the unit to send a fax: who they are, what they dial, what they send.

    `caller_id`: the calling number, empty when it is withheld; `station_id`: its TSI, at most 20 characters, None: what
    the machine with that number calls itself; `called_number`: what was dialled to reach the unit, empty when that is
    not known; `digits`: what the caller dials once the call is answered; `good_pages`: the caller breaks off in the
    page after so many, None: it sends all. `outcome`: how the call is to end, by its name in the catalogue. `count`
    counts pages that are countable, `pictures` reads all of them, `draw` makes what arrives where that is not what was
    sent.
    """

    caller_id: str
    station_id: str | None
    pages: tuple[LinePage, ...]
    called_number: str = ""
    digits: str = ""
    good_pages: int | None = None
    outcome: str = "ok"
    count: Count | None = field(default=None, compare=False)
    pictures: Callable[[], tuple[DrawnPage, ...]] = field(default=no_pictures, compare=False)
    draw: Draw = field(default=none_drawn, compare=False)


@dataclass(frozen=True, slots=True)
class AnswerOrder:
    """How to take a call.

    `answer_on`: the ring to answer on, from 1; `most_digits`: listen for so many digits after answering, 0: do not
    listen; `station_id` is our identity (CSI, at most 20 characters); `max_rate` in bit/s, 2400 to 33600. The rest as
    in `CallOrder`.
    """

    answer_on: int = 1
    most_digits: int = 0
    station_id: str = ""
    max_rate: int = 33600
    ecm: bool = True
    redundancy_low_speed: int = 0
    redundancy_high_speed: int = 0
    trunk: Trunk = USUAL_TRUNK

    def passed_on(self, called_number: str) -> str:
        """What an exchange passes on to a line that listens for digits: the last of those of the called number."""
        return called_number[-self.most_digits :] if self.most_digits else ""
