"""Dialing rules: named lists of them, as the administrator wrote them (administrator guide)."""

from sqlalchemy import Connection, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Owned
from models.vocabulary import RuleAction


class DialingRule(Owned, Base):
    """One rule of a list, in its place from 0 on. `argument` names a list where the action needs one."""

    __tablename__ = "dialing_rule"
    __table_args__ = (UniqueConstraint("appliance_id", "list_name", "position"),)

    list_name: Mapped[str]
    position: Mapped[int]
    pattern: Mapped[str]
    action: Mapped[RuleAction]
    argument: Mapped[str] = mapped_column(default="")


class DialingRules:
    """The dialing rules of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._session = session
        self._connection = connection
        self._appliance_id = appliance_id
