"""A reset: the unit is as it was when it was new, at the moment of the reset, whatever has become of it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from emulator.seeds.loading import load_seed
from emulator.seeds.seed import Seed
from emulator.settings import Settings
from fax_engine.workshop import Workshop
from models.appliance import aside
from models.store import Store
from models.vocabulary import DestinationType, FaxState
from tests.support.inside import InsideEmulator
from tests.support.mailing import receive, set_route
from tests.support.rows import appliance_ids, copied, fill, rows_of
from tests.support.servers import schedule_fax
from tests.support.units import BUSY, GOOD, START, BenchUnit

ADMIN = ("admin", "admin")

TREE: dict[str, Any] = {
    "users": [{"username": "alice", "password": "secret"}],
    "contacts": {"alice": [{"name": "Kim", "fax_number": "3"}]},
    "settings": {"modem": {"2": {"station_id": "218 555"}}},
    "stations": [{"number": "555*", "script": ["busy", "ok"]}],
    "faxes": [
        {"user": "alice", "created": "-2h", "documents": [{"text": "Sent."}], "recipients": [GOOD]},
        {"user": "alice", "state": "pending", "due": "+1h", "documents": [{"text": "Later."}], "recipients": [GOOD]},
    ],
    "received": [{"documents": [{"text": "Received."}], "ended": "-1d 09:30"}],
    "calls": [{"outcome": "busy"}],
}


def engine_of(unit: BenchUnit) -> Engine:
    return unit.store.engine


def rows(unit: BenchUnit) -> dict[str, list[dict[str, Any]]]:
    return rows_of(engine_of(unit), unit.appliance.appliance_id)


@pytest.fixture
def seed(tmp_path: Path, converters: Workshop) -> Seed:
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(TREE))
    return load_seed(path, Settings(), converters, START)


def test_a_reset_unit_has_the_rows_of_a_new_one(unit: BenchUnit) -> None:
    new = rows(unit)
    for _ in range(3):
        unit.send(GOOD, BUSY)
        unit.run_for(60)
        assert rows(unit) != new
        unit.appliance.reset()
        assert rows(unit) == new


def test_what_was_there_before_is_told_and_goes_altogether(unit: BenchUnit) -> None:
    unit.send(GOOD, BUSY)
    unit.run_until_idle()
    cleared = unit.appliance.reset()
    assert {name: cleared[name] for name in ("fax", "fax_entry", "call", "document", "user_account")} == {
        "fax": 1,
        "fax_entry": 2,
        "call": 4,
        "document": 4,
        "user_account": 1,
    }
    first_state = unit.store.find_appliance(aside("first state of FF240"))
    assert appliance_ids(engine_of(unit)) == {unit.appliance.appliance_id, first_state}


def test_a_seed_counts_from_the_moment_of_the_reset(seed: Seed, converters: Workshop, fetchers: Workshop) -> None:
    """What comes of a reset is, row by row, what planting the seed in a new unit at that moment makes."""
    seeded = BenchUnit(converters, fetchers, seed=seed)
    seeded.run_for(timedelta(days=1, hours=5).total_seconds())
    assert {entry.state for entry in entries(seeded)} == {FaxState.SENT}
    seeded.appliance.reset()
    new = BenchUnit(converters, fetchers, seed=seed)
    new.appliance.timeline.jump_to(seeded.now)
    new.appliance.reset()

    assert rows(seeded) == rows(new)
    waiting = [entry for entry in entries(seeded) if not entry.state.is_final]
    assert [entry.due_at for entry in waiting] == [seeded.now + timedelta(hours=1)]

    for one in (seeded, new):
        one.run_until_idle()
    assert rows(seeded) == rows(new)
    assert {entry.state for entry in entries(seeded)} == {FaxState.SENT}


def entries(unit: BenchUnit) -> Any:
    with unit.appliance.context.work() as work:
        return work.faxes.list_entries(list(FaxState))


def test_a_first_start_is_the_same_as_a_reset(seed: Seed, converters: Workshop, fetchers: Workshop) -> None:
    new = BenchUnit(converters, fetchers, seed=seed)
    new.run_for(0)
    before = rows(new)
    new.appliance.reset()
    new.run_for(0)
    assert rows(new) == before


def test_a_reset_that_is_cut_off_has_not_happened(tmp_path: Path, converters: Workshop, fetchers: Workshop) -> None:
    """The new rows, the name, and the end of the old ones are one transaction."""
    unit = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    fax = unit.send(GOOD)
    unit.run_until_idle()
    before = rows(unit)
    first_state = unit.store.find_appliance(aside("first state of FF240"))
    assert first_state is not None
    with pytest.raises(KeyboardInterrupt), unit.store.work_on_copy(first_state, "bench"):
        raise KeyboardInterrupt
    unit.close()

    again = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    assert again.state(fax) is FaxState.SENT
    assert rows(again) == before
    assert appliance_ids(engine_of(again)) == {again.appliance.appliance_id}


def test_rows_of_nobody_go_at_the_next_start(tmp_path: Path, converters: Workshop, fetchers: Workshop) -> None:
    """A snapshot was laid out, and the process ended before it was anybody's."""
    unit = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    before = rows(unit)
    copied(unit.store, unit.appliance.appliance_id, aside("bench"))
    unit.close()

    again = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    assert rows(again) == before
    assert appliance_ids(engine_of(again)) == {again.appliance.appliance_id}


def test_rows_that_were_not_deleted_yet_when_it_ended_go_at_the_next_start(
    tmp_path: Path, converters: Workshop, fetchers: Workshop
) -> None:
    unit = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    unit.send(GOOD)
    unit.run_until_idle()
    copied(unit.store, unit.appliance.appliance_id, "old")
    unit.store.forget_appliance("old")
    assert len(appliance_ids(engine_of(unit))) == 3
    unit.close()

    again = BenchUnit(converters, fetchers, store=Store.in_folder(tmp_path))
    assert len(entries(again)) == 1
    assert appliance_ids(engine_of(again)) == {again.appliance.appliance_id}


def test_others_are_answered_while_old_rows_are_deleted() -> None:
    with InsideEmulator() as emulator:
        body = schedule_fax(*(f"218555{number:04}" for number in range(100)))
        assert emulator.request("POST", "/ofax", body, ADMIN).status == 201
        emulator.control("POST", "/clock/advance", {"until": "idle"})
        emulator.control("POST", "/reset")
        engine = emulator.unit.context.store.engine
        answers = 0
        while len(appliance_ids(engine)) > 2:
            assert emulator.request("GET", "/ofax", credentials=ADMIN).status == 200
            answers += 1
        assert answers > 1, "all of it was deleted before anybody else was answered"


def test_a_password_counts_until_the_reset_and_the_factory_s_from_then_on() -> None:
    with InsideEmulator() as emulator:
        for _ in range(2):
            assert emulator.request("GET", "/verify", credentials=ADMIN).status == 200
            body = "<user><password>changed</password></user>"
            assert emulator.request("PUT", "/users/admin", body, ADMIN).status == 200
            assert emulator.request("GET", "/verify", credentials=ADMIN).status == 401
            assert emulator.request("GET", "/verify", credentials=("admin", "changed")).status == 200
            emulator.control("POST", "/reset")
            assert emulator.request("GET", "/verify", credentials=("admin", "changed")).status == 401


def test_deliveries_are_counted_from_one_whatever_rows_others_have(unit: BenchUnit) -> None:
    fill(engine_of(unit), unit.store.open_appliance("other"))
    set_route(unit, (DestinationType.EMAIL, "sales@example.com"))
    for _ in range(2):
        receive(unit)
    with unit.appliance.context.work() as work:
        found = work.deliveries.newest(10)
        assert list(work.deliveries.numbers(found).values()) == [1, 2]
        assert work.deliveries.numbers(found[:1]) == {found[0][0].id: 2}
