"""What one process serves, for whoever answers a request about it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emulator.settings import Settings

if TYPE_CHECKING:
    from emulator.appliance import Appliance
    from emulator.ffws.application import FfwsApplication


@dataclass(eq=False, slots=True)
class Running:
    """The settings, where it listens, and the unit once it is powered on.

    `urls` and `ca_pem` (the made authority's certificate, None without) are known before the unit starts.
    """

    settings: Settings
    urls: list[str] = field(default_factory=list)
    ca_pem: bytes | None = None
    is_ready: bool = False
    unit: "Appliance" = field(init=False)
    ffws: "FfwsApplication" = field(init=False)
