"""Workspaces that nobody uses any more are deleted, where that is wanted."""

import logging
from datetime import timedelta

from emulator.pacer import pause, real_now
from emulator.workspaces.workspaces import Workspaces

SHORTEST_PAUSE = 0.05
"""Seconds; one that is busy when its time is over is looked at again."""

log = logging.getLogger(__name__)


async def expire(workspaces: Workspaces, seconds: float) -> None:
    """Delete each that nobody has used for so many real seconds, and in which nothing goes on. Does not end by
    itself."""
    while True:
        now = real_now()
        for workspace in workspaces:
            if workspace.is_left(seconds, now):
                name = workspace.order.name
                log.info("workspace %s was not used for %g seconds and is deleted", name, seconds)
                await workspaces.delete(name)
        await pause(_until_the_next(workspaces, seconds))


def _until_the_next(workspaces: Workspaces, seconds: float) -> float:
    """Seconds until the next may be left; a new one is not left before `seconds` are over."""
    last = min((workspace.last_used_at for workspace in workspaces), default=None)
    if last is None:
        return seconds
    return max((last + timedelta(seconds=seconds) - real_now()).total_seconds(), SHORTEST_PAUSE)
