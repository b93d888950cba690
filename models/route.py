"""Inbound routes: who gets the faxes for an extension, for a line, or all of them."""

from sqlalchemy import Connection, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Owned
from models.vocabulary import DestinationType


class InboundRoute(Owned, Base):
    """One route. `extension` is a number, `global`, or `line1` to `lineN`."""

    __tablename__ = "inbound_route"
    __table_args__ = (UniqueConstraint("appliance_id", "extension"),)

    extension: Mapped[str]
    name: Mapped[str] = mapped_column(default="")


class RouteDestination(Owned, Base):
    """One destination of a route, in its place from 0 on. What `value` means depends on the type."""

    __tablename__ = "route_destination"

    route_id: Mapped[int] = mapped_column(ForeignKey("inbound_route.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    type: Mapped[DestinationType]
    value: Mapped[str] = mapped_column(default="")


class Routes:
    """The inbound routes of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._session = session
        self._connection = connection
        self._appliance_id = appliance_id
