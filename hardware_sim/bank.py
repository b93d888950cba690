"""The bank: the channels that an appliance was bought with.

Rule: all are of one kind, share one timeline and one exchange, and are numbered from 1.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from fax_engine.clock import Timeline
from hardware_sim.channel import SimulatedChannel
from hardware_sim.exchange import Exchange
from hardware_sim.modem import Modem
from hardware_sim.player import LineScale
from hardware_sim.sip_channel import SipChannel
from models.vocabulary import ChannelKind

if TYPE_CHECKING:
    from hardware_sim.planning import Elsewhere

CHANNEL_CLASSES: Mapping[ChannelKind, type[SimulatedChannel]] = {
    ChannelKind.MODEM: Modem,
    ChannelKind.SIP: SipChannel,
}


class Bank:
    """`count` channels of one kind, idle at first. Raises `ValueError` when there are none.

    `elsewhere` runs the errands of channels that have some (see `hardware_sim.planning`).
    """

    def __init__(
        self,
        kind: ChannelKind,
        count: int,
        timeline: Timeline,
        exchange: Exchange,
        line_scale: LineScale,
        elsewhere: "Elsewhere | None" = None,
    ) -> None:
        if count < 1:
            raise ValueError("an appliance has at least one channel")
        make = CHANNEL_CLASSES[kind]
        self.channels: tuple[SimulatedChannel, ...] = tuple(
            make(number, timeline, exchange, line_scale, elsewhere) for number in range(1, count + 1)
        )

    def idle(self) -> Iterator[SimulatedChannel]:
        """The channels that can take a call, lowest number first; each is looked at when its turn comes."""
        return (channel for channel in self.channels if channel.is_idle)

    def clock_went_back(self, by: timedelta) -> None:
        """The unit's clock was set back: every call in progress goes on."""
        for channel in self.channels:
            channel.clock_went_back(by)

    def hang_up_all(self) -> None:
        """End every call now in progress, lowest number first; a call that a report starts meanwhile may go on."""
        for channel in [channel for channel in self.channels if not channel.is_idle]:
            channel.hang_up()
