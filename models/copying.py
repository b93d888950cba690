"""A unit's rows, all of them: counted, copied to another unit of this database or of an attached one, deleted in steps.

Rule: which rows there are, and what refers to what, the mapped classes alone say; a table of theirs needs nothing here.
All keys of a table move by the same distance and whatever refers to them moves along, so a copy keeps the order of its
rows.
"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Column, Connection, Table

from models.appliance import Appliance
from models.base import Base, table_of

HERE = "main"
"""What SQLite calls the database itself, beside those that are attached to it."""

STEP = 250
"""Rows that one step of a deletion takes: about a millisecond, within which nobody else is answered."""


@cache
def tables_of_units() -> tuple[Table, ...]:
    """Every table with rows of units, after all those that it refers to."""
    return tuple(table for table in Base.metadata.sorted_tables if "appliance_id" in table.c)


def count_rows(connection: Connection, unit_id: int) -> dict[str, int]:
    """How many rows of each table belong to the unit."""
    return {row[0]: row[1] for row in connection.exec_driver_sql(_counts(), {"unit": unit_id})}


def copy_unit(connection: Connection, unit_id: int, name: str, source: str = HERE, target: str = HERE) -> int:
    """Make another unit of that name with the same rows; answers its id. The caller commits."""
    units = table_of(Appliance)
    columns = [column.name for column in units.c if column.name not in ("id", "name")]
    new_id: int = connection.exec_driver_sql(
        f"INSERT INTO {target}.{units.name} (id, name, {', '.join(columns)})"
        f" SELECT (SELECT coalesce(max(id), 0) + 1 FROM {target}.{units.name}), :name, {', '.join(columns)}"
        f" FROM {source}.{units.name} WHERE id = :unit RETURNING id",
        {"name": name, "unit": unit_id},
    ).scalar_one()
    distances = _distances(connection, unit_id, source, target)
    values = dict.fromkeys((table.name for table in tables_of_units()), 0) | distances
    for table in tables_of_units():
        if table.name in distances:
            connection.exec_driver_sql(_insertion(table, source, target), {**values, "unit": unit_id, "new": new_id})
    return new_id


def delete_step(connection: Connection, unit_id: int) -> bool:
    """Delete a few of the unit's rows, what refers to a row before the row; answers whether there were any.

    With the last of them gone, the unit itself is deleted. The caller commits.
    """
    table = connection.exec_driver_sql(_next_to_go(), {"unit": unit_id}).scalar()
    if table is None:
        connection.exec_driver_sql(f"DELETE FROM {table_of(Appliance).name} WHERE id = :unit", {"unit": unit_id})
        return False
    connection.exec_driver_sql(
        f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE appliance_id = :unit LIMIT {STEP})",
        {"unit": unit_id},
    )
    return True


@cache
def _next_to_go() -> str:
    """The last table that has rows of the unit; those before it may be referred to."""
    cases = " ".join(
        f"WHEN EXISTS (SELECT 1 FROM {table.name} WHERE appliance_id = :unit) THEN '{table.name}'"
        for table in reversed(tables_of_units())
    )
    return f"SELECT CASE {cases} END"


@cache
def _counts() -> str:
    return " UNION ALL ".join(
        f"SELECT '{table.name}', count(*) FROM {table.name} WHERE appliance_id = :unit" for table in tables_of_units()
    )


def _distances(connection: Connection, unit_id: int, source: str, target: str) -> dict[str, int]:
    """How far the keys of each table move that has rows of the unit: to right behind all that are there."""
    ends = connection.exec_driver_sql(_ends(source, target), {"unit": unit_id})
    return {row[0]: row[2] + 1 - row[1] for row in ends if row[1] is not None}


@cache
def _ends(source: str, target: str) -> str:
    """The first key of the unit in each table, and the last of all where it goes."""
    return " UNION ALL ".join(
        f"SELECT '{table.name}', (SELECT min({key}) FROM {source}.{table.name} WHERE appliance_id = :unit),"
        f" (SELECT coalesce(max({key}), 0) FROM {target}.{table.name})"
        for table in tables_of_units()
        for key in ("id" if "id" in table.c else "appliance_id",)
    )


@cache
def _insertion(table: Table, source: str, target: str) -> str:
    """The statement that copies the rows of a table; how far keys move stands in it by the names of their tables.

    It is the same text every time: SQLite keeps what it made of it.
    """
    names = ", ".join(column.name for column in table.c)
    values = ", ".join(_moved(column) for column in table.c)
    return (
        f"INSERT INTO {target}.{table.name} ({names})"
        f" SELECT {values} FROM {source}.{table.name} WHERE appliance_id = :unit ORDER BY rowid"
    )


def _moved(column: Column[object]) -> str:
    if column.name == "appliance_id":
        return ":new"
    return " + ".join((str(column.name), *(f":{name}" for name in _keys_in(column))))


def _keys_in(column: Column[object]) -> Iterator[str]:
    """The table whose key stands in the column: its own, or the one that it refers to."""
    if column.name == "id":
        yield column.table.name
    for reference in column.foreign_keys:
        yield reference.column.table.name
