"""The store: what is committed stays, what fails leaves nothing, units never meet, versions are told apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.base import Base
from models.call import NEVER_CALLED, Call, LogRange
from models.fax import FaxEntry
from models.migrations import configuration, upgrade
from models.store import SCHEMA_VERSION, Store, StoreError
from models.user import User
from models.vocabulary import Direction, FaxState
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


FIRST_SCHEMA = """
INSERT INTO appliance (id, name, last_fax_key) VALUES (7, 'one', 1);
INSERT INTO fax (id, appliance_id, key, username, agent, created_at, cover_page_name, cover_page_enabled, subject,
    comments, sender_name, sender_organization, sender_phone_number, sender_fax_number, sender_email_address, max_tries,
    try_interval, priority, receipt, receipt_attachment)
    VALUES (1, 7, 1, 'ann', 'FFWS', '2026-01-01 10:00:00', '', 0, '', '', '', '', '', '', '', 3, 300, 3, 'never', 'none');
INSERT INTO fax_entry (id, appliance_id, fax_id, number, recipient_name, recipient_organization, recipient_fax_number,
    recipient_phone_number, state, message, priority, due_at, try_number, pages, approver)
    VALUES (5, 7, 1, 0, '', '', '555-1234', '', 'sent', '', 3, '2026-01-01 10:00:00', 2, 1, '');
INSERT INTO attempt (appliance_id, entry_id, try_number, channel, outcome, succeeded, started_at, ended_at, remote_id,
    pages, hangup_code, hangup_message)
    VALUES (7, 5, 1, 1, 'busy', 0, '2026-01-01 10:00:00', '2026-01-01 10:00:09', '', 0, '', 'busy'),
           (7, 5, 2, 2, 'ok', 1, '2026-01-01 10:05:00', '2026-01-01 10:06:00', 'x', 1, '00', 'normal'),
           (7, 5, 1, 1, 'aborted', 0, '2026-01-01 10:10:00', '2026-01-01 10:11:00', '', 0, '02', 'cancelled'),
           (7, 5, 3, 1, 'busy', 0, '2026-01-01 10:15:00', '2026-01-01 10:16:00', '', 0, '', 'busy');
"""


def store_of_the_first_version(folder: Path, *more: str) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(f"sqlite:///{folder / 'faxfinder.db'}")
    CLOSINGS.append(engine.dispose)
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (*FIRST_SCHEMA.split(";")[:-1], *more):
            connection.execute(sqlalchemy.text(statement))
    return engine


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    engine = store_of_the_first_version(tmp_path, "CREATE TABLE inbound_page (in_the_way TEXT)")
    before = sqlalchemy.inspect(engine).get_table_names()

    with pytest.raises(StoreError, match="inbound_page"):
        Store.in_folder(tmp_path)

    with engine.connect() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == before
        assert connection.execute(sqlalchemy.text("SELECT count(*) FROM attempt")).scalar() == 4
        assert connection.execute(sqlalchemy.text("SELECT version_num FROM alembic_version")).scalar() == "0001"


def test_a_store_of_the_first_version_keeps_its_attempts_as_calls(tmp_path: Path) -> None:
    store_of_the_first_version(tmp_path)

    store = Store.in_folder(tmp_path)
    CLOSINGS.append(store.close)
    with store.work(store.open_appliance("one")) as work:
        (calls,) = work.calls.of_entries([FaxEntry(id=5)]).values()
        added = work.calls.add(call_that_came_in())
    assert [(call.number, call.try_number, call.username, call.fax_number) for call in calls] == [
        (1, 1, "ann", "555-1234"),
        (2, 2, "ann", "555-1234"),
        (3, 1, "ann", "555-1234"),
        (4, 3, "ann", "555-1234"),
    ]
    assert [(call.state, call.message) for call in calls] == [
        (FaxState.PENDING, "busy"),
        (FaxState.SENT, "Successfully sent fax"),
        (FaxState.ABORTED, "Fax aborted by user"),
        (FaxState.FAILED, "busy"),
    ]
    assert added.number == 5


def test_faxes_of_the_first_version_are_kept(tmp_path: Path) -> None:
    store_of_the_first_version(tmp_path)

    store = Store.in_folder(tmp_path)
    CLOSINGS.append(store.close)
    with store.work(store.open_appliance("one")) as work:
        assert work.window.is_kept(5)


def test_the_version_in_the_store_is_that_of_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == SCHEMA_VERSION


def test_a_folder_is_one_store_s_at_a_time(tmp_path: Path) -> None:
    first = Store.in_folder(tmp_path)
    with pytest.raises(StoreError, match="in use"):
        Store.in_folder(tmp_path)
    first.close()
    Store.in_folder(tmp_path).close()


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


def test_a_commit_that_fails_leaves_nothing_behind() -> None:
    store = in_memory()
    appliance_id = store.open_appliance("one")

    def add_for_nobody() -> None:
        with store.work(appliance_id) as work:
            work.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # so that the commit finds out
            work.users.add(User(username="alice", password_digest="x"))
            work.connection.execute(sqlalchemy.update(User).values(appliance_id=appliance_id + 1))

    with pytest.raises(sqlalchemy.exc.IntegrityError):
        add_for_nobody()
    add_user(store, appliance_id, "bob")
    with store.work(appliance_id) as work:
        assert [user.username for user in work.users.all()] == ["bob"]
    assert store.count_rows(appliance_id)["user_account"] == 1


def test_a_transaction_within_another_is_refused() -> None:
    """It would commit what the outer one has done so far."""
    store = in_memory()
    appliance_id = store.open_appliance("one")

    def add_two() -> None:
        with store.work(appliance_id) as work:
            work.users.add(User(username="alice", password_digest="x"))
            add_user(store, appliance_id, "bob")

    with pytest.raises(sqlalchemy.exc.InvalidRequestError):
        add_two()
    with store.work(appliance_id) as work:
        assert work.users.all() == []


def test_a_moment_without_zone_is_refused() -> None:
    from models.base import UtcDateTime

    with pytest.raises(ValueError, match="no time zone"):
        UtcDateTime().bind_processor(sqlalchemy.engine.default.DefaultDialect())(datetime(2026, 1, 1))


def test_every_row_belongs_to_a_unit() -> None:
    for table in Base.metadata.sorted_tables:
        # A workspace's own row names its unit: it outlives the unit's rows, which a reset takes away.
        assert table.name in ("appliance", "workspace") or "appliance_id" in table.c


MANY = 40_000
"""More than one statement may name on a database that takes as few as SQLite does unless it is built otherwise."""


@contextmanager
def few_variables() -> Iterator[None]:
    """Databases that are opened meanwhile take 32,766 values in a statement."""

    def restrict(connection: Any, _record: Any) -> None:
        connection.setlimit(SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)

    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", restrict)
    yield
    sqlalchemy.event.remove(sqlalchemy.Engine, "connect", restrict)


def test_any_number_of_rows_can_be_asked_about_at_once() -> None:
    with few_variables():
        store = in_memory()
        with store.work(store.open_appliance("one")) as work:
            calls = [Call(id=number, entry_id=number) for number in range(MANY)]
            assert work.calls.of_entries([FaxEntry(id=number) for number in range(MANY)]) == {}
            assert work.calls.entries_of(calls) == {}
            assert work.inbound.of_calls(calls) == {}


def test_a_number_that_was_taken_is_nobody_elses() -> None:
    store = in_memory()
    with store.work(store.open_appliance("one")) as work:
        taken = work.calls.take_number()
        other = work.calls.add(call_that_came_in())
        assert work.calls.add(call_that_came_in(), taken).number == 1
        assert (taken, other.number, work.calls.take_number()) == (1, 2, 3)


def test_what_was_never_called_is_an_attempt_and_no_call() -> None:
    store = in_memory()
    with store.work(store.open_appliance("one")) as work:
        attempt = call_that_came_in()
        attempt.direction, attempt.outcome, attempt.channel = Direction.OUTBOUND, NEVER_CALLED, 0
        work.calls.add_all([call_that_came_in(), attempt])
        assert [call.number for call in work.calls.log(LogRange(), limit=10)] == [1]
        assert [call.number for call in work.calls.log(LogRange(Direction.OUTBOUND), limit=10)] == [2]
        assert work.calls.count(LogRange()) == 1
        assert work.calls.count(LogRange(Direction.OUTBOUND)) == 1


def call_that_came_in() -> Call:
    moment = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    return Call(
        direction=Direction.INBOUND,
        channel=1,
        outcome="ok",
        succeeded=True,
        started_at=moment,
        ended_at=moment,
        pages=0,
    )
