"""A piece of work: a function for another process, its arguments, and who hears what came of it.

Rule: its arguments are asked for when its turn comes and no sooner. What comes of it is a value, whatever went wrong.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from fax_engine.reasons import Reasoned

Done = Callable[[Any], None]
"""Gets the function's result, or the exception that it raised, or `WorkerLost`."""


class WorkerLost(Reasoned):
    """The worker died over this piece of work."""


class TookTooLong(WorkerLost):
    """The worker was ended because this piece of work took longer than its limit."""


class NotNeeded(Exception):
    """Nobody needs this piece of work any more: raised in place of its arguments, so that it keeps no others
    waiting."""


@dataclass(slots=True)
class PieceOfWork:
    """To run `function(*arguments())` and tell `done` of it, for `owner`."""

    function: Callable[..., Any]
    arguments: Callable[[], tuple[Any, ...]]
    done: Done
    owner: Hashable


def work_here(function: Callable[..., Any], arguments: Callable[[], tuple[Any, ...]], done: Done) -> None:
    """Do a piece of work in this process, at once, and hand its result back as a worker's: for whoever has no other."""
    try:
        result = function(*arguments())
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the work's result
        result = error
    done(result)
