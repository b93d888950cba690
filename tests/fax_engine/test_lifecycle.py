"""The transition table: total where it must be, reachable everywhere, and the only writer of state."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fax_engine.lifecycle import TRANSITIONS, FaxEvent, IllegalMoveError, can, move, place
from fax_engine.lifecycle_diagram import diagram
from models.fax import FaxEntry
from models.vocabulary import FaxState

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def entry_in(state: FaxState) -> FaxEntry:
    return FaxEntry(state=state, message="before", due_at=NOW, try_number=2)


@pytest.mark.parametrize("state", FaxState)
@pytest.mark.parametrize("event", FaxEvent)
def test_every_pair_is_either_in_the_table_or_changes_nothing(state: FaxState, event: FaxEvent) -> None:
    entry = entry_in(state)

    if can(entry, event):
        assert move(entry, event, NOW, "after") is state
        assert (entry.state, entry.message) == (TRANSITIONS[state, event], "after")
    else:
        with pytest.raises(IllegalMoveError):
            move(entry, event, NOW, "after")
        assert (entry.state, entry.message, entry.started_at, entry.ended_at) == (state, "before", None, None)


def test_every_state_is_reached_from_the_first_and_every_one_leads_to_an_end() -> None:
    reached = {FaxState.PREPROCESSING}
    while more := {after for (before, _), after in TRANSITIONS.items() if before in reached} - reached:
        reached |= more
    assert reached == set(FaxState)

    for state in FaxState:
        assert (state, FaxEvent.ABORTED) in TRANSITIONS or state.is_final


def test_every_event_happens_somewhere() -> None:
    assert {event for _, event in TRANSITIONS} == set(FaxEvent)


def test_the_times_follow_the_states() -> None:
    entry = entry_in(FaxState.PENDING)
    assert entry.stime == entry.due_at
    later, end = NOW.replace(hour=11), NOW.replace(hour=12)

    move(entry, FaxEvent.DIALED, later, "")
    assert entry.stime == later

    move(entry, FaxEvent.CONFIRMED, end, "")
    assert entry.stime == end

    move(entry, FaxEvent.RESCHEDULED, end, "")
    assert (entry.try_number, entry.stime, entry.ended_at) == (1, NOW, None)


@pytest.mark.parametrize("state", FaxState)
def test_an_entry_comes_into_the_store_at_its_beginning_or_after_its_end(state: FaxState) -> None:
    over = FaxEntry(message="", due_at=NOW, ended_at=NOW)
    if state is FaxState.PREPROCESSING or state.is_final:
        assert place(over, state).state is state
    else:
        with pytest.raises(IllegalMoveError):
            place(over, state)
    if state.is_final:
        with pytest.raises(IllegalMoveError):
            place(FaxEntry(message="", due_at=NOW, ended_at=None), state)


def test_nobody_else_writes_a_state() -> None:
    """Law 5: an assignment to `.state` of anything stands in the lifecycle alone."""
    writers = set()
    folders = ("models", "fax_engine", "emulator/ffws", "emulator/control", "emulator/seeds")
    for path in [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
                writers.add(path.relative_to(ROOT).as_posix())
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FaxEntry":
                assert "state" not in {keyword.arg for keyword in node.keywords}, path
    assert writers == {"fax_engine/lifecycle.py", "fax_engine/deliveries.py"}  # the second writes a delivery's state


def test_the_diagram_in_the_docs_is_the_table() -> None:
    assert diagram() in (ROOT / "docs" / "architecture.md").read_text()
