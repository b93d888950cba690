"""A fault in a snapshot: every kind comes back as it was, with its counts and its dice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from emulator.appliance import Appliance
from emulator.faults.board import Faults
from emulator.faults.conditions import AnyCondition
from emulator.faults.effects import AnyEffect
from emulator.faults.fault import Fault
from emulator.faults.keeping import KeptFault, keep, put_back
from tests.support.inside import InsideEmulator

LISTS = TypeAdapter(list[KeptFault])

NEEDED: dict[str, dict[str, Any]] = {
    "status": {"status": 503, "headers": {"Retry-After": "7"}},
    "redirect": {"location": "https://other.example/"},
    "changed_status": {"status": 299},
    "changed_content_type": {"content_type": "text/html"},
    "changed_headers": {"set": {"Server": "Apache"}, "remove": ["Content-Type"]},
    "replaced_text": {"find": "sent", "replace": "set"},
    "changed_encoding": {"encoding": "utf-16"},
    "delay": {"normal": {"mean": 1, "deviation": 0.5, "at_most": 3}},
    "late_answer": {"uniform": {"at_least": 1, "at_most": 2}},
    "late_body": {"seconds": 1.5},
    "slow_drip": {"bytes_per_second": 300},
    "clock_skew": {"seconds": -90},
}
"""What the kinds that do not do with their names alone are given."""

OF_THE_UNIT = [get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(AnyCondition)]
KINDS = [get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(AnyEffect)[0])]


def fault(kind: str, **more: Any) -> Fault:
    return Fault.model_validate({"effects": [{"kind": kind, **NEEDED.get(kind, {})}], **more})


@pytest.fixture(scope="module")
def one_unit() -> Iterator[Appliance]:
    with InsideEmulator() as emulator:
        yield emulator.unit


@pytest.fixture
def board(one_unit: Appliance) -> Iterator[Faults]:
    """A board of the test's own; the unit behind it is rid of its faults afterwards."""
    board = Faults(one_unit, lambda *_: None)  # type: ignore[arg-type]
    yield board
    board.clear()


def through_a_stamp(board: Faults) -> list[KeptFault]:
    return LISTS.validate_json(LISTS.dump_json(keep(board)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_back(board: Faults, kind: str) -> None:
    match = {"method": "POST", "path": "/ofax", "header": {"name": "X-A"}}
    made = board.put("one", fault(kind, **({} if kind in OF_THE_UNIT else {"match": match})))
    put_back(board, through_a_stamp(board))
    (again,) = board
    assert (again.name, again.fault, again.made_at) == (made.name, made.fault, made.made_at)


def test_counts_moments_and_dice_come_back(board: Faults) -> None:
    expires = {"seconds": 600, "hits": 50, "at": datetime(2090, 1, 1, tzinfo=UTC).isoformat()}
    made = board.put("one", fault("garbage", turns={"probability": 0.5}, expires=expires, seed=3, note="a note"))
    made.matched, made.hits = 17, 9
    made.made_at -= timedelta(seconds=100)
    made.dice.gauss()
    made.dice_for_turns.random()
    kept = through_a_stamp(board)
    rolls = [(made.dice.random(), made.dice.gauss(), made.dice_for_turns.random()) for _ in range(700)]

    put_back(board, kept)

    (again,) = board
    assert (again.matched, again.hits, again.made_at, again.expires_at) == (17, 9, made.made_at, made.expires_at)
    assert [(again.dice.random(), again.dice.gauss(), again.dice_for_turns.random()) for _ in range(700)] == rolls


def test_nobody_else_s_faults_stay(board: Faults) -> None:
    kept = through_a_stamp(board)
    board.put("one", fault("hang"))
    put_back(board, kept)
    assert len(board) == 0


@pytest.mark.parametrize(
    "words", [[0] * 624, [0] * 626, [0] * 624 + [625], [2**32] + [0] * 624, [-1] + [0] * 624, ["0"] + [0] * 624]
)
def test_dice_that_cannot_be_are_refused(board: Faults, words: list[Any]) -> None:
    board.put("one", fault("hang"))
    (kept,) = keep(board)
    said = kept.model_dump(mode="json") | {"turns": {"words": words, "spare": None}}
    with pytest.raises(ValidationError, match="turns"):
        KeptFault.model_validate(said)
