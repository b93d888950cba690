"""A unit's rows, all of them: counted, copied to another unit of this database or of an attached one, deleted in steps.

Rule: which rows there are, and what refers to what, the mapped classes alone say; a table of theirs needs nothing here. All
keys of a table move by the same distance and whatever refers to them moves along, so a copy keeps the order of its rows.
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


def count_rows(connection: Connection, unit_id: int, database: str = HERE) -> dict[str, int]:
    """How many rows of each table belong to the unit."""
    return {row[0]: row[1] for row in connection.exec_driver_sql(_counts(database), {"unit": unit_id})}


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
    counts = count_rows(connection, unit_id, source)
    distances: dict[str, int] = {}
    for table in tables_of_units():
        if counts[table.name]:
            distances[table.name] = _distance(connection, table, unit_id, source, target)
            names = ", ".join(column.name for column in table.c)
            values = ", ".join(_moved(column, distances) for column in table.c)
            connection.exec_driver_sql(
                f"INSERT INTO {target}.{table.name} ({names})"
                f" SELECT {values} FROM {source}.{table.name} WHERE appliance_id = :unit ORDER BY rowid",
                {"unit": unit_id, "new": new_id},
            )
    return new_id


def delete_step(connection: Connection, unit_id: int) -> bool:
    """Delete a few of the unit's rows, and the unit itself with the last; answers whether there are more.

    References must not be enforced meanwhile: everything of a unit goes, what refers to a row before the row, and looking
    for what might refer to it is what would take the time. The caller commits.
    """
    for table in reversed(tables_of_units()):
        gone = connection.exec_driver_sql(
            f"DELETE FROM {table.name} WHERE rowid IN"
            f" (SELECT rowid FROM {table.name} WHERE appliance_id = :unit LIMIT {STEP})",
            {"unit": unit_id},
        )
        if gone.rowcount:
            return True
    connection.exec_driver_sql(f"DELETE FROM {table_of(Appliance).name} WHERE id = :unit", {"unit": unit_id})
    return False


@cache
def _counts(database: str) -> str:
    return " UNION ALL ".join(
        f"SELECT '{table.name}', count(*) FROM {database}.{table.name} WHERE appliance_id = :unit"
        for table in tables_of_units()
    )


def _distance(connection: Connection, table: Table, unit_id: int, source: str, target: str) -> int:
    """How far the table's keys move: to right behind all that are there. 0 for a table without a key of its own."""
    if "id" not in table.c:
        return 0
    distance: int = connection.exec_driver_sql(
        f"SELECT (SELECT coalesce(max(id), 0) FROM {target}.{table.name}) + 1"
        f" - (SELECT min(id) FROM {source}.{table.name} WHERE appliance_id = :unit)",
        {"unit": unit_id},
    ).scalar_one()
    return distance


def _moved(column: Column[object], distances: dict[str, int]) -> str:
    if column.name == "appliance_id":
        return ":new"
    distance = sum(distances.get(name, 0) for name in _keys_in(column))
    return f"{column.name} + {distance}" if distance else str(column.name)


def _keys_in(column: Column[object]) -> Iterator[str]:
    """The table whose key stands in the column: its own, or the one that it refers to."""
    if column.name == "id":
        yield column.table.name
    for reference in column.foreign_keys:
        yield reference.column.table.name
