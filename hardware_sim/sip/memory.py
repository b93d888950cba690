"""What a user agent remembers of its call, and which event a message of the other end is by that.

Rule: reading changes nothing but what is remembered; what is done about a message is the table's.
"""

from dataclasses import dataclass, replace

from hardware_sim.far_end import T38
from hardware_sim.sip import digest, sdp
from hardware_sim.sip.dialog import Dialog
from hardware_sim.sip.manner import Manner
from hardware_sim.sip.messages import Headers, Message, Method, NotSip, Request, Response, header
from hardware_sim.sip.rows import Event, State

NOT_ACCEPTABLE = frozenset({415, 488, 606})
"""Refusals of an offer, after which another may be made (RFC 3261 clause 8.1.3.5)."""

PROXY_AUTHENTICATION, REQUEST_PENDING = 407, 491

CHALLENGES = {
    401: ("WWW-Authenticate", "Authorization"),
    PROXY_AUTHENTICATION: ("Proxy-Authenticate", "Proxy-Authorization"),
}
"""The header of a challenge, and that of its answer (RFC 3261 clause 22)."""


@dataclass(slots=True)
class Memory:
    """One end's. `sent` and `asked`: the latest INVITE of ours and of theirs; `heard`: what came last; `theirs`: their
    medium, once it suits; `offers_fax`: what our INVITE offers; `challenge`: the one to answer, and in which header,
    `proofs` how often it was; `final`: the status that refused us."""

    dialog: Dialog
    manner: Manner
    sent: Request | None = None
    asked: Request | None = None
    heard: Message | None = None
    theirs: sdp.Media | None = None
    offers_fax: bool = False
    has_offered_other: bool = False
    challenge: tuple[str, digest.Challenge] | None = None
    proofs: int = 0
    final: int = 0

    def __post_init__(self) -> None:
        self.offers_fax = self.manner.t38 is T38.ONLY

    @property
    def our_invite(self) -> Request:
        """Our latest INVITE."""
        assert self.sent is not None
        return self.sent

    @property
    def their_invite(self) -> Request:
        """Their latest INVITE."""
        assert self.asked is not None
        return self.asked

    @property
    def is_fax_agreed(self) -> bool:
        """True once the other end's medium is T.38."""
        return isinstance(self.theirs, sdp.Fax)

    def medium(self, *, fax: bool) -> sdp.Media:
        """Ours; a version of T.38 is at most that of an offer which it answers."""
        port = self.dialog.local.media_port
        if not fax:
            return sdp.Sound(port)
        ours = self.manner.fax
        version = min(ours.version, self.theirs.version) if isinstance(self.theirs, sdp.Fax) else ours.version
        return replace(ours, port=port, version=version)

    def recognise(self, message: Message, state: State) -> Event | None:
        """Which event a message is in that state; None: it means nothing."""
        self.heard = message
        if isinstance(message, Request):
            return self._recognise_request(message, state)
        return self._recognise_response(message, state)

    def take_challenge(self) -> None:
        """The next INVITE answers the challenge that was heard last."""
        assert isinstance(self.heard, Response)
        asks, proves = CHALLENGES[self.heard.status]
        self.challenge = proves, digest.read_challenge(header(self.heard, asks))

    def prove(self, uri: str) -> Headers:
        """The header by which an INVITE to that URI answers the challenge; none without one."""
        credentials = self.manner.credentials
        if self.challenge is None or credentials is None:
            return ()
        self.proofs += 1
        name, challenge = self.challenge
        asked = digest.Asked(Method.INVITE, uri, self.dialog.token("cnonce"), self.proofs)
        return ((name, digest.answer(challenge, credentials.username, credentials.secret, asked)),)

    def _recognise_request(self, request: Request, state: State) -> Event | None:
        match request.method:
            case Method.INVITE:
                return self._invited(request, state)
            case Method.ACK:
                return Event.ACKNOWLEDGED_FAX if self.is_fax_agreed else Event.ACKNOWLEDGED
            case Method.CANCEL:
                return Event.CANCELLED
            case Method.BYE:
                return Event.LEFT
            case Method.REGISTER:
                return None

    def _invited(self, request: Request, state: State) -> Event | None:
        if request == self.asked:  # sent again, since our response is still on its way
            return None
        self.asked = request
        self.dialog.learn(request)
        if state is State.IDLE and not self._is_proven(request):
            return Event.INVITED_UNPROVEN
        offered = sdp.read(request.body).media
        fits = self.manner.takes(fax=isinstance(offered, sdp.Fax))
        if fits and state is not State.OFFERING:
            self.theirs = offered
        if state is State.IDLE:
            return Event.INVITED if fits else Event.INVITED_IN_VAIN
        return Event.REINVITED if fits else Event.REINVITED_IN_VAIN

    def _is_proven(self, request: Request) -> bool:
        wanted = self.manner.challenges
        if wanted is None:
            return True
        try:
            said = digest.parameters(header(request, CHALLENGES[PROXY_AUTHENTICATION][1]))
        except NotSip:
            return False
        asked = digest.Asked(request.method, said["uri"], said["cnonce"], int(said["nc"], 16))
        return said["response"] == digest.proof(wanted.secret, said["nonce"], asked)

    def _recognise_response(self, response: Response, state: State) -> Event | None:
        if not header(response, "CSeq").endswith(Method.INVITE):
            return Event.DONE
        if response.status < 200:
            return Event.TRYING if response.status == 100 else Event.RINGING
        if response.status < 300:
            self.theirs = sdp.read(response.body).media
            if state is State.OFFERING:
                return Event.SWITCHED
            return Event.ACCEPTED_FAX if self.is_fax_agreed else Event.ACCEPTED
        self.final = response.status
        if state is State.OFFERING and response.status == REQUEST_PENDING:
            return Event.SWITCH_PENDING
        if state is State.OFFERING:
            return Event.SWITCH_REFUSED if self.manner.falls_back else Event.SWITCH_IN_VAIN
        if self._is_challenge(response):
            return Event.CHALLENGED
        if response.status in NOT_ACCEPTABLE and self._may_offer_other:
            return Event.OTHER_OFFER
        return Event.REFUSED

    def _is_challenge(self, response: Response) -> bool:
        """A challenge that can be met, and was not yet."""
        if response.status not in CHALLENGES or self.manner.credentials is None or self.challenge is not None:
            return False
        return any(name == CHALLENGES[response.status][0] for name, _ in response.headers)

    @property
    def _may_offer_other(self) -> bool:
        return not self.has_offered_other and self.manner.takes(fax=not self.offers_fax)
