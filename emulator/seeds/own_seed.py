"""A workspace's own seed: the name, the path or the text that was given, and the reading of it in a worker process.

Rule: reading makes pages and may meet anything, so it is work for another process as a whole: others are answered
meanwhile, and what takes too long or too much costs that seed alone.
"""

import json
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from emulator.settings import Settings, parse_seed
from fax_engine.piece_of_work import Done, work_here
from fax_engine.workshop import Workshop

if TYPE_CHECKING:
    from emulator.seeds.seed import Seed

DEMO = "demo"


def as_text(given: str | dict[str, Any]) -> str:
    """What is kept of a seed that was asked for. Raises `ValueError` for a name or a path of nothing."""
    if isinstance(given, dict):
        return json.dumps(given, separators=(",", ":"))
    path = parse_seed(given)
    return given if given == DEMO else str(path.absolute())


def is_written_out(text: str) -> bool:
    """Whether it is the seed itself and no name."""
    return text.startswith("{")


def read(text: str, settings: Settings) -> "Seed | str":
    """The seed for a unit with these settings, or everything that is wrong with it. Blocks; for a worker process."""
    from emulator.seeds.errors import SeedError
    from emulator.seeds.loading import load_own_seed

    try:
        source = json.loads(text) if is_written_out(text) else parse_seed(text)
        return load_own_seed(source, settings, _RightHere(0))
    except (SeedError, OSError, ValueError) as error:
        return str(error)


class _RightHere(Workshop):
    """A workshop within a worker process: work is done where it is ordered."""

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
        work_here(function, arguments, done)
