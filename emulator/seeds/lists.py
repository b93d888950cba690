"""The contacts and groups of a seed."""

from emulator.seeds.merging import Merged
from models.contact import GLOBAL_LIST, ContactCard
from models.store import Work


def plant_lists(merged: Merged, work: Work) -> None:
    """Add every contact, then every group."""
    cards = [
        (owner, ContactCard(**{key: value or "" for key, value in placed.part}))
        for (owner, _), placed in merged.contacts.items()
    ]
    rows = work.contacts.add_all(cards)
    places = {(row.owner, row.name): (row.owner, row.number) for row in rows}
    ids = work.contacts.ids(list(places.values()))
    for (owner, name), placed in merged.groups.items():
        members = [places.get((owner, member)) or places[GLOBAL_LIST, member] for member in _names(placed.part.members)]
        work.groups.add(owner, name, placed.part.description or "", [ids[place] for place in dict.fromkeys(members)])


def _names(members: tuple[str | None, ...]) -> list[str]:
    return [member for member in members if member]
