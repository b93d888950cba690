"""The unit itself: its name, and the counters that must never run backwards."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.vocabulary import DocumentFormat


class Appliance(Base):
    """One emulated unit, and its options.

    `last_fax_key` is the key of the newest accepted fax, the other counters are the newest id of their kind; all are 0
    before the first. `add_global_contacts`: users other than administrators may add to the global contact list.
    `inbound_format` is what received faxes are handed over as, `email_size_limit` how large a mail with one may be, in
    kilobytes (0: as large as it comes), and `email_fax_details`: such a mail tells more than who sent how many pages.
    """

    __tablename__ = "appliance"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    last_fax_key: Mapped[int] = mapped_column(default=0)
    last_call_number: Mapped[int] = mapped_column(default=0)
    last_contact_number: Mapped[int] = mapped_column(default=0)
    last_group_number: Mapped[int] = mapped_column(default=0)
    last_mail_number: Mapped[int] = mapped_column(default=0)
    add_global_contacts: Mapped[bool] = mapped_column(default=False)
    inbound_format: Mapped[DocumentFormat] = mapped_column(default=DocumentFormat.PDF)
    email_size_limit: Mapped[int] = mapped_column(default=0)
    email_fax_details: Mapped[bool] = mapped_column(default=True)


def find_appliance(session: Session, name: str) -> Appliance | None:
    """The unit of that name."""
    return session.scalars(select(Appliance).where(Appliance.name == name)).one_or_none()
