"""Dialing rules: named lists of them, as the administrator wrote them (administrator guide)."""

from collections.abc import Sequence

from sqlalchemy import UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned
from models.transaction import Repository
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


class DialingRules(Repository):
    """The dialing rules of one appliance."""

    def lists(self) -> dict[str, list[DialingRule]]:
        """Every list by name, its rules in order; lists in order of their names."""
        query = (
            select(DialingRule)
            .where(DialingRule.appliance_id == self._appliance_id)
            .order_by(DialingRule.list_name, DialingRule.position)
        )
        found: dict[str, list[DialingRule]] = {}
        for rule in self._session.scalars(query):
            found.setdefault(rule.list_name, []).append(rule)
        return found

    def replace(self, name: str, rules: Sequence[DialingRule]) -> None:
        """Make these rules, new ones, the list of that name, in this order; without any it holds what a new list does.

        That is one rule, which accepts every number (administrator guide).
        """
        self.remove(name)
        rules = rules or [DialingRule(pattern=".", action=RuleAction.ACCEPT, argument="")]
        for position, rule in enumerate(rules):
            rule.appliance_id, rule.list_name, rule.position = self._appliance_id, name, position
        self._session.add_all(rules)
        self._session.flush()

    def remove(self, name: str) -> bool:
        """Delete a list; False when there is none of that name."""
        is_wanted = (DialingRule.appliance_id == self._appliance_id) & (DialingRule.list_name == name)
        found = self._session.scalars(select(DialingRule.id).where(is_wanted).limit(1)).one_or_none()
        self._session.execute(delete(DialingRule).where(is_wanted))
        return found is not None
