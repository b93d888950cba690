"""The queue that several share."""

import pytest

from fax_engine.turn_queue import TurnQueue


def taken(queue: TurnQueue[str]) -> list[str]:
    return [queue.take() for _ in range(len(queue))]


def test_each_has_its_order_and_all_have_turns() -> None:
    queue: TurnQueue[str] = TurnQueue()
    for piece in ("a1", "a2", "a3", "a4", "b1", "b2", "c1"):
        queue.put(piece[0], piece)
    assert (len(queue), queue.queued_by("a"), queue.queued_by("d")) == (7, 4, 0)
    assert taken(queue) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]


def test_who_comes_later_has_the_next_turn_but_those_that_wait() -> None:
    queue: TurnQueue[str] = TurnQueue()
    for piece in ("a1", "a2", "a3"):
        queue.put("a", piece)
    assert queue.take() == "a1"
    queue.put("b", "b1")
    assert taken(queue) == ["a2", "b1", "a3"]


def test_what_is_urgent_comes_first_whoever_it_is() -> None:
    queue: TurnQueue[str] = TurnQueue()
    queue.put("a", "a1")
    queue.put("b", "b1", is_urgent=True)
    queue.put("a", "a2", is_urgent=True)
    assert queue.queued_by("a") == 2
    assert taken(queue) == ["b1", "a2", "a1"]


def test_nothing_to_take() -> None:
    queue: TurnQueue[str] = TurnQueue()
    queue.put("a", "a1")
    queue.clear()
    assert len(queue) == 0
    with pytest.raises(IndexError):
        queue.take()
