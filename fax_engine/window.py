"""The window of faxes that are over: only the newest keep their preview and can be sent again (administrator guide).

Rule: the newest so many completed entries are in it, by when they ended, and as many received faxes by themselves; how
many is ours. The window is closed behind them after each that is over, or each fiftieth part of a large one, so a few
more may still be there, never fewer.
"""

from fax_engine.cleaning import Cleaner
from fax_engine.context import UnitContext
from fax_engine.lifecycle import FaxEvent
from models.fax import FaxEntry
from models.store import Work

AT_ONCE = 500
"""Faxes that fall out in one transaction: aborting a fax to everybody completes as many as it has recipients."""

SHARES = 50
"""A window is closed when a fiftieth part of what it holds is new, so that the many are not counted for each."""


class CompletedWindow:
    """The window of one unit, for `size` faxes each way."""

    def __init__(self, context: UnitContext, size: int, cleaner: Cleaner) -> None:
        self._context = context
        self._size = size
        self._cleaner = cleaner
        self._new = 0
        context.followers.append(self._follow)

    def received(self) -> None:
        """There is another received fax, and it is committed."""
        self._one_more()

    def close(self) -> None:
        """Let fall out who is too old."""
        self._new = 0
        are_more = True
        while are_more:
            with self._context.work() as work:
                entries = work.window.close_completed(self._size, AT_ONCE)
                received = work.window.close_received(self._size, AT_ONCE)
            are_more = AT_ONCE in (len(entries), len(received))
            if entries or received:
                self._cleaner.strip(entries, received)

    def _follow(self, work: Work, entry: FaxEntry, event: FaxEvent) -> None:
        if entry.state.is_final:
            work.after_commit(self._one_more)

    def _one_more(self) -> None:
        self._new += 1
        if self._new > self._size // SHARES:
            self.close()
