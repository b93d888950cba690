"""Statements that are prepared once, and entities that are made of rows: for what every fax runs through.

Rule: a statement is SQLAlchemy's own, and so are the types by which values go in and come out; what it would do anew
for each execution is done once, and the driver runs it, within the connection's transaction. An entity made here is
detached: no session follows it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Column, Connection, insert
from sqlalchemy.dialects.sqlite.pysqlite import dialect
from sqlalchemy.orm import ClassManager, class_mapper
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from models.base import Base, blank_row, table_of

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Converts = tuple[tuple[int, Convert], ...]
Row = tuple[Any, ...]
Entity = TypeVar("Entity", bound=Base)


class _Compiled(NamedTuple):
    """What the driver runs; the value of each parameter that has one already, and what is not stored as it is.

    `inward` and `outward`: the place of a parameter or of a column, and what makes its value one for the store, or
    back.
    """

    sql: str
    names: tuple[str, ...]
    constants: Values
    inward: Converts
    outward: Converts

    def bind(self, values: Values) -> list[Any]:
        """The parameters in order. Raises `KeyError` when one is missing."""
        known = {**self.constants, **values} if self.constants else values
        return _converted([known[name] for name in self.names], self.inward)

    def read(self, row: Row) -> Row:
        """A row as the driver found it, as it is meant."""
        return tuple(_converted(list(row), self.outward))


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
        compiled = self._compiled
        return [*map(compiled.read, _driver(connection).execute(compiled.sql, compiled.bind(values)))]

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
            inward=_needed(bind.type.dialect_impl(sqlite).bind_processor(sqlite) for bind in binds),
            outward=_needed(
                column.type.dialect_impl(sqlite).result_processor(sqlite, None)
                for column in self.statement.exported_columns
            ),
        )


@dataclass(frozen=True, eq=False)
class Additions:
    """Adds rows to the table of one class; what is not among a row's values has the column's default."""

    mapped: type[Base]

    def add(self, connection: Connection, values: Values) -> int:
        """Add one; answers its id."""
        compiled = self._insert._compiled
        added: int = _driver(connection).execute(compiled.sql, compiled.bind({**self._blank, **values})).lastrowid
        return added

    def add_each(self, connection: Connection, rows: Iterable[Values]) -> None:
        """Add several whose ids nobody asks for."""
        self._insert.run_each(connection, ({**self._blank, **row} for row in rows))

    @cached_property
    def _blank(self) -> dict[str, Any]:
        return blank_row(self.mapped)

    @cached_property
    def _insert(self) -> Prepared:
        return Prepared(insert(table_of(self.mapped)), tuple(self._blank))


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
        # What makes it a detached one; `make_transient_to_detached` looks at every attribute besides.
        instance_state(entity).key = (self.mapped, (values[self._place_of_id],), None)
        return entity

    @cached_property
    def _place_of_id(self) -> int:
        [key] = table_of(self.mapped).primary_key
        return self.columns.index(key)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def _manager(self) -> ClassManager[Entity]:
        return class_mapper(self.mapped).class_manager


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _needed(converts: Iterable[Convert | None]) -> Converts:
    return tuple((place, convert) for place, convert in enumerate(converts) if convert is not None)


def _converted(values: list[Any], converts: Converts) -> list[Any]:
    for place, convert in converts:
        values[place] = convert(values[place])
    return values
