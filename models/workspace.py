"""Workspaces: the units beside the default one, and what each was asked to be.

Rule: a workspace has the name of its unit, and a row of its own beside it: the unit's rows come and go with a reset,
this one stays until the workspace is deleted.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Engine, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.appliance import Appliance
from models.base import Base
from models.fax import FaxEntry
from models.vocabulary import FaxState


class Workspace(Base):
    """One workspace. `settings`: the texts of those in which it differs from the default unit, by setting, and of its
    own seed.

    `has_seed`: it begins, and begins anew after a reset, with that, or with the seed of the process. `made_at` is of
    the real clock.
    """

    __tablename__ = "workspace"

    name: Mapped[str] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, str]] = mapped_column(JSON)
    has_seed: Mapped[bool]
    made_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Workspaces:
    """All of them in one store; each call is a transaction."""

    engine: Engine

    def all(self) -> list[Workspace]:
        """In the order in which they were made."""
        with Session(self.engine) as session:
            return list(session.scalars(select(Workspace).order_by(Workspace.made_at, Workspace.name)))

    def add(self, workspace: Workspace) -> None:
        """Keep a new one. Its name must be free."""
        with Session(self.engine, expire_on_commit=False) as session:
            session.add(workspace)
            session.commit()

    def remove(self, name: str) -> None:
        """Forget one; its unit's rows are the store's to forget."""
        with Session(self.engine) as session:
            session.execute(delete(Workspace).where(Workspace.name == name))
            session.commit()

    def entries(self) -> dict[str, dict[FaxState, int]]:
        """How many entries each unit has in each state, by the unit's name; what there is none of is left out."""
        query = (
            select(Appliance.name, FaxEntry.state, func.count())
            .join(FaxEntry, FaxEntry.appliance_id == Appliance.id)
            .group_by(Appliance.name, FaxEntry.state)
        )
        counts: dict[str, dict[FaxState, int]] = {}
        with Session(self.engine) as session:
            for name, state, count in session.execute(query):
                counts.setdefault(name, {})[state] = count
        return counts
