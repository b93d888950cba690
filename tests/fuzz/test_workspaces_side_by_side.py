"""Many workspaces at the same time: eight clients, each with its share of them, and nothing of one shows up in another.

`make fuzz` plays two hundred stories; a whole test run a few.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fuzz.conftest import requests_of
from tests.support.servers import RunningEmulator
from tests.support.stories import STEPS, Story
from tests.support.workspaces import WorkspaceByPath

WORKERS = 8
REQUESTS_FOR_A_STORY = 100
MOST = 1_000


def play(emulator: RunningEmulator, names: list[str]) -> int:
    """All of these stories, a step of each in turn; answers how many steps there were."""
    stories = [Story(WorkspaceByPath(emulator, name), name) for name in names]
    for _ in range(STEPS):
        for story in stories:
            story.step()
    return STEPS * len(stories)


def test_no_cross_talk(pytestconfig: pytest.Config) -> None:
    count = min(max(requests_of(pytestconfig) // REQUESTS_FOR_A_STORY, WORKERS), MOST)
    names = [f"story-{number}" for number in range(count)]
    emulator = RunningEmulator(pace="instant", log_level="warning")
    with ThreadPoolExecutor(WORKERS) as pool:
        steps = list(pool.map(lambda worker: play(emulator, names[worker::WORKERS]), range(WORKERS)))
    assert sum(steps) == STEPS * count
    listed = emulator.control("GET", "/workspaces")["workspaces"]
    assert sorted(one["name"] for one in listed) == sorted(names)
    assert [one["faxes"] for one in listed] == [{"sent": 1, "failed": 1}] * count
    assert emulator.control("GET", "/info")["faxes"] == {}
    assert emulator.control("GET", "/requests")["requests"] == []
    assert emulator.control("GET", "/mail")["mail"] == []
    for name in names:
        emulator.control("DELETE", f"/workspaces/{name}")
    assert emulator.control("GET", "/workspaces")["workspaces"] == []
    assert emulator.defects == []
    assert emulator.stop() == 0
