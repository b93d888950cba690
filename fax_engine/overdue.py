"""What fell due and found no line: it waits for one from now on, and says no longer that it is scheduled.

Rule: only who said when it falls due is looked at, and those of one moment together, once every line has something to
do; a fax that finds a line costs nothing here. One that says something else by then is left alone.
"""

from fax_engine.clock import Due
from fax_engine.context import UnitContext
from fax_engine.lifecycle import FaxEvent
from models.store import Work
from models.vocabulary import FaxState

TOGETHER = 100
"""Entries in one transaction: others are answered in between."""


class Overdue:
    """The entries of a unit that have just fallen due without a line."""

    def __init__(self, context: UnitContext) -> None:
        self._context = context
        self._overdue: list[tuple[int, str]] = []

    def add(self, entry_id: int, said: str) -> None:
        """This entry said when it would fall due; now it has, and was not dialled."""
        self._overdue.append((entry_id, said))
        if len(self._overdue) == 1:
            self._look_soon()

    def _look_soon(self) -> None:
        """At this very moment, after all that is due already."""
        self._context.timeline.call_in(0.0, self._look, due=Due.FAX, about=self._overdue[0][0])

    def _look(self) -> None:
        if self._context.is_closed:
            return
        few, self._overdue = self._overdue[:TOGETHER], self._overdue[TOGETHER:]
        if self._overdue:
            self._look_soon()
        with self._context.work() as work:
            for entry_id, said in few:
                self._look_at(work, entry_id, said)

    def _look_at(self, work: Work, entry_id: int, said: str) -> None:
        entry = work.faxes.entry(entry_id)
        if entry.state is FaxState.PENDING and entry.message == said:
            self._context.move(work, entry, FaxEvent.FELL_DUE, self._context.texts.pending)
