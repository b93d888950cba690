"""A unit as one file: a SQLite database with the rows of one unit in the newest schema, and a stamp that says what it
is.

Rule: only what this module packed is unpacked into a store. What comes from anywhere else goes through
`models.snapshot_check` first, which packs it anew. A file is sealed: its SQLite user version is a checksum of all the
rest, or 0 where somebody has changed it on purpose.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from sqlite3 import Connection as RawConnection
from sqlite3 import connect
from zlib import crc32

from sqlalchemy import Connection, StaticPool, create_engine
from sqlalchemy.exc import OperationalError

from models.appliance import let_go_of
from models.base import Base, enforce_references
from models.copying import copy_unit

APPLICATION_ID = 0x46465353
"""`FFSS` in the header of the file: what tells a snapshot from other SQLite databases."""

MOST_BYTES = 128 << 20
"""How large a snapshot may be."""

OTHER_TABLES = ("alembic_version", "stamp")
"""What is in the file beside the unit's rows: the version of the schema, and the stamp."""

SEAL = slice(60, 64)
"""Where the user version stands in a file (https://www.sqlite.org/fileformat2.html section 1.3), big-endian."""

_ATTACHED = "snapshot"
_PAGE_BYTES = 1024  # there are many small tables, and a page is the least that each of them and its indexes take
_UNIT = "unit"


class SnapshotRefused(Exception):
    """The snapshot cannot be made or used; the text says why and what would help."""


def pack(connection: Connection, unit_id: int, stamp: str, version: str) -> bytes:
    """The unit as a file, with this stamp; `version` is that of the schema. Raises `SnapshotRefused` when it is too
    large."""
    with _attached(connection, _empty()):
        connection.exec_driver_sql(f"PRAGMA {_ATTACHED}.max_page_count={MOST_BYTES // _PAGE_BYTES}")
        for table, value in zip(OTHER_TABLES, (version, stamp), strict=True):
            connection.exec_driver_sql(f"INSERT INTO {_ATTACHED}.{table} VALUES (?)", (value,))
        try:
            copy_unit(connection, unit_id, _UNIT, target=_ATTACHED)
        except OperationalError as error:
            raise SnapshotRefused(f"the unit takes more than the {MOST_BYTES >> 20} MiB of a snapshot") from error
        connection.commit()
        return _sealed(_raw(connection).serialize(name=_ATTACHED))


def check_seal(content: bytes) -> None:
    """Raises `SnapshotRefused` for a file that is not as it was packed, unless its user version is 0."""
    seal = content[SEAL]
    if any(seal) and seal != _seal_of(content):
        raise SnapshotRefused("the snapshot is damaged: its checksum is not that of what it holds")


def unpack(connection: Connection, content: bytes, name: str) -> int:
    """Make a unit of that name from what was packed; answers its id. Whichever had the name is gone."""
    with _attached(connection, content):
        unit_id: int = connection.exec_driver_sql(f"SELECT id FROM {_ATTACHED}.appliance").scalar_one()
        let_go_of(connection, name)
        new_id = copy_unit(connection, unit_id, name, source=_ATTACHED)
        connection.commit()
    return new_id


def _sealed(content: bytes) -> bytes:
    before, behind = memoryview(content)[: SEAL.start], memoryview(content)[SEAL.stop :]
    return b"".join((before, _seal_of(content), behind))


def _seal_of(content: bytes) -> bytes:
    """A CRC-32, which no single fault of a disk or a line leaves as it was; never 0."""
    before, behind = memoryview(content)[: SEAL.start], memoryview(content)[SEAL.stop :]
    return (crc32(behind, crc32(before)) or 1).to_bytes(4, "big")


@cache
def _empty() -> bytes:
    """A snapshot of nothing."""
    with closing(connect(":memory:")) as raw:
        raw.execute(f"PRAGMA page_size={_PAGE_BYTES}")
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
        Base.metadata.create_all(engine, checkfirst=False)
        raw.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        raw.execute("CREATE TABLE stamp (stamp VARCHAR NOT NULL)")
        return raw.serialize()


@contextmanager
def _attached(connection: Connection, content: bytes) -> Iterator[None]:
    """Have this database beside the store's own, in memory; the connection is in no transaction before and after."""
    enforce_references(connection, False)
    connection.exec_driver_sql(f"ATTACH DATABASE ':memory:' AS {_ATTACHED}")
    try:
        _raw(connection).deserialize(content, name=_ATTACHED)
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql(f"DETACH DATABASE {_ATTACHED}")
        enforce_references(connection, True)


def _raw(connection: Connection) -> RawConnection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, RawConnection)
    return raw
