"""A SIP call: everything that its messages follow from, and nothing of what they say.

Rule: a value that goes to the store and comes back, so that any call can be played again, message by message. Of a
password only its digest is kept.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from fax_engine.trunk import USUAL_TRUNK, Trunk
from hardware_sim.far_end import T38, USUAL_LATENCY
from hardware_sim.sip.digest import secret
from hardware_sim.sip.manner import Credentials, Manner, Refusal
from hardware_sim.sip.places import trunk_place
from hardware_sim.sip.sdp import Fax
from hardware_sim.sip.timing import RING_TIME, ROUTING, SEIZING
from models.vocabulary import Direction, RateManagement, SipTransport

FAR_VERSION = 3
"""T38FaxVersion of every other end: the newest, so that ours decides."""


@dataclass(frozen=True, slots=True)
class Far:
    """The other end of the trunk.

    `t38`, `falls_back`, `max_bit_rate`: what it makes of faxes; of one that we call: `answers_after` seconds of
    ringing, None: never; `refusal`; `is_silent`: it gives no sign at all. `latency`: milliseconds from one end to the
    other.
    """

    t38: T38 = T38.REINVITE
    max_bit_rate: int = 14400
    falls_back: bool = True
    answers_after: float | None = None
    refusal: Refusal | None = None
    is_silent: bool = False
    latency: float = USUAL_LATENCY


@dataclass(frozen=True, slots=True)
class SipCall:
    """One call. `number`: what was dialled, by us or to reach us; `caller_id`: who calls us; `answers_after`: seconds
    for which we let it ring, None: we do not answer.

    `proves`: the digest of our user, realm and password, empty without one. `fax_seconds`: how long the fax goes, None:
    there is none; `we_leave`: whether the call is ended by us then. `given_up_after` seconds from its beginning we hung
    up.
    """

    direction: Direction
    trunk: Trunk
    number: str
    far: Far
    caller_id: str = ""
    answers_after: float | None = None
    proves: str = ""
    fax_seconds: float | None = None
    we_leave: bool = True
    given_up_after: float | None = None

    @property
    def is_outbound(self) -> bool:
        """True when we call."""
        return self.direction is Direction.OUTBOUND

    @property
    def ours(self) -> Manner:
        """How our end behaves."""
        trunk = self.trunk
        return Manner(
            t38=T38.REINVITE if trunk.t38 else T38.NEVER,
            fax=Fax(0, trunk.version, trunk.max_bit_rate, trunk.rate_management, trunk.max_datagram),
            falls_back=trunk.fallback_g711,
            answers_after=None if self.answers_after is None else max(0.0, self.answers_after - SEIZING),
            rings_after=SEIZING,
            gives_up_after=RING_TIME,
            credentials=self._credentials,
        )

    @property
    def theirs(self) -> Manner:
        """How the other end behaves."""
        far = self.far
        return Manner(
            t38=far.t38,
            fax=Fax(0, FAR_VERSION, far.max_bit_rate),
            falls_back=far.falls_back and far.t38 is not T38.ONLY,
            answers_after=far.answers_after,
            refusal=far.refusal,
            is_silent=far.is_silent,
            rings_after=ROUTING,
            challenges=self._credentials if self.is_outbound else None,
            gives_up_after=RING_TIME,
        )

    @property
    def _credentials(self) -> Credentials | None:
        realm = trunk_place(self.trunk).name
        return Credentials(self.trunk.username, realm, self.proves) if self.proves else None

    def kept(self) -> dict[str, Any]:
        """The call for the store, without what is as usual."""
        return {
            name: value.value if name == "direction" else value
            for name, value in _unusual(self, _USUAL).items()
            if name not in ("trunk", "far")
        } | {"trunk": _unusual(self.trunk, USUAL_TRUNK), "far": _unusual(self.far, Far())}


_USUAL = SipCall(Direction.OUTBOUND, USUAL_TRUNK, "", Far())


def sip_call(direction: Direction, trunk: Trunk, number: str, far: Far, **more: Any) -> SipCall:
    """A call on a trunk, whose password goes no further than this."""
    username, realm = trunk.username.strip(), trunk_place(trunk).name
    proves = secret(username, realm, trunk.password) if username and trunk.password else ""
    return SipCall(direction, replace(trunk, username=username, password=""), number, far, proves=proves, **more)


def of_kept(kept: Mapping[str, Any]) -> SipCall:
    """The call that was stored."""
    trunk, far = dict(kept["trunk"]), dict(kept["far"])
    for read, kind in (
        (trunk, ("transport", SipTransport)),
        (trunk, ("rate_management", RateManagement)),
        (far, ("t38", T38)),
    ):
        name, enumeration = kind
        if name in read:
            read[name] = enumeration(read[name])
    if "refusal" in far:
        far["refusal"] = Refusal(**far["refusal"])
    rest = {name: value for name, value in kept.items() if name not in ("trunk", "far", "direction")}
    direction = Direction(kept.get("direction", Direction.OUTBOUND))
    return SipCall(**({"number": ""} | rest), direction=direction, trunk=Trunk(**trunk), far=Far(**far))


def _unusual(value: Any, usual: Any) -> dict[str, Any]:
    """The fields of a value that are not as usual, as JSON can hold them."""
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    return {
        name: asdict(one) if isinstance(one, Refusal) else one
        for name, one in found.items()
        if one != getattr(usual, name)
    }
