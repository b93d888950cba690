"""Accounts: who may log in, and what their faxes start from."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, table_of
from models.listing import in_pieces
from models.prepared import Prepared
from models.transaction import Repository
from models.vocabulary import Receipt, ReceiptAttachment


class User(Owned, Base):
    """A user of the unit. The password is kept as a salted digest; the rest are defaults of the user's faxes."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("appliance_id", "username"),)

    username: Mapped[str]
    password_digest: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(default="")
    email_address: Mapped[str] = mapped_column(default="")
    phone_number: Mapped[str] = mapped_column(default="")
    fax_number: Mapped[str] = mapped_column(default="")
    organization: Mapped[str] = mapped_column(default="")
    default_cover_page_enabled: Mapped[bool] = mapped_column(default=False)
    default_cover_page_name: Mapped[str] = mapped_column(default="")
    priority: Mapped[int] = mapped_column(default=3)
    max_attempts: Mapped[int] = mapped_column(default=3)
    interval: Mapped[int] = mapped_column(default=300)
    receipt: Mapped[Receipt] = mapped_column(default=Receipt.FAILURE)
    receipt_attachment: Mapped[ReceiptAttachment] = mapped_column(default=ReceiptAttachment.NONE)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    approver: Mapped[str] = mapped_column(default="")


FORMER = " (deleted)"
"""What follows a user's name once the user is deleted: no user is called so (ours)."""


class FaxDefaults(NamedTuple):
    """What a user's faxes start from."""

    username: str
    priority: int
    max_attempts: int
    interval: int
    receipt: Receipt
    receipt_attachment: ReceiptAttachment


_COLUMNS = table_of(User).c
_IS_WANTED = (_COLUMNS.appliance_id == bindparam("unit")) & (_COLUMNS.username == bindparam("username"))
_FIND = select(User).where(_IS_WANTED)
_EXISTS = Prepared(select(_COLUMNS.id).where(_IS_WANTED))
_DEFAULTS = Prepared(select(*(_COLUMNS[name] for name in FaxDefaults._fields)).where(_IS_WANTED))
_APPROVER = Prepared(select(_COLUMNS.approver).where(_IS_WANTED, _COLUMNS.needs_approval))


class Users(Repository):
    """The users of one appliance."""

    def find(self, username: str) -> User | None:
        """The user of that name."""
        return self._session.scalars(_FIND, self._named(username)).one_or_none()

    def exists(self, username: str) -> bool:
        """True when there is a user of that name."""
        return bool(_EXISTS.rows(self._connection, self._named(username)))

    def all(self) -> list[User]:
        """Every user, the oldest first."""
        return list(
            self._session.scalars(select(User).where(User.appliance_id == self._appliance_id).order_by(User.id))
        )

    def fax_defaults(self, username: str) -> FaxDefaults | None:
        """What the faxes of the user of that name start from."""
        rows = _DEFAULTS.rows(self._connection, self._named(username))
        return FaxDefaults(*rows[0]) if rows else None

    def required_approver(self, username: str) -> str | None:
        """Who must approve this user's faxes; None when nobody must."""
        rows = _APPROVER.rows(self._connection, self._named(username))
        return str(rows[0][0]) if rows else None

    def add(self, user: User) -> None:
        """Take a new user in; what was not set has the columns' defaults from now on."""
        user.appliance_id = self._appliance_id
        self._session.add(user)
        self._session.flush()

    def remove(self, usernames: Sequence[str]) -> None:
        """Delete the users of these names. Their faxes stay: see to it that they are no later user's of the same
        name."""
        for piece in in_pieces(usernames):
            self._session.execute(delete(User).where(User.appliance_id == self._appliance_id, User.username.in_(piece)))

    def _named(self, username: str) -> dict[str, int | str]:
        return {"unit": self._appliance_id, "username": username}
