"""Taking a snapshot of a unit, and having a unit be what a snapshot says.

Rule: a restore happens at once or not at all, and whatever can be wrong with a snapshot is found before anything is
touched.
"""

from emulator import state_parts
from emulator.pacer import real_now
from emulator.running import Running
from emulator.snapshots.stamp import KeptClock, Stamp
from emulator.version import VERSION


def take(state: Running) -> tuple[Stamp, bytes]:
    """The unit as it stands. Raises `SnapshotRefused` when it is too large for a snapshot."""
    unit = state.unit
    unit.pacer.catch_up()
    stamp = Stamp(
        version=VERSION,
        model=unit.profile.name,
        saved_at=real_now(),
        clock=KeptClock(mode=unit.pacer.mode, now=unit.timeline.now, speed=unit.pacer.speed),
        rows=unit.count_rows(),
        **state_parts.keep(state),
    )
    return stamp, unit.pack(stamp.model_dump_json())


def restore(state: Running, name: str, stamp: Stamp, content: bytes, *, with_clock: bool) -> dict[str, int]:
    """Have the unit be what the snapshot of this name says, which is a good one; answers how many rows of each table
    went.

    Without its clock, the unit's stays as it is.
    """
    aside = state.unit.unpack(content)
    state_parts.clear(state)
    cleared = state.unit.restore(aside, name, stamp.clock if with_clock else None)
    state_parts.restore(state, stamp)
    return cleared
