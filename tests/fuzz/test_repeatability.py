"""The same seed, the same everything: every answer, and every event, byte for byte, however often it is played.

Three runs of 300 requests in a whole test run; ten of 1,000, from another seed each time, with `make fuzz`.
"""

from dataclasses import dataclass, field
from hashlib import sha256

import pytest

from emulator.control.event_views import as_json
from tests.fuzz.conftest import seed_of
from tests.fuzz.script import ADMIN, Step, script
from tests.support.inside import InsideEmulator

NEW_YEAR = "2030-01-01T00:00:00Z"
WHOLE_TEST_RUN = 3, 300
FUZZING = 10, 1_000


@dataclass(slots=True)
class Run:
    """What one run brought: each step with its answer, and each event as it is told."""

    answers: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    @property
    def statuses(self) -> set[str]:
        """The statuses of the answers."""
        return {answer.split()[2] for answer in self.answers}


@pytest.fixture
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """How many runs, of how many requests."""
    return WHOLE_TEST_RUN if request.config.getoption("fuzz_seed", None) is None else FUZZING


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Where the script comes from."""
    return seed_of(request.config)


def play(emulator: InsideEmulator, seed: int, requests: int) -> Run:
    """One run, from the first state of a unit whose clock says that a year begins."""
    emulator.control("PUT", "/clock", {"now": NEW_YEAR})
    emulator.control("POST", "/reset")
    run = Run()
    stop = emulator.unit.journal.listen_to_all(lambda event: run.events.append(as_json(event)))
    for step in script(seed, requests):
        run.answers.append(_answer(emulator, step))
    emulator.control("POST", "/clock/advance", {"seconds": 86_400})
    stop()
    return run


def _answer(emulator: InsideEmulator, step: Step) -> str:
    if step.is_of_client:
        answer = emulator.request(step.method, step.path, step.body, ADMIN)
    else:
        answer = emulator.ask_control(step.method, step.path, step.given)
        assert answer.status in (200, 201, 202, 409), answer.body  # 409: all lines are taken, or the power is off
        return f"{step.method} {step.path} {answer.status}"
    headers = sorted(answer.headers.items())
    return f"{step.method} {step.path} {answer.status} {headers} {sha256(answer.body).hexdigest()}"


def test_the_same_seed_gives_the_same_answers_and_the_same_events(seed: int, size: tuple[int, int]) -> None:
    runs, requests = size
    with InsideEmulator(log_level="CRITICAL") as emulator:
        first = play(emulator, seed, requests)
    with InsideEmulator(log_level="CRITICAL") as emulator:  # once in another process's shoes, then again and again
        for _ in range(runs - 1):
            again = play(emulator, seed, requests)
            assert again.answers == first.answers
            assert again.events == first.events
        other = play(emulator, seed + 1, requests)
    assert other.answers != first.answers
    assert other.events != first.events
    assert {"200", "201", "299", "404", "503"} <= first.statuses
    assert "500" not in first.statuses
    assert len(first.events) > requests
