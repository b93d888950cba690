"""How each kind of channel gets at the network: what differs between an analog modem and a SIP channel.

Rule: one row a kind; everything after the answer is the same fax call for both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fax_engine.channel_status import ChannelState
from hardware_sim.timing import dialling_seconds
from models.vocabulary import ChannelKind

MODEM_RESET = 1.0
"""Seconds for the commands that bring a modem into fax mode; an everyday figure, no standard gives one."""

DIAL_TONE = 2.0
"""Seconds off hook before dialling, S6 of ITU-T V.250."""

SWITCHING = 1.0
"""Seconds that an analog network takes from the last digit to the first ring or tone; an everyday figure."""

BUSY_TONE = 2.0
"""Seconds until a modem is sure of what it hears: two cycles of half a second of tone and half a second without
(ITU-T E.180 supplement 2, North America)."""

ON_HOOK = 1.0
"""Seconds from a modem's result code until it is on hook again and its line is free (ours; no standard gives one)."""

SHOWN_RESULTS: Mapping[str, ChannelState] = {
    "BUSY": ChannelState.BUSY,
    "NO DIALTONE": ChannelState.NO_DIAL_TONE,
    "NO CARRIER": ChannelState.NO_CARRIER,
}
"""The result codes that a line's state has a word for (administrator guide); it has none for `NO ANSWER`."""


@dataclass(frozen=True, slots=True)
class Access:
    """What one kind of channel does before and after the fax session itself, in seconds.

    `initialising`: until it can dial, None for a kind that needs no such step; `set_up`: from there until the far end
    rings or the network refuses, by dial string; `refusal`: until a refusal is understood; `session`: after the answer,
    until both ends talk fax; `clearing`: after the fax session, until the line is free. `results`: the result codes
    that it shows, each for `ON_HOOK` seconds before the line is free.
    """

    kind: ChannelKind
    initialising: float | None = None
    set_up: Callable[[str], float] = dialling_seconds
    refusal: float = 0.0
    session: float = 0.0
    clearing: float = 0.0
    results: Mapping[str, ChannelState] = field(default_factory=dict)

    @property
    def first_state(self) -> ChannelState:
        """What the channel shows as a call begins."""
        return ChannelState.DIALING if self.initialising is None else ChannelState.INITIALIZING


def _dial_up(dial_string: str) -> float:
    return DIAL_TONE + dialling_seconds(dial_string) + SWITCHING


ANALOG = Access(ChannelKind.MODEM, MODEM_RESET, _dial_up, refusal=BUSY_TONE, results=SHOWN_RESULTS)
SIP = Access(ChannelKind.SIP)
"""What its calls cost follows from their messages, call by call (`hardware_sim.sip_plan`)."""
