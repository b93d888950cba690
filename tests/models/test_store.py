"""The store: what is committed stays, what fails leaves nothing, units never meet, versions are told apart."""

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.base import Base
from models.fax import FaxEntry
from models.migrations import configuration, upgrade
from models.store import SCHEMA_VERSION, Store, StoreError
from models.user import User
from tests.support.units import CLOSINGS


def in_memory() -> Store:
    store = Store.in_memory()
    CLOSINGS.append(store.close)
    return store


def add_user(store: Store, appliance_id: int, username: str) -> None:
    with store.work(appliance_id) as work:
        work.users.add(User(username=username, password_digest="x"))


def test_a_folder_keeps_what_was_committed(tmp_path: Path) -> None:
    store = Store.in_folder(tmp_path / "new" / "folder")
    appliance_id = store.open_appliance("one")
    add_user(store, appliance_id, "ann")
    store.close()

    again = Store.in_folder(tmp_path / "new" / "folder")
    assert again.open_appliance("one") == appliance_id
    with again.work(appliance_id) as work:
        assert work.users.find("ann") is not None
    again.close()


def test_what_fails_leaves_nothing_and_tells_nobody() -> None:
    store = in_memory()
    appliance_id = store.open_appliance("one")
    told: list[str] = []

    def fail_half_way() -> None:
        with store.work(appliance_id) as work:
            work.users.add(User(username="ann", password_digest="x"))
            work.documents.keep(b"written at once")
            work.after_commit(lambda: told.append("ann"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with store.work(appliance_id) as work:
        assert work.users.find("ann") is None
    assert told == []
    assert set(store.forget_appliance("one").values()) == {0}


def test_units_never_meet() -> None:
    store = in_memory()
    one = store.open_appliance("one")
    two = store.open_appliance("two")
    add_user(store, one, "ann")
    add_user(store, two, "ann")

    cleared = store.forget_appliance("one")

    assert cleared["user_account"] == 1
    with store.work(two) as work:
        assert work.users.find("ann") is not None


def test_the_migrations_make_the_schema_that_the_classes_have() -> None:
    engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.StaticPool)
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_version_in_the_store_is_that_of_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == SCHEMA_VERSION


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Store.in_folder(tmp_path).close()
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'faxfinder.db'}")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreError, match="newer version"):
        Store.in_folder(tmp_path)


def test_a_folder_that_cannot_be_written_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        Store.in_folder(tmp_path / "file")


def test_a_moment_without_zone_is_refused() -> None:
    from models.base import UtcDateTime

    with pytest.raises(ValueError, match="no time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sqlalchemy.engine.default.DefaultDialect())


def test_every_row_belongs_to_a_unit() -> None:
    for table in Base.metadata.sorted_tables:
        assert table.name == "appliance" or "appliance_id" in table.c


def test_any_number_of_entries_can_be_asked_about_at_once() -> None:
    store = in_memory()
    with store.work(store.open_appliance("one")) as work:
        assert work.calls.of_entries([FaxEntry(id=number) for number in range(40_000)]) == {}
