"""What a unit has in the store, row by row: made up for every table there is, and read in a form that can be compared.

Rule: keys are replaced by their places in the unit, so that two units with the same state read the same.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Enum,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    insert,
    select,
)

from models.appliance import Appliance
from models.base import UtcDateTime, table_of
from models.copying import tables_of_units
from models.store import Store

ROWS = 3
"""Made up of each table."""

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def fill(engine: Engine, appliance_id: int) -> None:
    """Put rows into every table of the unit that exists, with something in every column."""
    with engine.begin() as connection:
        ids: dict[str, list[int]] = {}
        for table in tables_of_units():
            is_one = any(
                [column.name for column in constraint.columns] == ["appliance_id"]
                for constraint in table.constraints
                if isinstance(constraint, UniqueConstraint)
            )
            for number in range(1 if is_one else ROWS):
                row = {
                    column.name: appliance_id if column.name == "appliance_id" else _made_up(column, number, ids)
                    for column in table.c
                    if column.name != "id"
                }
                made = connection.execute(insert(table).values(row)).inserted_primary_key
                assert made is not None
                ids.setdefault(table.name, []).append(made[0])


def _made_up(column: Column[Any], number: int, ids: dict[str, list[int]]) -> Any:
    for reference in column.foreign_keys:
        return ids[reference.column.table.name][number]
    kind = column.type
    if isinstance(kind, Enum):
        members = list(kind.enum_class or ())
        return members[number % len(members)]
    if isinstance(kind, UtcDateTime | DateTime):
        return MOMENT + timedelta(hours=number)
    if isinstance(kind, JSON):
        return {"number": number, "é": [None, True, 1.5]}
    if isinstance(kind, LargeBinary):
        return bytes([number, 0, 255])
    if isinstance(kind, Boolean):
        return bool(number % 2)
    return 7 + number if isinstance(kind, Integer) else f"{column.name} {number}, 'é'"


def rows_of(engine: Engine, appliance_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows of the unit by table, and its own; salted digests are left out."""
    with engine.connect() as connection:
        return dict(_tables(connection, appliance_id))


def _tables(connection: Connection, appliance_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    units = table_of(Appliance)
    unit = connection.execute(select(units).where(units.c.id == appliance_id)).mappings().one()
    yield units.name, [{name: value for name, value in unit.items() if name not in ("id", "name")}]
    places: dict[str, dict[int, int]] = {}
    for table in tables_of_units():
        found = connection.execute(
            select(table).where(table.c.appliance_id == appliance_id).order_by(*table.primary_key)
        )
        rows = [dict(row) for row in found.mappings()]
        if "id" in table.c:
            places[table.name] = {row["id"]: place for place, row in enumerate(rows)}
        yield table.name, [{name: _shown(table, name, row[name], places) for name in row} for row in rows]


def _shown(table: Table, name: str, value: Any, places: dict[str, dict[int, int]]) -> Any:
    if name in ("appliance_id", "password_digest") or value is None:
        return None
    if name == "id":
        return places[table.name][value]
    for reference in table.c[name].foreign_keys:
        return places[reference.column.table.name][value]
    return value


def copied(store: Store, appliance_id: int, name: str) -> int:
    """Another unit of that name with the same rows; answers its id."""
    with store.work_on_copy(appliance_id, name) as work:
        return work.appliance_id


def appliance_ids(engine: Engine) -> set[int]:
    """The units that rows in any table belong to."""
    with engine.connect() as connection:
        return {
            row[0] for table in tables_of_units() for row in connection.execute(select(table.c.appliance_id).distinct())
        }
