"""Sweeping: the rows of units that are gone are deleted beside whatever else there is to do.

Rule: one step at a time, and everybody who asks something is answered between two of them. Where no event loop runs,
all of it is done at once.
"""

import asyncio
from functools import partial

from emulator.pacer import call_after
from models.store import Store

PAUSE = 0.01
"""Seconds until the first step."""


class Sweeping:
    """The sweeping of one store, for one of the units in it; several of them share the work."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_going_on = False

    def begin(self) -> None:
        """Something is gone."""
        if self._is_going_on:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            while self._store.sweep():
                pass
        else:
            self._is_going_on = True
            call_after(PAUSE, partial(self._step, loop))  # whoever has waited for it to be gone is answered first

    def _step(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_going_on = self._store.sweep()
        if self._is_going_on:
            loop.call_soon(self._step, loop)
