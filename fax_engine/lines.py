"""What the administrator set for each line, as the engine uses it.

Rule: settings are read from the store when they are first needed and kept until somebody changes them; a call in progress
goes on with what it began with.
"""

from dataclasses import dataclass

from fax_engine.context import UnitContext
from models.vocabulary import ChannelKind


@dataclass(frozen=True, slots=True)
class LineSettings:
    """One line. `answer_on` counts rings; `max_rate` is in bit/s.

    `listens_for_digits`: after answering, digits choose the extension, at most `max_extension_digits` of them.
    `dialing_rules` names a list, empty for none. The redundancies are copies of each T.38 packet, 0 on analog lines.
    """

    enabled_inbound: bool = True
    enabled_outbound: bool = True
    answer_on: int = 1
    listens_for_digits: bool = False
    max_extension_digits: int = 4
    station_id: str = ""
    max_rate: int = 33600
    ecm: bool = True
    dial_prefix: str = ""
    dialing_rules: str = ""
    redundancy_low_speed: int = 0
    redundancy_high_speed: int = 0


class Lines:
    """The settings of all lines of a unit."""

    def __init__(self, context: UnitContext, kind: ChannelKind) -> None:
        self._context = context
        self._kind = kind
        self._known: dict[int, LineSettings] = {}

    def of(self, channel: int) -> LineSettings:
        """The settings of the channel with this number, from 1."""
        if channel not in self._known:
            self._known[channel] = LineSettings()
        return self._known[channel]

    def forget(self) -> None:
        """Something was changed: read the settings anew."""
        self._known.clear()
