"""Snapshots from anywhere: what is in a file is looked at, brought to the newest schema, and packed anew.

Rule: nothing of the file itself survives but values, each of the kind that its column has. Whatever else it holds
(other tables, views, triggers, columns that there are not) has it refused. It is not looked at whether the values make
sense: a snapshot does what the unit that it was taken of could have done. This is work for another process: a file may
be made to take long.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, StaticPool, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from models.appliance import Appliance
from models.base import Base, table_of
from models.copying import tables_of_units
from models.snapshots import APPLICATION_ID, OTHER_TABLES, SnapshotRefused, check_seal, pack, unpack
from models.store import SCHEMA_VERSION, Store

MAGIC = b"SQLite format 3\0"

STEPS = 100_000
"""Of SQLite's machine, which reading a stamp takes a few dozen of: a file may be made to take for ever."""

LARGEST_KEY = 1 << 40
LARGEST_NUMBER = 1 << 31
"""Beyond these nothing could be counted on."""

FOREIGN = "this is not a snapshot of the emulator"
DAMAGED = "the snapshot is damaged"


def stamp_of(place: bytes | Path) -> str:
    """The stamp of a snapshot, given as it is or as a file; nothing else in it is looked at. Raises
    `SnapshotRefused`."""
    with _refusing(), _opened(place) as raw:
        raw.set_progress_handler(lambda: 1, STEPS)
        return _stamp(raw)


def examine(content: bytes) -> tuple[str, bytes]:
    """The stamp of a snapshot, and the snapshot as this version would have packed it. Raises `SnapshotRefused`."""
    with _refusing(), _opened(content) as raw:
        check_seal(content)
        if raw.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise SnapshotRefused(DAMAGED)
        _check_plain(raw)
        stamp = _stamp(raw)
        _bring_up_to_date(raw)
        _check_tables(raw)
        return stamp, _packed_anew(raw.serialize(), stamp)


def _packed_anew(content: bytes, stamp: str) -> bytes:
    with closing(Store.in_memory()) as store, store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA trusted_schema=OFF")
        unit_id = unpack(connection, content, "unit")
        if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise SnapshotRefused(f"table {lost[0]} has rows that refer to nothing")
        for table in (table_of(Appliance), *tables_of_units()):
            _check_values(connection, table)
        connection.rollback()
        return pack(connection, unit_id, stamp, SCHEMA_VERSION)


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever SQLite or SQLAlchemy have against the file is a reason to refuse it."""
    try:
        yield
    except (sqlite3.Error, SQLAlchemyError, ValueError, TypeError, LookupError, OverflowError) as error:
        raise SnapshotRefused(f"{DAMAGED}: {error}") from error


@contextmanager
def _opened(place: bytes | Path) -> Iterator[sqlite3.Connection]:
    with closing(_connect(place)) as raw:
        raw.execute("PRAGMA trusted_schema=OFF")
        if raw.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise SnapshotRefused(FOREIGN)
        yield raw


def _connect(place: bytes | Path) -> sqlite3.Connection:
    if isinstance(place, Path):
        return sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    if not place.startswith(MAGIC):
        raise SnapshotRefused(FOREIGN)
    raw = sqlite3.connect(":memory:")
    raw.deserialize(place)
    return raw


def _check_plain(raw: sqlite3.Connection) -> None:
    """Nothing that does anything by itself."""
    for kind, name, text in raw.execute("SELECT type, name, sql FROM sqlite_schema"):
        if kind not in ("table", "index") or (text or "").upper().startswith("CREATE VIRTUAL"):
            raise SnapshotRefused(f"the snapshot holds what no snapshot does: {kind} {name}")


def _stamp(raw: sqlite3.Connection) -> str:
    (stamp,) = raw.execute("SELECT stamp FROM stamp LIMIT 1").fetchone() or (None,)
    if not isinstance(stamp, str):
        raise SnapshotRefused(DAMAGED)
    return stamp


def _bring_up_to_date(raw: sqlite3.Connection) -> None:
    (version,) = raw.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
    if version == SCHEMA_VERSION:
        return
    if str(version) > SCHEMA_VERSION:
        raise SnapshotRefused(
            f"the snapshot was taken by a newer version (schema {version}, this program knows {SCHEMA_VERSION}); "
            "use that version"
        )
    from alembic.util import CommandError

    from models.migrations import upgrade

    raw.execute("PRAGMA foreign_keys=ON")
    try:
        upgrade(create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool))
    except (CommandError, RuntimeError) as error:
        raise SnapshotRefused(f"{DAMAGED}: {error}") from error


def _check_tables(raw: sqlite3.Connection) -> None:
    """Exactly the tables and columns that there are, and one unit."""
    known = Base.metadata.tables
    found = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if odd := found ^ {*known, *OTHER_TABLES}:
        raise SnapshotRefused(f"the snapshot has other tables than the emulator: {', '.join(sorted(odd))}")
    for name, table in known.items():
        columns = {row[1] for row in raw.execute(f"PRAGMA table_xinfo({name})")}
        if columns != set(table.c.keys()):
            raise SnapshotRefused(f"table {name} has other columns than the emulator's")
    units = [row[0] for row in raw.execute("SELECT id FROM appliance")]
    if len(units) != 1:
        raise SnapshotRefused(f"the snapshot is of {len(units)} units, not of one")
    for table in tables_of_units():
        if raw.execute(f"SELECT 1 FROM {table.name} WHERE appliance_id IS NOT ? LIMIT 1", units).fetchone():
            raise SnapshotRefused(f"table {table.name} has rows of another unit")


def _check_values(connection: Connection, table: Table) -> None:
    for column in table.c:
        if connection.exec_driver_sql(f"SELECT 1 FROM {table.name} WHERE NOT ({_fits(column)}) LIMIT 1").first():
            raise SnapshotRefused(f"{table.name}.{column.name} holds what does not belong there")
    for _ in connection.execute(select(*(column for column in table.c if not _is_bytes(column)))):
        pass  # reading a row makes moments, choices and JSON of its texts


def _fits(column: Column[object]) -> str:
    """The condition, in SQL, that the column's value is of its kind; NULL is the schema's affair."""
    name = column.name
    if _is_bytes(column):
        return f"{name} IS NULL OR typeof({name}) = 'blob'"
    if isinstance(column.type, Boolean):
        return f"{name} IS NULL OR typeof({name}) = 'integer' AND {name} IN (0, 1)"
    if isinstance(column.type, Integer):
        is_key = column.primary_key or column.foreign_keys
        most = LARGEST_KEY if is_key else LARGEST_NUMBER
        return f"{name} IS NULL OR typeof({name}) = 'integer' AND {name} > -{most} AND {name} < {most}"
    return f"{name} IS NULL OR typeof({name}) = 'text'"


def _is_bytes(column: Column[object]) -> bool:
    return isinstance(column.type, LargeBinary)
