"""The unit's settings as its administrator makes them: one row of each kind, one a modem for modems.

Rule: a row is there once something was changed; until then a unit has the defaults of the columns (ours).
"""

from typing import TypeVar

from sqlalchemy import ColumnDefault, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.appliance import Appliance
from models.base import Base, Owned, table_of
from models.transaction import Repository
from models.vocabulary import (
    DtmfMode,
    ModemRouting,
    RateManagement,
    Receipt,
    ReceiptAttachment,
    SipTransport,
)


class ModemSettings(Owned, Base):
    """One analog modem. `answer_on` counts rings, `max_baud_rate` is in bit/s, `dialing_rules` names a list or none."""

    __tablename__ = "modem_settings"
    __table_args__ = (UniqueConstraint("appliance_id", "modem_number"),)

    modem_number: Mapped[int]
    enabled_inbound: Mapped[bool] = mapped_column(default=True)
    enabled_outbound: Mapped[bool] = mapped_column(default=True)
    country: Mapped[str] = mapped_column(default="USA")
    answer_on: Mapped[int] = mapped_column(default=1)
    routing: Mapped[ModemRouting] = mapped_column(default=ModemRouting.POTS_LINE)
    max_extension_digits: Mapped[int] = mapped_column(default=4)
    station_id: Mapped[str] = mapped_column(default="")
    max_baud_rate: Mapped[int] = mapped_column(default=33600)
    ecm: Mapped[bool] = mapped_column(default=True)
    dial_prefix: Mapped[str] = mapped_column(default="")
    init_string: Mapped[str] = mapped_column(default="")
    dialing_rules: Mapped[str] = mapped_column(default="")


class SipSettings(Owned, Base):
    """How the unit speaks SIP (RFC 3261). `registration_interval` is in seconds."""

    __tablename__ = "sip_settings"
    __table_args__ = (UniqueConstraint("appliance_id"),)

    enabled: Mapped[bool] = mapped_column(default=True)
    transport: Mapped[SipTransport] = mapped_column(default=SipTransport.UDP)
    local_port: Mapped[int] = mapped_column(default=5060)
    proxy: Mapped[str] = mapped_column(default="")
    registrar: Mapped[str] = mapped_column(default="")
    registration_enabled: Mapped[bool] = mapped_column(default=False)
    registration_interval: Mapped[int] = mapped_column(default=3600)
    username: Mapped[str] = mapped_column(default="")
    password: Mapped[str] = mapped_column(default="")
    domain: Mapped[str] = mapped_column(default="")
    display_name: Mapped[str] = mapped_column(default="")
    dtmf_mode: Mapped[DtmfMode] = mapped_column(default=DtmfMode.RFC2833)
    dialing_rules: Mapped[str] = mapped_column(default="")


class T38Settings(Owned, Base):
    """How the unit carries faxes over IP (ITU-T T.38). `max_bit_rate` is in bit/s, `max_datagram` in octets."""

    __tablename__ = "t38_settings"
    __table_args__ = (UniqueConstraint("appliance_id"),)

    enabled: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=0)
    max_bit_rate: Mapped[int] = mapped_column(default=14400)
    ecm: Mapped[bool] = mapped_column(default=True)
    redundancy_low_speed: Mapped[int] = mapped_column(default=3)
    redundancy_high_speed: Mapped[int] = mapped_column(default=1)
    rate_management: Mapped[RateManagement] = mapped_column(default=RateManagement.TRANSFERRED_TCF)
    max_datagram: Mapped[int] = mapped_column(default=400)
    udptl_port_min: Mapped[int] = mapped_column(default=4000)
    udptl_port_max: Mapped[int] = mapped_column(default=4999)
    fallback_g711: Mapped[bool] = mapped_column(default=False)


class T37Settings(Owned, Base):
    """How mail becomes faxes (store and forward, ITU-T T.37). `interval` is in seconds."""

    __tablename__ = "t37_settings"
    __table_args__ = (UniqueConstraint("appliance_id"),)

    enabled: Mapped[bool] = mapped_column(default=False)
    domain: Mapped[str] = mapped_column(default="")
    cover_page_enabled: Mapped[bool] = mapped_column(default=False)
    cover_page_name: Mapped[str] = mapped_column(default="")
    inline_comments: Mapped[bool] = mapped_column(default=False)
    receipt: Mapped[Receipt] = mapped_column(default=Receipt.FAILURE)
    receipt_attachment: Mapped[ReceiptAttachment] = mapped_column(default=ReceiptAttachment.NONE)
    priority: Mapped[int] = mapped_column(default=3)
    max_attempts: Mapped[int] = mapped_column(default=3)
    interval: Mapped[int] = mapped_column(default=300)


Settings = ModemSettings | SipSettings | T38Settings | T37Settings
Row = TypeVar("Row", ModemSettings, SipSettings, T38Settings, T37Settings)


class Configuration(Repository):
    """The settings of one appliance. What was never kept is the defaults, and changing those keeps nothing."""

    def modems(self, count: int) -> list[ModemSettings]:
        """The settings of modems 1 to `count`, in order."""
        query = select(ModemSettings).where(ModemSettings.appliance_id == self._appliance_id)
        found = {modem.modem_number: modem for modem in self._session.scalars(query)}
        return [
            found.get(number) or factory_settings(ModemSettings, modem_number=number) for number in range(1, count + 1)
        ]

    def modem(self, number: int) -> ModemSettings:
        """The settings of the modem with this number, from 1."""
        query = select(ModemSettings).where(
            ModemSettings.appliance_id == self._appliance_id, ModemSettings.modem_number == number
        )
        found = self._session.scalars(query).one_or_none()
        return found or factory_settings(ModemSettings, modem_number=number)

    def sip(self) -> SipSettings:
        """How the unit speaks SIP."""
        return self._only(SipSettings)

    def t38(self) -> T38Settings:
        """How it carries faxes over IP."""
        return self._only(T38Settings)

    def t37(self) -> T37Settings:
        """How mail becomes faxes."""
        return self._only(T37Settings)

    def keep(self, settings: Settings) -> None:
        """Write these settings, which came from here, as they stand now."""
        settings.appliance_id = self._appliance_id
        self._session.add(settings)
        self._session.flush()

    def add_global_contacts(self) -> bool:
        """May users who are not administrators add to the global contact list?"""
        return self._session.scalars(
            select(Appliance.add_global_contacts).where(Appliance.id == self._appliance_id)
        ).one()

    def allow_adding_global_contacts(self, allowed: bool) -> None:
        """Decide on that."""
        self._session.execute(
            update(Appliance).where(Appliance.id == self._appliance_id).values(add_global_contacts=allowed)
        )

    def _only(self, kind: type[Row]) -> Row:
        found = self._session.scalars(select(kind).where(kind.appliance_id == self._appliance_id)).one_or_none()
        return found or factory_settings(kind)


def factory_settings(kind: type[Row], **values: int) -> Row:
    """The settings of a unit as it leaves the factory: SQLAlchemy applies a column's default only when it writes the
    row."""
    columns = table_of(kind).c
    defaults = {column.name: column.default.arg for column in columns if isinstance(column.default, ColumnDefault)}
    return kind(**defaults, **values)
