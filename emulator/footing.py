"""What one unit has of what all units of a process stand on (`ground`).

Rule: the process's; it stays as it is, whatever becomes of the unit's state.
"""

from dataclasses import dataclass

from emulator.neighbours import FindUnit
from emulator.webhooks.post_room import PostRoom
from fax_engine.workshop import Workshop
from models.store import Store


def nobody(_name: str) -> None:
    """There are no others."""


@dataclass(frozen=True, slots=True)
class Footing:
    """The store; the unit's shares of the workers: `converters` make pages of documents, `fetchers` get documents from
    where they are, `carriers` bring received faxes away; who posts to webhooks; and who answers the units that it may
    call."""

    store: Store
    converters: Workshop
    fetchers: Workshop
    carriers: Workshop
    posters: PostRoom
    find_unit: FindUnit = nobody
