"""Many workspaces at the same time: eight clients, each with its share of them, and nothing of one shows up in another.

Their connections stay open until the test ends, so that nothing of a deleted workspace may hang on one.

`make fuzz` plays two hundred stories; a whole test run a few.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fuzz.conftest import requests_of
from tests.support.servers import RunningEmulator
from tests.support.stories import STEPS, Story
from tests.support.workspaces import WorkspaceByPath

WORKERS = 8
REQUESTS_FOR_A_STORY = 100
MOST = 1_000
MOST_LEFT = 1.05
"""Of the memory held after as many stories, all of them deleted: units that stay are more."""


def play(emulator: RunningEmulator, names: list[str]) -> int:
    """All of these stories, a step of each in turn; answers how many steps there were."""
    stories = [Story(WorkspaceByPath(emulator, name), name) for name in names]
    for _ in range(STEPS):
        for story in stories:
            story.step()
    return STEPS * len(stories)


def play_all(emulator: RunningEmulator, names: list[str]) -> None:
    """Every story, by eight clients at once, and all are seen to be there; then they are deleted."""
    with ThreadPoolExecutor(WORKERS) as pool:
        steps = list(pool.map(lambda worker: play(emulator, names[worker::WORKERS]), range(WORKERS)))
    assert sum(steps) == STEPS * len(names)
    listed = emulator.control("GET", "/workspaces")["workspaces"]
    assert sorted(one["name"] for one in listed) == sorted(names)
    assert [one["faxes"] for one in listed] == [{"sent": 1, "failed": 1}] * len(names)
    for name in names:
        emulator.control("DELETE", f"/workspaces/{name}")
    assert emulator.control("GET", "/workspaces")["workspaces"] == []


def test_no_cross_talk_and_nothing_left_behind(pytestconfig: pytest.Config) -> None:
    count = min(max(requests_of(pytestconfig) // REQUESTS_FOR_A_STORY, WORKERS), MOST)
    emulator = RunningEmulator(pace="instant", log_level="warning")
    play_all(emulator, [f"first-{number}" for number in range(count)])
    before = held(emulator)  # with the holes that many units at once leave between what stays; they are filled again
    play_all(emulator, [f"story-{number}" for number in range(count)])
    assert held(emulator) <= before * MOST_LEFT
    assert emulator.control("GET", "/info")["faxes"] == {}
    assert emulator.control("GET", "/requests")["requests"] == []
    assert emulator.control("GET", "/mail")["mail"] == []
    assert emulator.defects == []
    assert emulator.stop() == 0


def held(emulator: RunningEmulator) -> int:
    """Kilobytes of memory that the server holds; always the same where the system does not tell."""
    status = Path(f"/proc/{emulator.process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else ["VmRSS: 1"]
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
