"""An outcome: one way in which a call can end, and how it comes about.

Rule: whatever distinguishes two outcomes is a column here; the rest of the package looks at columns, never at names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fax_engine.call_result import Hangup
from fax_engine.grades import Grade
from hardware_sim.hangup import HANGUP_CODES, NORMAL_CLEARING
from hardware_sim.phase import Phase
from hardware_sim.t30.impairments import Impairment
from models.vocabulary import ChannelKind, Direction

NOTHING_WRONG = "00"
"""The hang-up code of a call in which every page arrived."""

ANSWERED = 200
"""The SIP status of a call that was taken, whatever became of it."""


@dataclass(frozen=True, slots=True)
class Undialled:
    """The line is dead: nothing can be dialled. A modem waits so many `seconds` for the tone."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The network turns the call away as soon as the number is dialled.

    `announced`: seconds more that a modem listens, to tones and an announcement, before it is sure.
    """

    announced: float = 0.0


@dataclass(frozen=True, slots=True)
class Dropped:
    """It rings, and after so many `seconds` of that the network drops the call."""

    seconds: float


class Meanwhile(StrEnum):
    """What a far end on IP does that does not take the call; on an analog line it only rings."""

    RINGS = "it rings until the caller cancels the call"
    TELLS = "it says at once that nobody will take the call"
    KEEPS_STILL = "it gives no sign at all until the caller's INVITE times out"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It rings until the caller gives up."""

    on_ip: Meanwhile = Meanwhile.RINGS


HAPPENS = frozenset(("busy", "packet_loss", "packet_reordering", "packet_duplication"))
"""Fields of a far end that tell what happens in a call; the others tell what it is, call or no call."""


@dataclass(frozen=True, slots=True)
class Played:
    """The call is taken, and the two stations make of it what they can.

    `far_end`: what the machine at the other end has otherwise than it would have, by the fields of `FarEnd`.
    """

    far_end: Mapping[str, Any] = field(default_factory=dict)
    impairments: tuple[Impairment, ...] = ()

    @property
    def has_to_strike(self) -> bool:
        """True when it is something that happens, and may not come about: frames are lost only where there are
        frames."""
        return bool(self.impairments) or not HAPPENS.isdisjoint(self.far_end)


How = Undialled | Refused | Dropped | Unanswered | Played


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the catalogue.

    `magic_number`: three digits, or None where no number can ask for it; `phase`: where the call ends, None = anywhere;
    `hangup_code`: Class 2.1, or None where the modem gives `result_code` instead; `cause`: ITU-T Q.850; `sip_status`:
    RFC 3261; `message`: the default text for fax entry and logs; `message_on_ip`: that of an FF240-IP whose call nobody
    took, where the other one is a modem's word (ours); `retry`: does another try make sense. That is for the
    catalogue's readers; the appliance tries again in any case while tries are left. `how` it comes about when we call,
    and `how_inbound` when we are called; None: such a call does not end so.
    """

    name: str
    magic_number: str | None
    phase: Phase | None
    hangup_code: str | None
    result_code: str | None
    cause: int
    sip_status: int
    message: str
    retry: bool
    meaning: str
    how: How | None = None
    how_inbound: Played | None = None
    message_on_ip: str = ""

    @property
    def wording_on_ip(self) -> str:
        """The name by which `message_on_ip` is given other words; empty where there is none."""
        return f"{self.name}_on_ip" if self.message_on_ip else ""

    @property
    def message_grade(self) -> Grade:
        """How sure the message is: that of the hang-up code's text, or this project's choice where there is no code."""
        return HANGUP_CODES[self.hangup_code].grade if self.hangup_code else Grade.OURS

    @property
    def succeeded(self) -> bool:
        """True when every page arrived."""
        return self.hangup_code == NOTHING_WRONG

    @property
    def is_unanswered(self) -> bool:
        """True when it rang and nobody took the call."""
        return isinstance(self.how, Unanswered)

    @property
    def is_connected(self) -> bool:
        """True when somebody took the call."""
        return self.how is None or isinstance(self.how, Played)

    def way(self, direction: Direction) -> How | None:
        """How a call in this direction comes to end so; None: it does not."""
        return self.how if direction is Direction.OUTBOUND else self.how_inbound

    def has_to_strike(self, direction: Direction) -> bool:
        """True when a call of this direction may end with its code without having gone that way."""
        how = self.way(direction)
        return isinstance(how, Played) and how.has_to_strike

    def hangup(self, kind: ChannelKind, *, is_answered: bool) -> Hangup:
        """Why the call ended, as a channel of this kind reports it.

        An analog line knows no SIP status. On IP a call that nobody took has no code of a fax modem, and one that has a
        code was taken with 200.
        """
        if kind is not ChannelKind.SIP:
            return Hangup(self.hangup_code, self.cause, None, self.message)
        if not is_answered:
            return Hangup(None, self.cause, self.sip_status, self.message_on_ip or self.message, self.wording_on_ip)
        return Hangup(self.hangup_code, self.cause, ANSWERED if self.hangup_code else self.sip_status, self.message)


def coded(
    name: str,
    magic_number: str | None,
    phase: Phase | None,
    hangup_code: str,
    meaning: str,
    *,
    how: How | None = None,
    inbound: Played | None = None,
    retry: bool = True,
    sip_status: int = ANSWERED,
    message_on_ip: str = "",
) -> Outcome:
    """A row whose hang-up code says why, in the words and with the cause of that code."""
    code = HANGUP_CODES[hangup_code]
    return Outcome(
        name=name,
        magic_number=magic_number,
        phase=phase,
        hangup_code=hangup_code,
        result_code=None,
        cause=code.cause,
        sip_status=sip_status,
        message=code.text,
        retry=retry,
        meaning=meaning,
        how=how,
        how_inbound=inbound,
        message_on_ip=message_on_ip,
    )


def resulting(
    name: str,
    magic_number: str,
    result_code: str,
    cause: int,
    sip_status: int,
    message: str,
    meaning: str,
    how: How,
    *,
    retry: bool = True,
    message_on_ip: str = "",
) -> Outcome:
    """A row of phase A, which the modem tells by a result code and SIP by a status."""
    assert cause != NORMAL_CLEARING
    return Outcome(
        name=name,
        magic_number=magic_number,
        phase=Phase.SET_UP,
        hangup_code=None,
        result_code=result_code,
        cause=cause,
        sip_status=sip_status,
        message=message,
        retry=retry,
        meaning=meaning,
        how=how,
        message_on_ip=message_on_ip,
    )
