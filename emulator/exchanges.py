"""What happened on the line in a call that is over: its exchange, played again, and what it left on paper.

Rule: the exchange follows from what the call's row keeps, and is worked out only when somebody asks; pages come out of
a worker, and neither is kept.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from emulator.appliance import Appliance
from fax_engine.arrival import Arrival
from fax_engine.documents.drawn_page import StoredPage
from fax_engine.documents.paper import Sheet, can_be_seen, pages_on_paper, png_on_paper
from fax_engine.documents.preview import DressedPage, to_tiff
from fax_engine.kept_pages import pages_of_caller, sent_pages
from fax_engine.piece_of_work import WorkerLost
from models.call import NEVER_CALLED, Call
from models.store import Work
from models.vocabulary import Direction

if TYPE_CHECKING:
    from hardware_sim.t30.conversation import Conversation


NO_T38 = "no_t38"
"""The outcome of a call that was taken, and in which no fax could go."""

STRETCH = 10
"""Pages that a worker draws at a time, so that several share a long fax and none takes too long."""

_UNREADABLE = "something came with call {call}, and not one row of it could be read"


class NothingOnPaper(Exception):
    """No page of the call can be seen; the text says why."""


async def exchange_of(unit: Appliance, call: Call) -> "Conversation | None":
    """The exchange of a call, every signal on record; None where there was none, see `why_no_exchange`.

    One that went packet by packet takes a worker's time, and the pictures of its pages.
    """
    with unit.context.work() as work:
        kept = work.calls.session_of(call.number)
        if kept is None:
            return None
        # Loaded when somebody looks at a call: the fax protocol is the largest part of the telephone world.
        from hardware_sim.session import OVER, replay

        if OVER not in kept:
            return replay(kept)
        pictures = pictures_of(work, call)
    from hardware_sim.ip_session import replay_over_ip

    try:
        return await unit.work_elsewhere(replay_over_ip, kept, pictures)
    except (WorkerLost, OSError, ValueError):  # no process to be had, or the pages are not kept
        return None


def why_no_exchange(call: Call) -> str:
    """Why two fax machines never talked in a call, or nobody knows what they said."""
    if call.outcome == NEVER_CALLED:
        return "the number was never dialled"
    if call.connected_at is None:
        return "nobody took the call" if call.ready_at is not None else "the call came to no end: power was lost"
    if call.outcome == NO_T38:
        return "the other end has no T.38, and the settings let no fax go as sound"
    return "the call comes from a seed, which says how it ended and not how it went"


async def arrivals_of(unit: Appliance, call: Call) -> tuple[Arrival, ...]:
    """The pages that the receiving end has of a call, as `arrivals_in` tells."""
    exchange = await exchange_of(unit, call)
    return arrivals_in(exchange, call) if exchange is not None else ()


def arrivals_in(exchange: "Conversation", call: Call) -> tuple[Arrival, ...]:
    """The pages that the receiving end has after this exchange, with what is wrong with each.

    When that is the unit itself, it keeps those alone that it confirmed.
    """
    from hardware_sim.arrivals import arrivals, confirmed

    return arrivals(exchange) if call.direction is Direction.OUTBOUND else confirmed(exchange)[: call.pages]


async def seen_of(unit: Appliance, call: Call, arrivals: Sequence[Arrival]) -> frozenset[int]:
    """The pages of a call, from 1, of which there is something to see: `png_of` draws them.

    Of one that is not whole only a worker can tell, who reads what came of it.
    """
    with unit.context.work() as work:
        pages = _pages(work, call)
    there = arrivals if arrivals and len(pages) >= arrivals[-1].page else ()
    doubtful = [(pages[arrival.page - 1], arrival) for arrival in there if not arrival.is_whole]
    stretches = [doubtful[first : first + STRETCH] for first in range(0, len(doubtful), STRETCH)]
    try:
        found = await asyncio.gather(*(unit.work_elsewhere(can_be_seen, stretch) for stretch in stretches))
    except (WorkerLost, OSError):  # whoever asks for one of them may have more luck
        found = []
    blank = {sheet[1].page for sheet, seen in zip(doubtful, chain.from_iterable(found), strict=False) if not seen}
    return frozenset(arrival.page for arrival in there) - blank


async def tiff_of(unit: Appliance, call: Call) -> bytes:
    """What the receiving end of a call has on paper, as a TIFF. Raises `NothingOnPaper`."""
    sheets = await _sheets(unit, call)
    stretches = (sheets[first : first + STRETCH] for first in range(0, len(sheets), STRETCH))
    with _drawing(call):
        found = await asyncio.gather(*(unit.work_elsewhere(pages_on_paper, stretch) for stretch in stretches))
        pages = list(chain.from_iterable(found))
        if not pages:
            raise NothingOnPaper(_UNREADABLE.format(call=call.number))
        return await unit.work_elsewhere(to_tiff, pages)


async def png_of(unit: Appliance, call: Call, number: int) -> bytes:
    """One page of that, by its place in the call from 1 on, as a PNG. Raises `NothingOnPaper`."""
    sheets = await _sheets(unit, call)
    if not 1 <= number <= len(sheets):
        raise NothingOnPaper(f"call {call.number} left no page {number}, only {len(sheets)}")
    with _drawing(call):
        picture = await unit.work_elsewhere(png_on_paper, sheets[number - 1])
    if picture is None:
        raise NothingOnPaper(_UNREADABLE.format(call=call.number))
    return picture


@contextmanager
def _drawing(call: Call) -> Iterator[None]:
    try:
        yield
    except (WorkerLost, OSError) as error:  # nothing is lost, and the next request may have more luck
        raise NothingOnPaper(f"the pages of call {call.number} could not be drawn: {error}") from error


async def _sheets(unit: Appliance, call: Call) -> list[Sheet]:
    arrivals = await arrivals_of(unit, call)
    with unit.context.work() as work:
        if not arrivals:
            raise NothingOnPaper(_why_nothing(work, call))
        pages = _pages(work, call)
    if len(pages) < arrivals[-1].page:
        raise NothingOnPaper(f"the pages of call {call.number} are not kept")
    return [(pages[arrival.page - 1], arrival) for arrival in arrivals]


def pictures_of(work: Work, call: Call) -> tuple[StoredPage, ...]:
    """The pages that a call sent or brought, each with its picture; none when they are not kept."""
    return tuple(StoredPage(*page) for page in _pages(work, call))


def _why_nothing(work: Work, call: Call) -> str:
    if work.calls.session_of(call.number) is None:
        why = why_no_exchange(call)
    else:
        why = "no page of it came" if call.direction is Direction.OUTBOUND else "the unit confirmed no page of it"
    return f"call {call.number} left nothing on paper: {why}"


def _pages(work: Work, call: Call) -> Sequence[DressedPage]:
    if call.direction is Direction.INBOUND:
        return pages_of_caller(work, call.number)
    return sent_pages(work, call.entry_id) if call.entry_id is not None else []
