"""Stations: far ends that somebody declared, each for the numbers of a pattern, with its place in its script."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned
from models.transaction import Repository


class Station(Owned, Base):
    """One station. `number` is its id for the unit's users, `pattern` the numbers that it takes.

    `script`: how its calls go, word by word; `place`: how many words are used up, never the last; `far_end`: what was
    said of the machine, in the telephone world's own form, without what is as usual.
    """

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("appliance_id", "number"),)

    number: Mapped[int]
    pattern: Mapped[str]
    script: Mapped[list[str]] = mapped_column(JSON)
    place: Mapped[int] = mapped_column(default=0)
    far_end: Mapped[dict[str, Any]] = mapped_column(JSON)


class Stations(Repository):
    """The stations of one appliance."""

    def all(self) -> list[Station]:
        """Every station, in order of their numbers."""
        return list(self._session.scalars(select(Station).where(self._is_ours()).order_by(Station.number)))

    def find(self, number: int) -> Station | None:
        """The station of that number."""
        return self._session.scalars(select(Station).where(self._is_ours(), Station.number == number)).one_or_none()

    def of_pattern(self, pattern: str) -> Station | None:
        """The one that counts for the numbers of that very pattern: the first."""
        found = select(Station).where(self._is_ours(), Station.pattern == pattern).order_by(Station.number).limit(1)
        return self._session.scalars(found).one_or_none()

    def add(self, pattern: str, script: list[str], far_end: Mapping[str, Any]) -> Station:
        """A new station under the next number."""
        last = self._session.scalars(select(func.max(Station.number)).where(self._is_ours())).one()
        station = Station(
            appliance_id=self._appliance_id,
            number=(last or 0) + 1,
            pattern=pattern,
            script=script,
            place=0,
            far_end=dict(far_end),
        )
        self._session.add(station)
        self._session.flush()
        return station

    def turn_to(self, number: int, place: int) -> None:
        """The next call of this station goes by the word at that place."""
        self._session.execute(update(Station).where(self._is_ours(), Station.number == number).values(place=place))

    def remove(self, number: int | None = None) -> int:
        """Delete one station, or all; answers how many went."""
        wanted = delete(Station).where(self._is_ours())
        if number is not None:
            wanted = wanted.where(Station.number == number)
        return len(list(self._session.scalars(wanted.returning(Station.id))))

    def _is_ours(self) -> ColumnElement[bool]:
        return Station.appliance_id == self._appliance_id
