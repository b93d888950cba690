"""What every mapped class shares: constraint names, and moments that always know their zone.

Rule: every row carries the appliance it belongs to, so that one store holds any number of isolated units.
"""

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnDefault,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Enum,
    ForeignKey,
    MetaData,
    Table,
    create_mock_engine,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

ZONE = "+00:00"
"""How UTC is written; moments in the store are without it."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC as SQLAlchemy stores one in SQLite, to the microsecond; a value without a zone is
    refused."""

    impl = DateTime
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """To the store: UTC without a zone."""
        return _to_store

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:
        """From the store: the zone comes back."""
        return _from_store


def _to_store(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).isoformat(" ", "microseconds").removesuffix(ZONE)


def _from_store(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + ZONE)


class Base(DeclarativeBase):
    """The root of all mapped classes."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        datetime: UtcDateTime,
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


def create_tables(engine: Engine) -> None:
    """All tables in an empty database."""
    with engine.begin() as connection:
        for statement in _creation():
            connection.exec_driver_sql(statement)


@cache
def _creation() -> tuple[str, ...]:
    """What creates all tables, as text: making it of the classes takes ten times as long as carrying it out."""
    statements: list[str] = []
    engine: MockConnection = create_mock_engine(
        "sqlite://", lambda made, *_, **__: statements.append(str(made.compile(dialect=engine.dialect)))
    )
    Base.metadata.create_all(engine, checkfirst=False)
    return tuple(statements)


class Owned:
    """Mixin for a row of one appliance."""

    id: Mapped[int] = mapped_column(primary_key=True)
    appliance_id: Mapped[int] = mapped_column(ForeignKey("appliance.id", ondelete="CASCADE"), index=True)


def table_of(mapped: type[Base]) -> Table:
    """The table of a mapped class, for statements that go round the session."""
    return Base.metadata.tables[mapped.__tablename__]


def added_id(result: CursorResult[Any]) -> int:
    """The id of the one row that a statement has just inserted."""
    assert result.inserted_primary_key is not None
    row_id: int = result.inserted_primary_key[0]
    return row_id


def blank_row(mapped: type[Base]) -> dict[str, Any]:
    """What stands in a row of which nothing is set, by column; its id, which the store gives, is left out."""
    columns = table_of(mapped).columns
    return {
        column.name: column.default.arg if isinstance(column.default, ColumnDefault) else None
        for column in columns
        if column.name != "id"
    }


def set_values(instance: Base) -> dict[str, Any]:
    """What was set on an instance, by column; the rest of its row is the columns' defaults."""
    columns = table_of(type(instance)).c
    return {name: value for name, value in vars(instance).items() if name in columns}


def enforce_references(connection: Connection, enforce: bool) -> None:
    """Have SQLite look after references, or not. Between transactions: within one it has no effect."""
    connection.exec_driver_sql(f"PRAGMA foreign_keys={'ON' if enforce else 'OFF'}")
    connection.commit()
