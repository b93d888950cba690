"""The unit itself: its name, and the counters that must never run backwards."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Appliance(Base):
    """One emulated unit. `last_fax_key` is the key of the newest accepted fax, 0 before the first."""

    __tablename__ = "appliance"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    last_fax_key: Mapped[int] = mapped_column(default=0)


def find_appliance(session: Session, name: str) -> Appliance | None:
    """The unit of that name."""
    return session.scalars(select(Appliance).where(Appliance.name == name)).one_or_none()
