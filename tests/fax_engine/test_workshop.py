"""The workshop: results come back, and nothing that a piece of work does harms the next."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fax_engine.piece_of_work import WorkerLost
from fax_engine.share import Share
from fax_engine.worker import WorkLimits
from fax_engine.workshop import Workshop


def run(workshop: Workshop, function: Any, *arguments: Any) -> Any:
    results: list[Any] = []
    workshop.submit(function, lambda: arguments, results.append)
    while not results:
        workshop.wait()
    return results[0]


@pytest.fixture
def handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where large pieces of work lie, empty."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


UNREADABLE = "type('Odd', ({base},), {{'__reduce__': lambda _: (int, ('no number',))}})('odd')"
"""Python for an object that can be pickled, and not read back."""


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    workshop = Workshop(2, WorkLimits(memory=1 << 29))
    yield workshop
    workshop.close()


def test_a_result_comes_back(workshop: Workshop) -> None:
    assert run(workshop, len, b"x" * 5_000_000) == 5_000_000
    assert len(run(workshop, bytes, 5_000_000)) == 5_000_000


def test_work_is_done_in_another_process(workshop: Workshop) -> None:
    assert run(workshop, os.getpid) != os.getpid()


def test_an_exception_comes_back_as_a_value(workshop: Workshop) -> None:
    assert isinstance(run(workshop, int, "no number"), ValueError)


def test_what_takes_too_long_is_ended_and_the_next_piece_works() -> None:
    with closing(Workshop(2, WorkLimits(seconds=1))) as workshop:
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


@pytest.mark.skipif(sys.platform != "linux", reason="the worker is seen in /proc")
def test_a_worker_that_ends_after_its_work_has_done_it(workshop: Workshop) -> None:
    """It may be ended at any moment: also between its result and the moment that somebody reads it."""
    listened_to: list[int] = []
    workshop.watch(listened_to.append, listened_to.remove, lambda action: action())
    worker = run(workshop, os.getpid)
    (output,) = listened_to
    results: list[Any] = []
    workshop.submit(abs, lambda: (-1,), results.append)
    select.select([output], [], [])
    os.kill(worker, signal.SIGKILL)
    while Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        pass
    workshop.collect()
    assert results == [1]
    assert listened_to == []
    assert run(workshop, abs, -1) == 1


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


def test_an_idle_worker_that_dies_is_no_longer_listened_to(workshop: Workshop) -> None:
    listened_to: list[int] = []
    workshop.watch(listened_to.append, listened_to.remove, lambda action: action())
    worker = run(workshop, os.getpid)
    (output,) = listened_to
    os.kill(worker, signal.SIGKILL)
    select.select([output], [], [])
    workshop.collect()
    assert listened_to == []
    assert run(workshop, abs, -1) == 1


def test_large_work_leaves_no_file_behind(workshop: Workshop, handed_over: Path) -> None:
    assert run(workshop, len, b"x" * 100_000) == 100_000
    assert run(workshop, len, [b"x" * 100_000] * 3) == 3
    assert isinstance(run(workshop, bytes.join, b"x" * 100_000, [b"x" * 100_000] * 10_000), WorkerLost)
    assert list(handed_over.iterdir()) == []


def test_work_that_cannot_be_sent_leaves_no_file_behind(workshop: Workshop, handed_over: Path) -> None:
    results: list[Any] = []
    workshop.submit(len, lambda: (b"x" * 100_000, lambda: None), results.append)
    assert isinstance(results[0], Exception)
    assert list(handed_over.iterdir()) == []


def test_work_that_a_dead_or_ended_worker_did_not_take_leaves_no_file_behind(handed_over: Path) -> None:
    workshop = Workshop(1)
    for is_killed in (True, False):
        worker = run(workshop, os.getpid)
        os.kill(worker, signal.SIGSTOP)
        results: list[Any] = []
        workshop.submit(len, lambda: (b"x" * 100_000,), results.append)
        assert len(list(handed_over.iterdir())) == 1
        if is_killed:
            os.kill(worker, signal.SIGKILL)
            workshop.wait()
            assert isinstance(results[0], WorkerLost)
        else:
            workshop.close()
            assert results == []
        assert list(handed_over.iterdir()) == []


def test_much_in_small_pieces_does_not_wait_for_the_worker(workshop: Workshop) -> None:
    worker = run(workshop, os.getpid)
    os.kill(worker, signal.SIGSTOP)
    results: list[Any] = []
    workshop.submit(len, lambda: ([b"%06d" % number for number in range(100_000)],), results.append)
    os.kill(worker, signal.SIGCONT)
    while not workshop.is_idle:
        workshop.wait()
    assert results == [100_000]


def test_an_unreadable_result_loses_the_work_only(workshop: Workshop) -> None:
    assert isinstance(run(workshop, eval, UNREADABLE.format(base="str")), WorkerLost)
    assert run(workshop, abs, -1) == 1


def test_an_error_that_cannot_be_read_comes_back_as_its_text(workshop: Workshop) -> None:
    worker = run(workshop, os.getpid)
    error = run(workshop, exec, "raise " + UNREADABLE.format(base="Exception"))
    assert (type(error), str(error)) == (RuntimeError, "odd")
    assert run(workshop, os.getpid) == worker


def test_work_for_which_no_process_can_be_had_is_answered_and_others_go_on(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    results: list[Any] = []
    with monkeypatch.context() as without_python:
        without_python.setattr(sys, "executable", "/not/there")
        workshop.submit(abs, lambda: (-1,), results.append)
    assert isinstance(results[0], OSError)
    assert workshop.is_idle
    assert run(workshop, abs, -2) == 2


def test_a_second_process_that_cannot_be_had_leaves_the_work_to_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Workshop(2)) as workshop:
        results: list[Any] = []
        workshop.submit(os.getpid, tuple, results.append)
        with monkeypatch.context() as without_python:
            without_python.setattr(sys, "executable", "/not/there")
            workshop.submit(os.getpid, tuple, results.append)
        assert workshop.queued == 1
        while len(results) < 2:
            workshop.wait()
    assert results[0] == results[1]


def test_whoever_fails_over_a_result_keeps_nobody_else_from_working(workshop: Workshop) -> None:
    def fail(result: Any) -> None:
        raise ValueError("broken")

    results: list[Any] = []
    workshop.submit(abs, lambda: (-1,), fail)
    workshop.submit(abs, lambda: (-2,), results.append)

    def wait_for_both() -> None:
        while not workshop.is_idle:
            workshop.wait()

    with pytest.raises(ValueError, match="broken"):
        wait_for_both()
    wait_for_both()
    assert results == [2]


OWNER = """
from fax_engine.worker import WorkLimits
from fax_engine.workshop import Workshop
workshop = Workshop(1, WorkLimits(seconds=60))
workshop.submit(exec, lambda: ("import os, signal; os.write(2, b'busy'); signal.pause()",), print)
workshop.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a busy worker ends with its piece of work")
def test_a_busy_worker_does_not_outlive_its_owner() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as owner:
        assert owner.stderr is not None
        assert owner.stderr.read(4) == b"busy"
        owner.kill()
        owner.communicate(timeout=30)  # the pipe ends with the last process that could write to it


def test_units_have_turns_and_each_is_told_of_its_own_results() -> None:
    whole, told = Workshop(1), []
    first, second = (Share(whole, lambda name=name: told.append(name)) for name in ("first", "second"))  # type: ignore[misc]
    order: list[int] = []
    first.submit(abs, lambda: (1,), order.append)  # is taken at once
    for number in (2, 3, 4):
        first.submit(abs, lambda number=number: (number,), order.append)  # type: ignore[misc]
    second.submit(abs, lambda: (10,), order.append)
    second.submit(abs, lambda: (20,), order.append, is_urgent=True)
    assert [(one.working, one.queued, one.is_idle) for one in (first, second)] == [(1, 3, False), (0, 2, False)]
    while not whole.is_idle:
        whole.wait()
    whole.close()
    assert order == [1, 20, 2, 10, 3, 4]
    assert told == ["first", "second", "first", "second", "first", "first"]
    assert first.is_idle
    assert second.is_idle
