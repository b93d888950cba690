"""A unit's rows are copied and deleted as a whole, whatever tables there are, and nobody else's are touched."""

import pytest
from sqlalchemy import Engine

from models.base import Base
from models.copying import tables_of_units
from models.store import Store
from tests.support.rows import appliance_ids, copied, fill, rows_of
from tests.support.units import CLOSINGS


@pytest.fixture
def store() -> Store:
    made = Store.in_memory()
    CLOSINGS.append(made.close)
    return made


@pytest.fixture
def engine(store: Store) -> Engine:
    return store.engine


def sweep(store: Store) -> int:
    steps = 0
    while store.sweep():
        steps += 1
    return steps


def test_rows_of_every_table_are_copied_with_what_they_refer_to(store: Store, engine: Engine) -> None:
    store.open_appliance("somebody else")
    one = store.open_appliance("one")
    fill(engine, one)
    before = rows_of(engine, one)
    assert all(before.values()), "a table that nothing was put into"

    first, second = copied(store, one, "first"), copied(store, one, "second")

    assert len({one, first, second}) == 3
    assert rows_of(engine, first) == rows_of(engine, second) == rows_of(engine, one) == before
    assert set(store.count_rows(first).values()) <= {1, 3}
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_copy_shares_nothing_with_what_it_was_made_from(store: Store, engine: Engine) -> None:
    one = store.open_appliance("one")
    fill(engine, one)
    copy = copied(store, one, "copy")
    before = rows_of(engine, copy)

    store.forget_appliance("one")
    sweep(store)

    assert appliance_ids(engine) == {copy}
    assert rows_of(engine, copy) == before
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_what_is_gone_is_deleted_in_steps_and_never_seen_meanwhile(store: Store, engine: Engine) -> None:
    one = store.open_appliance("one")
    fill(engine, one)
    counts = store.forget_appliance("one")
    assert counts == {table.name: 1 if counts[table.name] == 1 else 3 for table in tables_of_units()}
    assert store.find_appliance("one") is None

    again = store.open_appliance("one")
    assert again != one
    assert set(store.count_rows(again).values()) == {0}
    assert sweep(store) > len(tables_of_units())
    assert appliance_ids(engine) == set()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM appliance").scalars().all() == ["one"]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_name_is_taken_in_one_transaction_or_not_at_all(store: Store) -> None:
    one = store.open_appliance("one")
    other = copied(store, one, "/one")

    def fail_half_way() -> None:
        with store.work(other) as work:
            work.take_name("one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert store.find_appliance("one") == one

    with store.work(other) as work:
        work.take_name("one")
    assert store.find_appliance("one") == other


def test_whatever_refers_to_a_row_is_found_by_an_index(engine: Engine) -> None:
    """Each row that is deleted is looked for in all that may refer to it, however many rows others have there."""
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            indexes = connection.exec_driver_sql(f"PRAGMA index_list({table.name})").mappings().all()
            leading = {table.primary_key.columns[0].name} | {
                connection.exec_driver_sql(f"PRAGMA index_info({index['name']})").mappings().all()[0]["name"]
                for index in indexes
                if not index["partial"]
            }
            assert {reference.parent.name for reference in table.foreign_keys} <= leading


def test_a_closed_store_is_not_swept() -> None:
    store = Store.in_memory()
    store.open_appliance("one")
    store.forget_appliance("one")
    store.close()
    assert not store.sweep()
