"""The first state of units: one that lies aside in the store, set up once, of which every unit that begins anew is a
copy.

Rule: it never changes as long as the process lives, so what follows from it is read once and kept beside it. What
depends on when a unit begins, a seed's faxes and calls, is not in it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.factory_state import furnish
from emulator.profiles import Profile
from fax_engine.lines import LinesAsSet, read_lines
from models.appliance import aside
from models.store import Store

if TYPE_CHECKING:
    from emulator.seeds.seed import Seed


@dataclass(frozen=True, slots=True)
class FirstState:
    """The id of the unit that lies aside, and its lines."""

    appliance_id: int
    lines: LinesAsSet


def find_first_state(store: Store, profile: Profile, seed: "Seed | None") -> FirstState:
    """That of this profile's units, with or without the seed; it is set up when none of them has begun yet."""
    name = first_state_name(profile, seed)
    appliance_id = store.find_appliance(name)
    if appliance_id is None:
        appliance_id = _set_up(store, name, profile, seed)
    with store.work(appliance_id) as work:
        return FirstState(appliance_id, read_lines(work, profile.channel_kind, profile.channels))


def first_state_name(profile: Profile, seed: "Seed | None") -> str:
    """Under what name it lies aside: units of one profile share theirs, but for one whose seed is its own."""
    owner = "" if seed is None else seed.owner
    seeded = "" if seed is None else f", seeded for {owner}" if owner else ", seeded"
    return aside(f"first state of {profile.name}{seeded}")


def _set_up(store: Store, name: str, profile: Profile, seed: "Seed | None") -> int:
    appliance_id = store.open_appliance(aside(name))
    with store.work(appliance_id) as work:
        furnish(work)
        if seed is not None:
            seed.set_up(profile, work)
        work.take_name(name)
    return appliance_id
