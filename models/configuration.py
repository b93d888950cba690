"""The unit's settings as its administrator makes them: one row of each kind, one a modem for modems.

Rule: a row is there once something was changed; until then a unit has the defaults of the columns (ours).
"""

from sqlalchemy import Connection, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Owned
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


class Configuration:
    """The settings of one appliance."""

    def __init__(self, session: Session, connection: Connection, appliance_id: int) -> None:
        self._session = session
        self._connection = connection
        self._appliance_id = appliance_id
