"""How an end of a SIP call behaves where the protocol leaves the choice.

Rule: values; both ends of a call have a `Manner`, and what an outcome or a station asks for becomes the far end's.
"""

from dataclasses import dataclass

from hardware_sim.far_end import T38
from hardware_sim.sip.sdp import Fax


@dataclass(frozen=True, slots=True)
class Refusal:
    """A final response that is no 2xx, so many seconds after it began to ring; None: in place of ringing."""

    status: int
    reason: str
    rings_for: float | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and what stands for its password in its realm (see `digest.secret`)."""

    username: str
    realm: str
    secret: str


@dataclass(frozen=True, slots=True)
class Manner:
    """One end.

    `t38`; `fax`: what it says of its T.38; `falls_back`: a fax may go as sound where the other end has no T.38.
    Called: `answers_after` seconds of ringing, None: never; `refusal` instead; `is_silent`: it gives no sign at all;
    `rings_after` seconds from INVITE; `challenges`: the caller has to prove this password.
    Calling: `gives_up_after` seconds of ringing; `credentials` to prove.
    """

    t38: T38 = T38.REINVITE
    fax: Fax = Fax(port=0)  # noqa: RUF009 - a frozen value
    falls_back: bool = True
    answers_after: float | None = None
    refusal: Refusal | None = None
    is_silent: bool = False
    rings_after: float = 0.0
    challenges: Credentials | None = None
    gives_up_after: float | None = None
    credentials: Credentials | None = None

    def takes(self, *, fax: bool) -> bool:
        """Whether it can have a session of this kind."""
        return self.t38 is not (T38.NEVER if fax else T38.ONLY)
