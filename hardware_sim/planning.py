"""How the plan of a call comes about: at once, or after its pages were counted, or in another process.

Rule: a plan is the same whichever way it came and however long that took, so the timeline is held until it is there.
What cannot be planned, since the process that worked on it was lost, is a call that the network drops.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fax_engine.line_pages import Count, DrawnPage, LinePage
from hardware_sim.call_plan import Plan
from hardware_sim.t30.pages import SizeUnknown

Pages = tuple[LinePage, ...]

Elsewhere = Callable[[Callable[..., Any], Callable[[], tuple[Any, ...]], Callable[[Any], None]], object]
"""Runs a function, with arguments that are asked for when its turn comes, and hands over its result or its
exception."""


Settle = Callable[[Plan], None]
Then = Callable[[Plan, Settle], None]
"""Gets a plan that was worked out, and hands over the one that counts, sooner or later."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A plan that is made in another process, by `function(pages, *arguments)`.

    The function stands in a module under its name; `pages` are the `fax_engine.line_pages.DrawnPage`s of the call.
    Arguments and plan are pickled on their way, and a plan follows from pages and arguments alone.
    """

    function: Callable[..., Plan]
    arguments: tuple[Any, ...] = ()


def _settled(plan: Plan, settle: Settle) -> None:
    settle(plan)


class Planning:
    """One plan in the making; `lost` answers the plan of a call that nobody could work out.

    `then` is what follows from a plan before it counts.
    """

    def __init__(self, lost: Callable[[], Plan], then: Then = _settled) -> None:
        self.plan: Plan | None = None
        """None as long as it is not there."""
        self._lost = lost
        self._then = then

    @property
    def is_over(self) -> bool:
        """True once the plan is there."""
        return self.plan is not None

    def make(self, plan: Callable[[Pages], Plan], pages: Pages, count: Count | None) -> None:
        """Work it out here, each time anew when a size was unknown and has been counted.

        Raises what `plan` raises, and `SizeUnknown` where nobody counts.
        """
        try:
            found = plan(pages)
        except SizeUnknown as unknown:
            if count is None:
                raise
            count(unknown.sizing, lambda counted: self._counted(plan, counted, count))
        else:
            self._then(found, self.settle)

    def settle(self, plan: Plan) -> None:
        """This is it."""
        self.plan = plan

    def order(self, errand: Errand, pictures: Callable[[], tuple[DrawnPage, ...]], elsewhere: Elsewhere) -> None:
        """Have it made elsewhere."""
        elsewhere(errand.function, lambda: (pictures(), *errand.arguments), self._came)

    def _counted(self, plan: Callable[[Pages], Plan], pages: Pages | None, count: Count) -> None:
        if pages is None:
            self._then(self._lost(), self.settle)
        else:
            self.make(plan, pages, count)

    def _came(self, result: Plan | Exception) -> None:
        self._then(self._lost() if isinstance(result, Exception) else result, self.settle)
