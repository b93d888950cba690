"""The two tables: every state can be reached and left, every timer is answered, every code is a documented one."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from inspect import getsource
from types import ModuleType

import pytest

from hardware_sim.hangup import HANGUP_CODES
from hardware_sim.t30 import phases, receiver_table, rows, transmitter_table, triggers
from hardware_sim.t30.commands import HangUp, StartTimer, StopTimer
from hardware_sim.t30.phases import PHASES
from hardware_sim.t30.receiver_table import RECEIVER, ReceiverState
from hardware_sim.t30.reception import ANSWERS, Reception
from hardware_sim.t30.rows import Do, Row, Rows, joined
from hardware_sim.t30.station import FRAMES, OTHERWISE
from hardware_sim.t30.timers import Timer
from hardware_sim.t30.transmission import Transmission
from hardware_sim.t30.transmitter_table import TRANSMITTER, TransmitterState
from hardware_sim.t30.triggers import Trigger

TABLES = [
    pytest.param(TRANSMITTER, TransmitterState.IDLE, id="transmitter"),
    pytest.param(RECEIVER, ReceiverState.IDLE, id="receiver"),
]
EXPIRY = {
    **{timer: Trigger(f"{timer} expired") for timer in (Timer.T1, Timer.T2, Timer.T3, Timer.T4, Timer.T5)},
    Timer.BUSY: Trigger.READY,
}
RAN_OUT = {trigger: timer for timer, trigger in EXPIRY.items()} | {
    Trigger.T1_NOTHING: Timer.T1,
    Trigger.T1_GARBLED: Timer.T1,
    Trigger.T2_GARBLED: Timer.T2,
    Trigger.T4_LAST: Timer.T4,
    Trigger.T4_LAST_GARBLED: Timer.T4,
}


def rows_of(table: Rows, state: StrEnum) -> Iterator[tuple[Trigger, Row]]:
    return ((trigger, row) for (where, trigger), row in table.items() if where is state)


def running_after(running: frozenset[Timer], trigger: Trigger, row: Row) -> frozenset[Timer]:
    """The timers that may run once a row was carried out, by those that may have run before."""
    left = set(running) - {RAN_OUT.get(trigger)}
    for step in row.steps:
        match step:
            case StartTimer(timer):
                left.add(timer)
            case StopTimer(timer):
                left.discard(timer)
            case HangUp():
                left.clear()
            case Do.WAIT_UNTIL_READY:
                left.add(Timer.BUSY)
    return frozenset(left)


def timers_by_state(table: Rows, first: StrEnum) -> dict[StrEnum, set[Timer]]:
    """The timers that may run in each state that can be reached."""
    found: dict[StrEnum, set[Timer]] = {first: set()}
    seen = {(first, frozenset[Timer]())}
    waiting = list(seen)
    while waiting:
        state, running = waiting.pop()
        found.setdefault(state, set()).update(running)
        for trigger, row in rows_of(table, state):
            if trigger in RAN_OUT and RAN_OUT[trigger] not in running:
                continue
            after = (row.state, running_after(running, trigger, row))
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return found


@pytest.mark.parametrize(("table", "first"), TABLES)
def test_every_state_is_reached_and_has_a_way_to_the_end(table: Rows, first: StrEnum) -> None:
    states = set(type(first))
    assert set(timers_by_state(table, first)) == states
    ended = next(state for state in states if state.name == "ENDED")
    leading = {ended}
    while more := {where for (where, _), row in table.items() if row.state in leading} - leading:
        leading |= more
    assert leading == states


@pytest.mark.parametrize(("table", "first"), TABLES)
def test_every_state_answers_every_timer_that_may_run_in_it(table: Rows, first: StrEnum) -> None:
    unanswered = [
        f"{state}: {timer}"
        for state, timers in timers_by_state(table, first).items()
        for timer in timers
        if (state, EXPIRY[timer]) not in table
    ]
    assert unanswered == []


@pytest.mark.parametrize(("table", "first"), TABLES)
def test_every_state_but_the_last_knows_a_dead_line(table: Rows, first: StrEnum) -> None:
    deaf = [state for state in type(first) if (state, Trigger.DISCONNECTED) not in table]
    assert [state.name for state in deaf] == ["ENDED"]


@pytest.mark.parametrize(("table", "first"), TABLES)
def test_a_signal_that_stops_the_wait_never_leaves_a_station_without_a_timer(table: Rows, first: StrEnum) -> None:
    stopping = [state for (state, trigger), _ in table.items() if trigger is Trigger.SIGNAL]
    for state in stopping:
        for trigger in (Trigger.GARBLED, Trigger.UNEXPECTED):
            steps = table[state, trigger].steps
            assert any(isinstance(step, StartTimer | HangUp) for step in steps), f"{state}, {trigger}"


@pytest.mark.parametrize(("table", "first"), TABLES)
def test_nothing_leads_out_of_the_end(table: Rows, first: StrEnum) -> None:
    assert not [state for state, _ in table if state.name == "ENDED"]
    for row in table.values():
        ends = [step for step in row.steps if isinstance(step, HangUp)]
        assert bool(ends) is (row.state.name == "ENDED")
        assert ends in ([], list(row.steps[-1:]))


@pytest.mark.parametrize(("table", "first"), TABLES)
def test_every_row_stays_in_its_own_table(table: Rows, first: StrEnum) -> None:
    assert {type(state) for state, _ in table} == {type(first)}
    assert {type(row.state) for row in table.values()} == {type(first)}


def codes_of(table: Rows) -> set[str]:
    return {step.code for row in table.values() for step in row.steps if isinstance(step, HangUp)}


def test_each_side_hangs_up_with_the_documented_codes_of_its_phases() -> None:
    sending = {code for code in HANGUP_CODES if "20" <= code <= "58"}
    receiving = {code for code in HANGUP_CODES if code >= "70"}
    assert codes_of(TRANSMITTER) == sending | {"00", "05", "11"}
    assert codes_of(RECEIVER) == receiving | {"00", "01", "11"}


def test_every_step_is_one_that_its_memory_knows_and_none_is_left_over() -> None:
    sending = {step for row in TRANSMITTER.values() for step in row.steps if isinstance(step, Do)}
    receiving = {step for row in RECEIVER.values() for step in row.steps if isinstance(step, Do)}
    assert sending == set(Transmission.steps)
    assert receiving == set(Reception.steps) | set(ANSWERS)
    assert sending | receiving == set(Do)


def test_every_trigger_stands_in_a_table() -> None:
    assert {trigger for _, trigger in (*TRANSMITTER, *RECEIVER)} == set(Trigger)


def test_what_counts_instead_of_a_trigger_is_no_frame() -> None:
    assert not FRAMES & set(OTHERWISE)
    assert Trigger.DIS in FRAMES
    assert Trigger.T4 not in FRAMES


def test_every_state_has_a_phase() -> None:
    assert set(PHASES) == {*TransmitterState, *ReceiverState}


@pytest.mark.parametrize("module", [transmitter_table, receiver_table, rows, triggers, phases])
def test_no_mapping_names_a_key_twice(module: ModuleType) -> None:
    literals = [node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.Dict)]
    for literal in literals:
        keys = [ast.unparse(key) for key in literal.keys if key is not None]
        assert sorted(keys) == sorted(set(keys))


def test_a_row_that_stands_twice_is_refused() -> None:
    group: Rows = {(TransmitterState.IDLE, Trigger.CONNECTED): Row(TransmitterState.CALLING)}
    with pytest.raises(ValueError, match="idle, connected"):
        joined(group, group)
