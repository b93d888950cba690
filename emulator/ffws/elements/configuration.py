"""The elements of the unit's settings. The guide has the titles of their sections; every name here is ours.

Rule: attributes have the names of the stored columns. What can be listed or counted stands here; what depends on the
rest of the unit is checked by the operation.
"""

from emulator.markup import BOOLEAN, CHOICE, INTEGER, TEXT, Element, children, leaf, text
from fax_engine.grades import Grade
from fax_engine.trunk import LEAST_DATAGRAM
from models.vocabulary import (
    DestinationType,
    DtmfMode,
    ModemRouting,
    Priority,
    RateManagement,
    Receipt,
    ReceiptAttachment,
    SipTransport,
)

MOST_RINGS = 20
"""Rings that a modem can be told to answer on (ours)."""

RATE = INTEGER(2400, 33600, step=2400)
"""Bit/s; the rates are those of the administrator guide."""

REDUNDANCY = INTEGER(0, 5)
PORT = INTEGER(1, 65_535)
LARGEST_DATAGRAM = 65_507
"""Octets that a UDP datagram can carry over IPv4 (RFC 768, RFC 791)."""


class Destination(Element, tag="destination", grade=Grade.OURS, help="where an inbound route delivers"):
    """The types are the administrator guide's."""

    type: DestinationType | None = leaf(CHOICE(DestinationType), Grade.OURS, help="required")
    value: str | None = leaf(TEXT, Grade.OURS, help="address, user, printer, folder; required but for Trash")


class InboundRoute(Element, tag="inbound_route", grade=Grade.OURS, help="who gets the faxes for an extension"):
    """The same in requests and answers."""

    extension: str | None = leaf(TEXT, Grade.OURS, help="1 to 15 digits, global, or line1, line2, ... on analog units")
    name: str | None = leaf(TEXT, Grade.OURS)
    destinations: tuple[Destination, ...] = children(Destination)


class T37Settings(Element, tag="t37_settings", grade=Grade.OURS, help="how mail becomes faxes"):
    """The same in requests and answers."""

    enabled: bool | None = leaf(BOOLEAN, Grade.OURS)
    domain: str | None = leaf(TEXT, Grade.OURS)
    cover_page_enabled: bool | None = leaf(BOOLEAN, Grade.OURS)
    cover_page_name: str | None = leaf(TEXT, Grade.OURS)
    inline_comments: bool | None = leaf(BOOLEAN, Grade.OURS)
    receipt: Receipt | None = leaf(CHOICE(Receipt), Grade.OURS)
    receipt_attachment: ReceiptAttachment | None = leaf(CHOICE(ReceiptAttachment), Grade.OURS)
    priority: int | None = leaf(INTEGER(Priority.HIGHEST, Priority.LOWEST), Grade.OURS, help="0 goes first")
    max_attempts: int | None = leaf(INTEGER(minimum=1), Grade.OURS)
    interval: int | None = leaf(INTEGER(minimum=0), Grade.OURS, help="seconds between tries")


class ModemSettings(Element, tag="modem_settings", grade=Grade.OURS, help="one analog modem"):
    """The same in requests and answers."""

    modem_number: int | None = leaf(INTEGER(minimum=1), Grade.OURS)
    enabled_inbound: bool | None = leaf(BOOLEAN, Grade.OURS)
    enabled_outbound: bool | None = leaf(BOOLEAN, Grade.OURS)
    country: str | None = leaf(TEXT, Grade.OURS)
    answer_on: int | None = leaf(INTEGER(1, MOST_RINGS), Grade.OURS, help="rings")
    routing: ModemRouting | None = leaf(CHOICE(ModemRouting), Grade.OURS)
    max_extension_digits: int | None = leaf(INTEGER(1, 15), Grade.OURS)
    station_id: str | None = leaf(TEXT, Grade.OURS, help="at most 20 characters; empty: the sender's fax number")
    max_baud_rate: int | None = leaf(RATE, Grade.OURS, help="bit/s")
    ecm: bool | None = leaf(BOOLEAN, Grade.OURS)
    dial_prefix: str | None = leaf(TEXT, Grade.OURS, help="dialled before every number")
    init_string: str | None = leaf(TEXT, Grade.OURS)
    dialing_rules: str | None = leaf(
        TEXT, Grade.OURS, help="the name of a list; empty: numbers are dialled as they are"
    )


class SipSettings(Element, tag="sip_settings", grade=Grade.OURS, help="how the unit speaks SIP"):
    """The same in requests and answers, but for the password."""

    enabled: bool | None = leaf(BOOLEAN, Grade.OURS)
    transport: SipTransport | None = leaf(CHOICE(SipTransport), Grade.OURS)
    local_port: int | None = leaf(PORT, Grade.OURS)
    proxy: str | None = leaf(TEXT, Grade.OURS)
    registrar: str | None = leaf(TEXT, Grade.OURS)
    registration_enabled: bool | None = leaf(BOOLEAN, Grade.OURS)
    registration_interval: int | None = leaf(INTEGER(minimum=1), Grade.OURS, help="seconds")
    username: str | None = leaf(TEXT, Grade.OURS)
    password: str | None = leaf(TEXT, Grade.OURS, answered=False, help="requests only")
    domain: str | None = leaf(TEXT, Grade.OURS)
    display_name: str | None = leaf(TEXT, Grade.OURS)
    dtmf_mode: DtmfMode | None = leaf(CHOICE(DtmfMode), Grade.OURS)


class T38Settings(Element, tag="t38_settings", grade=Grade.OURS, help="how the unit carries faxes over IP"):
    """The same in requests and answers."""

    enabled: bool | None = leaf(BOOLEAN, Grade.OURS)
    version: int | None = leaf(INTEGER(0, 3), Grade.OURS, help="T38FaxVersion")
    max_bit_rate: int | None = leaf(RATE, Grade.OURS, help="bit/s")
    ecm: bool | None = leaf(BOOLEAN, Grade.OURS)
    redundancy_low_speed: int | None = leaf(REDUNDANCY, Grade.OURS, help="copies of each packet of a T.30 frame")
    redundancy_high_speed: int | None = leaf(REDUNDANCY, Grade.OURS, help="copies of each packet of a page")
    rate_management: RateManagement | None = leaf(CHOICE(RateManagement), Grade.OURS)
    max_datagram: int | None = leaf(INTEGER(LEAST_DATAGRAM, LARGEST_DATAGRAM), Grade.OURS, help="octets")
    udptl_port_min: int | None = leaf(PORT, Grade.OURS)
    udptl_port_max: int | None = leaf(PORT, Grade.OURS)
    fallback_g711: bool | None = leaf(BOOLEAN, Grade.OURS, help="send as sound where T.38 cannot be used")


class AddGlobalContacts(
    Element, tag="add_global_contacts", grade=Grade.OURS, help="users may add to the global contact list"
):
    """Nothing but a value."""

    allowed: bool | None = text(BOOLEAN, Grade.OURS)
