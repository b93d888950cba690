"""A unit as a file: whole when it comes back, of this version whichever took it, and nothing but values when it comes
in."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command

from models.migrations import configuration
from models.snapshot_check import examine, stamp_of
from models.snapshots import APPLICATION_ID, SnapshotRefused, check_seal
from models.store import Store
from tests.models.test_store import FIRST_SCHEMA
from tests.support.rows import fill, rows_of
from tests.support.units import CLOSINGS

OLD_SNAPSHOTS = sorted((Path(__file__).parents[2] / "fixtures" / "snapshots").glob("*.sql"))

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def store() -> Store:
    made = Store.in_memory()
    CLOSINGS.append(made.close)
    return made


@pytest.fixture
def packed(store: Store) -> bytes:
    """A unit with rows in every table."""
    one = store.open_appliance("one")
    fill(store.engine, one)
    return store.pack_appliance(one, "a stamp")


def unpacked(store: Store, content: bytes) -> Rows:
    return rows_of(store.engine, store.unpack_appliance(content, "unpacked"))


def changed(content: bytes, *statements: str) -> bytes:
    """The file after somebody has been at it on purpose."""
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(content)
        for statement in ("PRAGMA user_version=0", *statements):
            raw.execute(statement)
        raw.commit()
        return raw.serialize()


def test_what_is_unpacked_is_what_was_packed(store: Store, packed: bytes) -> None:
    one = store.find_appliance("one")
    assert one is not None
    before = rows_of(store.engine, one)
    assert all(before.values())

    assert unpacked(store, packed) == before
    assert rows_of(store.engine, one) == before
    other = Store.in_memory()
    CLOSINGS.append(other.close)
    assert unpacked(other, packed) == before
    with other.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert "snapshot" not in {row[1] for row in connection.exec_driver_sql("PRAGMA database_list")}


def test_only_the_one_unit_is_in_the_file(store: Store, packed: bytes) -> None:
    other = store.open_appliance("other")
    fill(store.engine, other)
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(store.pack_appliance(other, "x"))
        assert raw.execute("SELECT count(*), count(DISTINCT appliance_id) FROM fax").fetchone() == (3, 1)
        assert raw.execute("SELECT name FROM appliance").fetchall() == [("unit",)]


def test_a_good_file_is_packed_as_it_was(store: Store, packed: bytes) -> None:
    stamp, content = examine(packed)
    assert stamp == "a stamp" == stamp_of(packed)
    assert unpacked(store, content) == unpacked(store, packed)
    assert examine(content) == (stamp, content)


@pytest.mark.parametrize("path", OLD_SNAPSHOTS, ids=lambda path: path.stem)
def test_snapshots_of_every_version_can_be_used(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.executescript(path.read_text())
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        stamp, content = examine(raw.serialize())
    rows = unpacked(store, content)
    assert stamp.startswith('{"format":1,')
    assert [(entry["state"], entry["recipient_fax_number"]) for entry in rows["fax_entry"]] == [
        ("sent", "218-555-3335"),
        ("failed", "5005550201"),
    ]
    assert [call["outcome"] for call in rows["call"]] == ["busy", "ok"]
    assert len(rows["entry_page"]) == 2


def test_a_file_in_the_first_schema_is_brought_up_to_date(store: Store) -> None:
    engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.StaticPool)
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FIRST_SCHEMA.split(";")[:-1]:
            connection.execute(sqlalchemy.text(statement))
        connection.exec_driver_sql("CREATE TABLE stamp (stamp VARCHAR NOT NULL)")
        connection.exec_driver_sql("INSERT INTO stamp VALUES ('old')")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        stamp, content = examine(raw.serialize())
    engine.dispose()

    rows = unpacked(store, content)
    assert stamp == "old"
    assert [call["outcome"] for call in rows["call"]] == ["busy", "ok", "aborted", "busy"]


HOSTILE: dict[str, tuple[str, tuple[str, ...]]] = {
    "trigger": (
        "trigger evil",
        ("CREATE TRIGGER evil AFTER INSERT ON fax BEGIN DELETE FROM user_account; END",),
    ),
    "view": ("view evil", ("CREATE VIEW evil AS SELECT 1",)),
    "endless view for a table": (
        "view fax",
        (
            "DROP TABLE fax",
            "CREATE VIEW fax AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
        ),
    ),
    "virtual table": ("what no snapshot does", ("CREATE VIRTUAL TABLE evil USING fts5(x)",)),
    "another table": ("other tables than the emulator: evil", ("CREATE TABLE evil (x)",)),
    "no table": ("other tables than the emulator: mail", ("DROP TABLE mail_attachment", "DROP TABLE mail")),
    "another column": ("other columns", ("ALTER TABLE fax ADD COLUMN evil TEXT",)),
    "computed column": ("other columns", ("ALTER TABLE fax ADD COLUMN evil AS (key + 1)",)),
    "no unit": ("of 0 units", ("DELETE FROM appliance",)),
    "two units": ("of 2 units", ("INSERT INTO appliance SELECT 99, 'two', " + "0, 0, 0, 0, 0, 0, 'pdf', 0, 1",)),
    "rows of another": ("rows of another unit", ("UPDATE fax SET appliance_id = 99",)),
    "a reference to nothing": ("refer", ("UPDATE fax_entry SET fax_id = 4711 WHERE number = 7",)),
    "two of what is once": ("UNIQUE", ("DROP INDEX ix_call_number", "UPDATE call SET number = 1")),
    "text for a number": ("fax.priority", ("UPDATE fax SET priority = 'high'",)),
    "a number that counts no further": ("appliance.last_fax_key", ("UPDATE appliance SET last_fax_key = 9e15",)),
    "a key beyond all others": ("station.id", (f"UPDATE station SET id = id + {1 << 62} WHERE number = 9",)),
    "bytes for a text": ("fax.subject", ("UPDATE fax SET subject = x'ff00'",)),
    "text for bytes": ("document.content", ("UPDATE document SET content = 'text'",)),
    "text that is none": ("damaged", ("UPDATE fax SET subject = CAST(x'ff00' AS TEXT)",)),
    "no such state": ("damaged", ("UPDATE fax_entry SET state = 'lost'",)),
    "no such day": ("damaged", ("UPDATE fax SET created_at = '2026-02-31 10:00:00'",)),
    "no JSON": ("damaged", ("UPDATE station SET script = '['",)),
    "no stamp": ("damaged", ("DELETE FROM stamp",)),
    "no version": ("damaged", ("DELETE FROM alembic_version",)),
    "an unknown version": ("damaged", ("UPDATE alembic_version SET version_num = '0000'",)),
    "a newer version": ("newer version", ("UPDATE alembic_version SET version_num = '9999'",)),
    "somebody else's": ("not a snapshot", ("PRAGMA application_id=1",)),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_no_emulator_packed_is_refused(packed: bytes, case: str) -> None:
    reason, statements = HOSTILE[case]
    with pytest.raises(SnapshotRefused, match=reason):
        examine(changed(packed, *statements))


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "no database": lambda _: b"PK\3\4",
    "only its head": lambda content: content[:100],
    "cut off": lambda content: content[: len(content) // 2],
    "zeros in the middle": lambda content: content[:20_000] + bytes(40_000) + content[60_000:],
    "in WAL mode": lambda content: content[:18] + b"\2\2" + content[20:],
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_damaged_is_refused(packed: bytes, case: str) -> None:
    with pytest.raises(SnapshotRefused):
        examine(BROKEN[case](packed))


def test_a_bit_that_is_another_is_found_wherever_it_is(packed: bytes) -> None:
    check_seal(packed)
    for place in range(0, len(packed), 61):
        damaged = bytearray(packed)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(SnapshotRefused, match="checksum"):
            check_seal(bytes(damaged))


def test_what_was_changed_on_purpose_is_taken_when_that_is_said(packed: bytes) -> None:
    """Nothing else tells: it is a good database, and a picture is any bytes."""
    by_hand = changed(packed, "UPDATE page SET bits = x'abcdef'")
    _, content = examine(by_hand)
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(content)
        assert set(raw.execute("SELECT bits FROM page")) == {(bytes.fromhex("abcdef"),)}
    with pytest.raises(SnapshotRefused, match="checksum"):
        examine(by_hand[:60] + packed[60:64] + by_hand[64:])


def test_a_stamp_that_is_made_to_take_for_ever_is_refused(packed: bytes, tmp_path: Path) -> None:
    endless = changed(
        packed,
        "DROP TABLE stamp",
        "CREATE VIEW stamp AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) AS stamp FROM n",
    )
    file = tmp_path / "endless"
    file.write_bytes(endless)
    for place in (endless, file):
        with pytest.raises(SnapshotRefused, match="interrupted"):
            stamp_of(place)
    file.write_bytes(b"no database")
    with pytest.raises(SnapshotRefused):
        stamp_of(file)


def test_what_holds_a_trigger_never_fires_it(store: Store, packed: bytes) -> None:
    evil = changed(packed, "CREATE TRIGGER evil AFTER INSERT ON fax BEGIN DELETE FROM user_account; END")
    assert unpacked(store, evil) == unpacked(store, packed)
