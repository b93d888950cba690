"""How each kind of channel gets at the network: what differs between an analog modem and a SIP channel.

Rule: one row a kind; everything after the answer is the same fax call for both.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fax_engine.line import ChannelState
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

INVITE = 0.2
"""Seconds from INVITE to 180 or to a final refusal on a local network; an everyday figure, as the next two."""

REINVITE = 0.3
BYE = 0.1


@dataclass(frozen=True, slots=True)
class Access:
    """What one kind of channel does before and after the fax session itself, in seconds.

    `initialising`: until it can dial, None for a kind that needs no such step; `set_up`: from there until the far end
    rings or the network refuses, by dial string; `refusal`: until a refusal is understood, None where it comes as a
    status; `session`: after the answer, until both ends talk fax; `clearing`: after the fax session, until the line is
    free.
    """

    kind: ChannelKind
    initialising: float | None
    set_up: Callable[[str], float]
    refusal: float | None
    session: float
    clearing: float

    @property
    def first_state(self) -> ChannelState:
        """What the channel shows as a call begins."""
        return ChannelState.DIALING if self.initialising is None else ChannelState.INITIALIZING

    def refused(self, announced: float) -> float:
        """Seconds until it is sure of a refusal; `announced`: those of an announcement that a modem listens to."""
        return 0.0 if self.refusal is None else self.refusal + announced

    def undialled(self, waited: float) -> float:
        """Seconds until it gives a dead line up; `waited`: those in which a modem listens for a dial tone."""
        return 0.0 if self.refusal is None else waited


def _dial_up(dial_string: str) -> float:
    return DIAL_TONE + dialling_seconds(dial_string) + SWITCHING


def _invite(dial_string: str) -> float:
    """The number travels in one piece, however long it is."""
    return INVITE


ANALOG = Access(ChannelKind.MODEM, MODEM_RESET, _dial_up, refusal=BUSY_TONE, session=0.0, clearing=0.0)
SIP = Access(ChannelKind.SIP, None, _invite, refusal=None, session=REINVITE, clearing=BYE)
"""The re-INVITE turns the audio call into T.38 (ITU-T T.38 annex D)."""
