"""Following faxes until each has come to its end.

Rule: it only asks and tells; what is shown, and how one waits between two rounds, is given to it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from emulator.client import Client, Unreachable, keys_of
from emulator.ffws.elements import FaxEntry
from models.vocabulary import FaxState

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
GROWTH = 1.5
# A server that restarts is back within this many rounds; one that does not is given up.
PATIENCE = 10

Wait = Callable[[float], None]
Show = Callable[["Followed"], None]


@dataclass(slots=True)
class Followed:
    """How one entry stands, in a follower's words."""

    index: int
    number: str
    entry: FaxEntry

    @property
    def is_final(self) -> bool:
        """True when nothing more will happen by itself."""
        return self.entry.state is not None and self.entry.state.is_final

    @property
    def was_sent(self) -> bool:
        """True when the far end has it."""
        return self.entry.state is FaxState.SENT

    def __str__(self) -> str:
        """`5551234 sending (try 1 of 3), 2 pages`."""
        entry = self.entry
        tries = f" (try {entry.try_number} of {entry.max_tries})" if entry.try_number and entry.max_tries else ""
        pages = f", {entry.pages} page{'s' if entry.pages != 1 else ''}" if entry.pages else ""
        message = f": {entry.schedule_message}" if entry.schedule_message and not self.was_sent else ""
        return f"{self.number} {entry.state or 'unknown'}{tries}{pages}{message}"


def pauses() -> Iterator[float]:
    """Seconds between two rounds: half a second at first, growing to five."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * GROWTH, LONGEST_PAUSE)


def follow(client: Client, entries: list[FaxEntry], numbers: tuple[str, ...], show: Show, wait: Wait) -> list[Followed]:
    """Ask until every entry is final, showing each change; answers how each ended. Raises `ClientError`."""
    followed = [
        Followed(index, number, entry) for index, (number, entry) in enumerate(zip(numbers, entries, strict=False))
    ]
    for progress in followed:
        show(progress)
    failures = 0
    for pause in pauses():
        if all(progress.is_final for progress in followed):
            break
        wait(pause)
        try:
            for progress in followed:
                _ask_again(client, progress, show)
            failures = 0
        except Unreachable:
            failures += 1
            if failures == PATIENCE:
                raise
    return followed


def _ask_again(client: Client, progress: Followed, show: Show) -> None:
    if progress.is_final:
        return
    entry = client.entry(keys_of(progress.entry))
    has_changed = entry != progress.entry
    progress.entry = entry
    if has_changed:
        show(progress)
