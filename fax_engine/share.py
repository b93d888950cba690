"""One unit's part of a workshop that all units of the process have together.

Rule: the workers, and watching them, are the whole's; a unit sees its own work alone.
"""

from collections.abc import Callable, Hashable
from typing import Any

from fax_engine.piece_of_work import Done
from fax_engine.workshop import Workshop


class Share(Workshop):
    """Owner of what is submitted here: its work has turns with the others', and `progress` is told of each result."""

    def __init__(self, whole: Workshop, progress: Callable[[], None]) -> None:
        super().__init__(0)
        self._whole = whole
        self._progress = progress

    def submit(
        self,
        function: Callable[..., Any],
        arguments: Callable[[], tuple[Any, ...]],
        done: Done,
        *,
        is_urgent: bool = False,
        owner: Hashable = None,
    ) -> None:
        """See `Workshop.submit`."""

        def tell(result: Any) -> None:
            done(result)
            self._progress()

        self._whole.submit(function, arguments, tell, is_urgent=is_urgent, owner=owner or self)

    def queued_by(self, owner: Hashable) -> int:
        """See `Workshop.queued_by`; None stands for this unit."""
        return self._whole.queued_by(owner or self)

    def working_for(self, owner: Hashable) -> int:
        """See `Workshop.working_for`; None stands for this unit."""
        return self._whole.working_for(owner or self)

    @property
    def is_idle(self) -> bool:
        """True when nothing of this unit's is queued or being worked on."""
        return not self.queued and not self.working
