"""Power cuts: the unit is dropped as it stands and another one takes up its store."""

from datetime import timedelta
from pathlib import Path

import pytest

from emulator.settings import Settings
from fax_engine.workshop import Workshop
from models.fax import Fax
from models.store import Store
from models.vocabulary import FaxState
from tests.support.units import SENT, BenchUnit

S = FaxState


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def power_on(folder: Path, converters: Workshop, fetchers: Workshop) -> BenchUnit:
    return BenchUnit(converters, fetchers, Settings(data_dir=folder), Store.in_folder(folder))


def power_cut(unit: BenchUnit) -> None:
    unit.appliance.context.is_closed = True  # whatever is still in the making is lost
    unit.store.close()


@pytest.mark.parametrize("state", [S.PREPROCESSING, S.PENDING])
def test_what_was_on_its_way_goes_on(folder: Path, converters: Workshop, fetchers: Workshop, state: FaxState) -> None:
    before = power_on(folder, converters, fetchers)
    fax = before.send(SENT, due_at=before.now + timedelta(hours=1))
    before.run_until(fax, state)
    power_cut(before)

    after = power_on(folder, converters, fetchers)
    after.run_until_idle()

    assert after.state(fax) is S.SENT
    assert len(after.attempts(fax)) == 1


def test_a_call_that_was_cut_off_is_a_failed_attempt(folder: Path, converters: Workshop, fetchers: Workshop) -> None:
    before = power_on(folder, converters, fetchers)
    fax = before.send(SENT, max_tries=2)
    before.run_until(fax, S.SENDING)
    power_cut(before)

    after = power_on(folder, converters, fetchers)
    assert (after.state(fax), after.entry(fax).try_number) == (S.PENDING, 2)
    after.run_until_idle()

    assert after.state(fax) is S.SENT
    assert [attempt.outcome for attempt in after.attempts(fax)] == ["power_lost", "ok"]


def test_the_last_try_cut_off_fails(folder: Path, converters: Workshop, fetchers: Workshop) -> None:
    before = power_on(folder, converters, fetchers)
    fax = before.send(SENT, max_tries=1)
    before.run_until(fax, S.SENDING)
    power_cut(before)

    after = power_on(folder, converters, fetchers)
    assert after.state(fax) is S.FAILED


def test_final_ones_and_the_counter_stay(folder: Path, converters: Workshop, fetchers: Workshop) -> None:
    before = power_on(folder, converters, fetchers)
    sent: Fax = before.send(SENT)
    before.run_until_idle()
    power_cut(before)

    after = power_on(folder, converters, fetchers)
    after.run_until_idle()
    assert after.state(sent) is S.SENT
    assert len(after.attempts(sent)) == 1
    assert after.send(SENT).key == sent.key + 1


def test_a_first_start_that_was_cut_off_is_made_good(folder: Path, converters: Workshop, fetchers: Workshop) -> None:
    store = Store.in_folder(folder)
    store.open_appliance("bench")
    store.close()

    unit = power_on(folder, converters, fetchers)
    with unit.appliance.context.work() as work:
        assert work.users.find("admin") is not None
