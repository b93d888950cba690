"""Accounts: who may log in, and what their faxes start from."""

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Owned
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


class Users:
    """The users of one appliance."""

    def __init__(self, session: Session, appliance_id: int) -> None:
        self._session = session
        self._appliance_id = appliance_id

    def find(self, username: str) -> User | None:
        """The user of that name."""
        query = select(User).where(User.appliance_id == self._appliance_id, User.username == username)
        return self._session.scalars(query).one_or_none()

    def required_approver(self, username: str) -> str | None:
        """Who must approve this user's faxes; None when nobody must."""
        query = select(User.approver).where(
            User.appliance_id == self._appliance_id, User.username == username, User.needs_approval
        )
        return self._session.scalars(query).one_or_none()

    def add(self, user: User) -> None:
        """Take a new user in."""
        user.appliance_id = self._appliance_id
        self._session.add(user)
