"""A fault's dice: the same seed, the same thousand answers, as often as one likes."""

from typing import Any

import pytest

from tests.support.inside import InsideEmulator

ADMIN = ("admin", "admin")
REQUESTS = 1_000


def trace(emulator: InsideEmulator, seed: int) -> list[tuple[int, bytes]]:
    """A thousand answers, from faults made anew."""
    for name, effects, probability in (
        ("refused", [{"kind": "status", "status": 500}], 0.3),
        ("late", [{"kind": "delay", "normal": {"mean": 1, "deviation": 1}}, {"kind": "garbage", "size": 8}], 0.5),
    ):
        fault: dict[str, Any] = {"effects": effects, "turns": {"probability": probability}, "seed": seed}
        emulator.control("PUT", f"/faults/{name}", fault)
    answers = [emulator.request("GET", "/verify", credentials=ADMIN) for _ in range(REQUESTS)]
    return [(answer.status, answer.body) for answer in answers]


def test_the_same_seed_gives_the_same_trace_ten_times() -> None:
    with InsideEmulator(log_level="ERROR") as emulator:
        first = trace(emulator, 7)
        for _ in range(9):
            assert trace(emulator, 7) == first
        other = trace(emulator, 8)
        counts = {
            fault["name"]: (fault["matched"], fault["hits"]) for fault in emulator.control("GET", "/faults")["faults"]
        }
    assert other != first
    refused = sum(status == 500 for status, _ in first)
    assert 230 < refused < 370
    asked, hits = counts["refused"]
    assert asked == REQUESTS
    assert counts["late"][0] == REQUESTS - hits


@pytest.mark.parametrize("kind", ["delay", "late_answer", "late_body"])
def test_how_long_one_waits_has_dice_of_its_own(kind: str) -> None:
    """Turns fall the same whether or not an effect rolls dice."""
    with InsideEmulator(log_level="ERROR") as emulator:
        hits = []
        for duration in ({"seconds": 0}, {"uniform": {"at_least": 0, "at_most": 9}}):
            effects = [{"kind": "changed_status", "status": 299}, {"kind": kind, **duration}]
            emulator.control("PUT", "/faults/f", {"effects": effects, "turns": {"probability": 0.5}, "seed": 1})
            hits.append([emulator.request("GET", "/verify", credentials=ADMIN).status for _ in range(100)])
    assert hits[0] == hits[1]
    assert set(hits[0]) == {200, 299}
