"""`about`, what the unit is. The guide has the title of its section; every name here is ours."""

from datetime import datetime

from emulator.markup import INTEGER, LOCAL_TIME, TEXT, Element, leaf
from fax_engine.grades import Grade


class About(Element, tag="about", grade=Grade.OURS, help="what the unit is"):
    """Answers only. Serial number and hardware address are made up, and stay the same for a unit."""

    model: str | None = leaf(TEXT, Grade.OURS)
    firmware_version: str | None = leaf(TEXT, Grade.OURS)
    serial_number: str | None = leaf(TEXT, Grade.OURS)
    mac_address: str | None = leaf(TEXT, Grade.OURS, help="locally administered")
    hostname: str | None = leaf(TEXT, Grade.OURS, help="as the caller reached the unit")
    ip_address: str | None = leaf(TEXT, Grade.OURS, help="as the caller reached the unit")
    channels: int | None = leaf(INTEGER(minimum=1), Grade.OURS)
    current_time: datetime | None = leaf(LOCAL_TIME, Grade.OURS)
    time_zone: str | None = leaf(TEXT, Grade.OURS)
