"""What is due next on a unit: when, what it is, and which fax or call it is about.

Rule: what is overdue because the work that it needs is not finished (pages in the making) is due, and comes first.
"""

from dataclasses import dataclass
from datetime import datetime

from emulator.appliance import Appliance
from fax_engine.clock import Due, Timer
from models.fax import FaxEntry, keys


@dataclass(frozen=True, slots=True)
class NextEvent:
    """The first of all that is due. `fax`: `FAXKEY/ENTRYKEY`; `call`: the number of a call that came in; None where no
    such is meant, or known."""

    at: datetime
    kind: Due
    fax: str | None = None
    call: int | None = None

    @property
    def about(self) -> str:
        """In words: `pages of fax 00000001/0000`."""
        if self.fax is not None:
            return f"{self.kind} of fax {self.fax}"
        return f"{self.kind} (call {self.call})" if self.call is not None else f"{self.kind}"


def next_event(unit: Appliance) -> NextEvent | None:
    """What is due next; None when nothing is, now or later."""
    timer = unit.timeline.next_of_all
    return None if timer is None else NextEvent(timer.due_at, timer.due, _fax(unit, timer), _call(unit, timer))


def _fax(unit: Appliance, timer: Timer) -> str | None:
    if timer.due in (Due.FAX, Due.PAGES):
        return _keys(unit, timer.about)
    if timer.due is Due.CALL:
        entry_id = unit.entry_on(timer.about)
        return None if entry_id is None else _keys(unit, entry_id)
    if timer.due is Due.RECEIPT:
        with unit.context.work() as work:
            found = work.receipts.find(timer.about)
        return None if found is None else _keys_of(found[1])
    return None


def _call(unit: Appliance, timer: Timer) -> int | None:
    if timer.due is Due.CALL:
        return unit.inbox.call_on(timer.about)
    if timer.due is Due.DELIVERY:
        with unit.context.work() as work:
            found = work.deliveries.find(timer.about)
        return None if found is None else found[2].number
    return None


def _keys(unit: Appliance, entry_id: int) -> str:
    with unit.context.work() as work:
        return _keys_of(work.faxes.entry(entry_id))


def _keys_of(entry: FaxEntry) -> str:
    return keys(entry.fax.key, entry.number)
