"""What workspaces cost: to make, in memory, idle or with a past, and in polls that are spread over many of them."""

import time

from benchmarks.figures import Figure, skipped
from benchmarks.load import Order, run
from benchmarks.memory import NoMemoryFigures, held
from benchmarks.orders import BASE, CREDENTIALS, first_entry_path, request, schedule_fax
from benchmarks.processes import Emulator
from benchmarks.story import play_all

MANY = 200
WITH_A_STORY = 100
POLLED = 50
CONNECTIONS = 16
IDLE = "memory of an idle workspace, made by its first request"
LEFT = f"memory once {WITH_A_STORY} that played a story were deleted"


def measure(quick: bool = False) -> list[Figure]:
    """Memory comes first, in a process that had one workspace so far; polls of one unit and of many take turns."""
    rounds, seconds = (3, 0.5) if quick else (9, 2.0)
    with Emulator(pace="instant", workspaces=str(MANY)) as emulator:
        _make(emulator, MANY)  # loads the control plane
        _delete_all(emulator)
        memory = _memory(emulator)
        made = tuple(_make(emulator, number) for number in range(MANY))
    with Emulator(pace="instant") as emulator:
        left = _left_by_stories(emulator, rounds=2 if quick else 3)
    with Emulator(pace="instant") as emulator:
        polls = [_poll(emulator, ""), [poll for number in range(POLLED) for poll in _poll(emulator, f"/w/ws-{number}")]]
        pairs = []
        for turn in range(rounds + 1):
            first, second = polls if turn % 2 else polls[::-1]
            pair = _rate(emulator, first, seconds), _rate(emulator, second, seconds)
            pairs.append(pair if turn % 2 else pair[::-1])
    of_one, of_many = zip(*pairs[1:], strict=True)
    return [
        Figure("a workspace is made (POST), median", made, "ms", reach=20, dream=10),
        *memory,
        *left,
        Figure(f"polls over {POLLED} workspaces", of_many, "/s", reach=1500, more_is_better=True),
        Figure(
            "  against polls of one unit",
            tuple(many / one for one, many in zip(of_one, of_many, strict=True)),
            "",
            reach=0.85,
            dream=0.95,
            more_is_better=True,
        ),
    ]


def _make(emulator: Emulator, number: int) -> float:
    """Milliseconds."""
    began_at = time.perf_counter()
    emulator.control("POST", "/workspaces", {"name": f"ws-{number}"})
    return (time.perf_counter() - began_at) * 1000


def _delete_all(emulator: Emulator) -> None:
    for found in emulator.control("GET", "/workspaces")["workspaces"]:
        emulator.control("DELETE", f"/workspaces/{found['name']}")


def _memory(emulator: Emulator) -> list[Figure]:
    """A request to each of many new workspaces; what they take, and how much is left of it when they are gone."""
    try:
        before = held(emulator.pid)
        for number in range(MANY):
            emulator.ask("GET", f"/w/idle-{number}{BASE}/verify", Authorization=CREDENTIALS)
        full = held(emulator.pid)
        _delete_all(emulator)
        after = held(emulator.pid)
    except NoMemoryFigures as error:
        return [skipped(IDLE, str(error))]
    return [
        Figure(IDLE, ((full - before) / MANY / 1024,), "KiB", reach=100, dream=50),
        Figure(f"  memory once {MANY} were deleted, against before", (after / before,), "", reach=1.1),
    ]


def _left_by_stories(emulator: Emulator, rounds: int) -> list[Figure]:
    """What is left of many workspaces with a whole story each, against a process that has told one such story before.

    Whatever a story takes just once in a process, it has taken by then. What is left after the first round is no
    unit's: Python gives an arena of a mebibyte back when nothing in it is in use, and a few small objects that stay are
    in each. It is used again, so that later rounds must not grow.
    """
    try:
        _tell_and_delete(emulator, ["first"])
        before = held(emulator.pid)
        after = []
        for turn in range(rounds):
            _tell_and_delete(emulator, [f"story-{turn}-{number}" for number in range(WITH_A_STORY)])
            after.append(held(emulator.pid))
    except NoMemoryFigures as error:
        return [skipped(LEFT, str(error))]
    return [
        Figure(f"{LEFT}, against one before", tuple(bytes_ / before for bytes_ in after), "", reach=1.1),
        Figure(
            "  against the first round", tuple(bytes_ / after[0] for bytes_ in after[1:]), "", reach=1.05, dream=1.01
        ),
    ]


def _tell_and_delete(emulator: Emulator, names: list[str]) -> None:
    play_all(emulator, names)
    _delete_all(emulator)


def _poll(emulator: Emulator, prefix: str) -> list[bytes]:
    """The request that reads an entry that was sent in this unit."""
    body = schedule_fax(["5005550000"], b"Hello.", "text/plain")
    path = first_entry_path(emulator.ask("POST", f"{prefix}{BASE}/ofax", body, Authorization=CREDENTIALS))
    order = b'{"idle": true, "timeout": 30}'
    emulator.ask("POST", f"{prefix}/_emulator/wait", order, **{"Content-Type": "application/json"})
    return [request("GET", path).replace(BASE.encode(), f"{prefix}{BASE}".encode(), 1)]


def _rate(emulator: Emulator, polls: list[bytes], seconds: float) -> float:
    return run(Order(emulator.port, polls, CONNECTIONS, seconds)).rate
