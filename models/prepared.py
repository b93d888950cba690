"""Statements that are prepared once, and entities that are made of rows: for what every fax runs through.

Rule: a statement is SQLAlchemy's own, and so are the types by which values go in and come out; what it would do anew for
each execution is done once, and the driver runs it, within the connection's transaction. An entity made here is detached:
no session follows it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Column, Connection
from sqlalchemy.dialects.sqlite.pysqlite import dialect
from sqlalchemy.orm import ClassManager, class_mapper, make_transient_to_detached
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from models.base import Base, table_of

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Row = tuple[Any, ...]
Entity = TypeVar("Entity", bound=Base)


class _Compiled(NamedTuple):
    """What the driver runs; the value of each parameter that has one already, and by what values go in and come out."""

    sql: str
    names: tuple[str, ...]
    constants: Values
    inward: tuple[Convert, ...]
    outward: tuple[Convert, ...]

    def bind(self, values: Values) -> list[Any]:
        """The parameters in order. Raises `KeyError` when one is missing."""
        known = {**self.constants, **values} if self.constants else values
        return [convert(known[name]) for name, convert in zip(self.names, self.inward, strict=True)]


@dataclass(frozen=True, eq=False)
class Prepared:
    """One statement, compiled when it is first run; `columns` are those that one that writes gives values for."""

    statement: SelectBase | UpdateBase
    columns: Sequence[str] | None = None

    def run(self, connection: Connection, values: Values) -> None:
        """Execute it."""
        _driver(connection).execute(self._compiled.sql, self._compiled.bind(values))

    def run_each(self, connection: Connection, rows: Iterable[Values]) -> None:
        """Execute it with each of these."""
        _driver(connection).executemany(self._compiled.sql, map(self._compiled.bind, rows))

    def rows(self, connection: Connection, values: Values) -> list[Row]:
        """Execute it and read all rows."""
        sql, outward = self._compiled.sql, self._compiled.outward
        found = _driver(connection).execute(sql, self._compiled.bind(values)).fetchall()
        return [tuple([convert(value) for convert, value in zip(outward, row, strict=True)]) for row in found]

    @cached_property
    def _compiled(self) -> _Compiled:
        sqlite = dialect()
        compiled = self.statement.compile(dialect=sqlite, column_keys=self.columns)
        names = tuple(compiled.positiontup or ())
        binds = [compiled.binds[name] for name in names]
        return _Compiled(
            sql=str(compiled),
            names=names,
            constants={name: bind.value for name, bind in zip(names, binds, strict=True) if not bind.required},
            inward=tuple(bind.type.dialect_impl(sqlite).bind_processor(sqlite) or _as_it_is for bind in binds),
            outward=tuple(
                column.type.dialect_impl(sqlite).result_processor(sqlite, None) or _as_it_is
                for column in self.statement.exported_columns
            ),
        )


@dataclass(frozen=True, eq=False)
class Entities(Generic[Entity]):
    """Makes entities of one class, each of the values of all `columns`, in that order."""

    mapped: type[Entity]

    @cached_property
    def columns(self) -> tuple[Column[Any], ...]:
        """All of the class's table."""
        return tuple(table_of(self.mapped).columns)

    def make(self, values: Sequence[Any]) -> Entity:
        """One that is detached, as those of a session are that was closed."""
        entity: Entity = self._manager.new_instance()
        vars(entity).update(zip(self._names, values, strict=True))
        make_transient_to_detached(entity)
        return entity

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def _manager(self) -> ClassManager[Entity]:
        return class_mapper(self.mapped).class_manager


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _as_it_is(value: Any) -> Any:
    return value
