"""The workshop: results come back, and nothing that a piece of work does harms the next."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from fax_engine.worker import WorkLimits
from fax_engine.workshop import WorkerLost, Workshop


def run(workshop: Workshop, function: Any, *arguments: Any) -> Any:
    results: list[Any] = []
    workshop.submit(function, lambda: arguments, results.append)
    while not results:
        workshop.wait()
    return results[0]


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    workshop = Workshop(2, WorkLimits(seconds=1, memory=1 << 29))
    yield workshop
    workshop.close()


def test_a_result_comes_back(workshop: Workshop) -> None:
    assert run(workshop, len, b"x" * 5_000_000) == 5_000_000
    assert len(run(workshop, bytes, 5_000_000)) == 5_000_000


def test_work_is_done_in_another_process(workshop: Workshop) -> None:
    assert run(workshop, os.getpid) != os.getpid()


def test_an_exception_comes_back_as_a_value(workshop: Workshop) -> None:
    assert isinstance(run(workshop, int, "no number"), ValueError)


def test_what_takes_too_long_is_ended_and_the_next_piece_works(workshop: Workshop) -> None:
    lost = run(workshop, signal.pause)
    assert isinstance(lost, WorkerLost)
    assert "too long" in str(lost)
    assert run(workshop, abs, -1) == 1


def test_what_wants_too_much_memory_is_ended_and_the_next_piece_works(workshop: Workshop) -> None:
    lost = run(workshop, bytes, 1 << 30)
    assert isinstance(lost, WorkerLost)
    assert "memory" in str(lost)
    assert run(workshop, abs, -1) == 1


def test_a_worker_that_is_killed_loses_its_work_only(workshop: Workshop) -> None:
    results: list[Any] = []
    workshop.submit(os._exit, lambda: (3,), results.append)
    workshop.submit(abs, lambda: (-1,), results.append)
    workshop.submit(abs, lambda: (-2,), results.append)
    while not workshop.is_idle:
        workshop.wait()
    assert sorted(str(result) for result in results) == ["1", "2", "the converter failed on it"]


def test_work_whose_arguments_cannot_be_had_is_answered_with_the_reason(workshop: Workshop) -> None:
    results: list[Any] = []

    def gone() -> tuple[Any, ...]:
        raise LookupError("deleted meanwhile")

    workshop.submit(abs, gone, results.append)
    assert isinstance(results[0], LookupError)
    assert run(workshop, abs, -1) == 1


def test_urgent_work_goes_before_what_is_queued() -> None:
    workshop = Workshop(1)
    order: list[int] = []
    for number in (1, 2, 3):
        workshop.submit(abs, lambda number=number: (number,), order.append)  # type: ignore[misc]
    workshop.submit(abs, lambda: (99,), order.append, is_urgent=True)
    while not workshop.is_idle:
        workshop.wait()
    workshop.close()
    assert order == [1, 99, 2, 3]


def test_what_a_library_prints_does_not_end_up_among_the_results(workshop: Workshop) -> None:
    assert run(workshop, os.write, 1, b"noise\n") == 6
