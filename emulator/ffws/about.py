"""`/about`: what the unit is (developer guide page 45: title; path and names are ours).

Rule: what a real unit has from its factory is made up here, out of the unit's name, so that it stays the same; the
hardware address is a locally administered one, which no maker's unit has.
"""

from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from emulator.ffws import elements
from emulator.ffws.operations import Answer, operation
from emulator.ffws.request import Request
from fax_engine.grades import Grade

SERIAL_DIGITS = 8
LOCALLY_ADMINISTERED = 0x02
"""The first octet of an individual address that its owner chose (IEEE 802, clause 8.4)."""


@operation(
    "GET",
    "/about",
    title="Viewing Information about the FaxFinder",
    grade=Grade.GUIDE,
    path_grade=Grade.OURS,
    statuses=(200,),
    gives=(elements.About,),
)
def view_about(request: Request) -> Answer:
    """For every user."""
    unit = request.unit
    hostname = _host(request.links.base) or request.own_address
    about = elements.About(
        model=unit.profile.name,
        firmware_version=unit.settings.firmware,
        serial_number=serial_number(unit.name),
        mac_address=mac_address(unit.name),
        hostname=hostname,
        ip_address=hostname if _is_address(hostname) else request.own_address,
        channels=unit.profile.channels,
        current_time=unit.context.now,
        time_zone=unit.settings.time_zone,
    )
    return Answer(elements=(about,))


OPERATIONS = (view_about,)


def serial_number(unit_name: str) -> str:
    """The made-up serial number of the unit of that name."""
    return f"{int.from_bytes(_fingerprint(unit_name)) % 10**SERIAL_DIGITS:0{SERIAL_DIGITS}}"


def mac_address(unit_name: str) -> str:
    """Its made-up hardware address."""
    octets = (LOCALLY_ADMINISTERED, *_fingerprint(unit_name)[:5])
    return ":".join(f"{octet:02x}" for octet in octets)


def _fingerprint(unit_name: str) -> bytes:
    return sha256(unit_name.encode()).digest()


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # a Host header such as `[::1`
        return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
