"""The memory that benchmarks tell: all that a process tree holds, with what its processes share counted once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.memory import MIB, held, held_by_tree, process_tree

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")

# Either says so once it is there, and stays until its input ends.
SINGLE = "import sys, sqlite3; print('there', flush=True); sys.stdin.read()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SINGLE!r}])"
FORKED = (
    "import os, sys; held = b'x' * (32 << 20)\n"
    "if os.fork(): os.wait()\n"
    "else: print('there', flush=True); sys.stdin.read()"
)


@pytest.fixture
def started(request: pytest.FixtureRequest) -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-c", request.param], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        yield process.pid


@pytest.mark.parametrize("started", [SINGLE], indirect=True)
def test_a_single_process_holds_all_that_is_resident_whoever_else_runs_the_same_program(started: int) -> None:
    assert process_tree(started) == [started]
    assert held_by_tree(started) == pytest.approx(held(started), abs=MIB)
    assert held_by_tree(os.getpid()) > held_by_tree(started)


@pytest.mark.parametrize("started", [PARENT], indirect=True)
def test_a_file_that_two_processes_of_a_tree_have_mapped_counts_once(started: int) -> None:
    parent, child = process_tree(started)
    apart = held(parent) + held(child)

    assert max(held(parent), held(child)) < held_by_tree(started) < apart - MIB


@pytest.mark.parametrize("started", [FORKED], indirect=True)
def test_what_a_forked_process_has_from_its_parent_counts_once(started: int) -> None:
    parent, child = process_tree(started)

    assert held(parent) > 32 * MIB < held(child)
    assert held(parent) < held_by_tree(started) + MIB < held(parent) + 8 * MIB
