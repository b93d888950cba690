"""One end's side of a dialog: it writes the requests and responses of a call (RFC 3261 clauses 8, 12, 13).

Rule: whatever has to be unique follows from the name of the call and a count, so the same call reads the same every
time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware_sim.sip import sdp
from hardware_sim.sip.digest import fingerprint
from hardware_sim.sip.messages import Headers, Message, Method, Request, Response, header
from hardware_sim.sip.places import End
from models.vocabulary import SipTransport

_TAG = re.compile(r">;tag=([^;]*)$")

COOKIE = "z9hG4bK"
"""Every branch begins so (RFC 3261 clause 8.1.1.7)."""

SHORT = 16
"""Hex digits that are as good as unique."""

ALLOW = "INVITE, ACK, CANCEL, BYE"

REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    407: "Proxy Authentication Required",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
}
"""The phrases of what is answered by rule; that of a refusal comes with it."""


@dataclass(slots=True)
class Dialog:
    """What an end knows of its call with another. `name`: of the call and this side of it, for what has to be
    unique."""

    name: str
    local: End
    remote: End
    transport: SipTransport
    call_id: str = ""
    remote_tag: str = ""
    remote_target: str = ""
    sequence: int = 0
    versions: int = 0
    _branches: int = field(default=0)

    @property
    def local_tag(self) -> str:
        """Our tag."""
        return self.token("tag")

    def token(self, *about: str) -> str:
        """Something unique for this."""
        return fingerprint(self.name, *about)[:SHORT]

    def invite(self, media: sdp.Media, prove: Callable[[str], Headers] = lambda uri: ()) -> Request:
        """An INVITE, the first or a later one; `prove` gives the header that answers a challenge, for its URI."""
        self.call_id = self.call_id or f"{self.token('call')}@{self.local.place.address}"
        self.sequence += 1
        uri = self.remote_target or self.remote.uri
        more = (("Contact", f"<{self.local.contact}>"), ("Allow", ALLOW), *prove(uri))
        return self._request(Method.INVITE, uri, self._next_branch(), self.sequence, more, self.describe(media))

    def ack(self, invite: Request, response: Response) -> Request:
        """For a final response to INVITE; for a 2xx it is a transaction of its own (RFC 3261 clause 13.2.2.4)."""
        self.learn(response)
        if response.status < 300:
            return self._request(Method.ACK, self.remote_target, self._next_branch(), self.sequence)
        kept = [(name, header(invite, name)) for name in ("Via", "Max-Forwards", "From")]
        ended = (("To", header(response, "To")), ("Call-ID", self.call_id), ("CSeq", f"{self.sequence} ACK"))
        return Request(Method.ACK, invite.uri, (*kept, *ended))

    def cancel(self, invite: Request) -> Request:
        """For an INVITE that has no final response: the same but for the method (RFC 3261 clause 9.1)."""
        kept = tuple((name, header(invite, name)) for name in ("Via", "Max-Forwards", "From", "To", "Call-ID"))
        return Request(Method.CANCEL, invite.uri, (*kept, ("CSeq", f"{self.sequence} CANCEL")))

    def bye(self) -> Request:
        """The end of the call."""
        self.sequence += 1
        return self._request(Method.BYE, self.remote_target, self._next_branch(), self.sequence)

    def respond(
        self, request: Request, status: int, reason: str = "", media: sdp.Media | None = None, more: Headers = ()
    ) -> Response:
        """A response. 100 has no tag of ours yet; a call that is taken has a place where it can be reached."""
        to = header(request, "To")
        if status > 100 and _TAG.search(to) is None:
            to = f"{to};tag={self.local_tag}"
        kept = [(name, to if name == "To" else header(request, name)) for name in _COPIED]
        if media is not None:
            more = (("Contact", f"<{self.local.contact}>"), *more, ("Content-Type", sdp.CONTENT_TYPE))
        body = self.describe(media) if media is not None else ""
        return Response(status, reason or REASONS[status], (*kept, *more), body)

    def learn(self, message: Message) -> None:
        """Take over from a message what later ones need."""
        self.call_id = header(message, "Call-ID")
        theirs = header(message, "From" if isinstance(message, Request) else "To")
        tag = _TAG.search(theirs)
        if isinstance(message, Request) or message.status < 300:
            self.remote_tag = tag[1] if tag is not None else ""
            contacts = [value for name, value in message.headers if name == "Contact"]
            self.remote_target = contacts[0].strip("<>") if contacts else self.remote_target

    def describe(self, media: sdp.Media) -> str:
        """The description of our medium, one version further than the one before."""
        self.versions += 1
        number = int(self.token("session")[:8], 16)
        return sdp.write(sdp.Session(self.local.media_address, media, number, self.versions))

    def _request(
        self, method: Method, uri: str, branch: str, sequence: int, more: Headers = (), body: str = ""
    ) -> Request:
        place = self.local.place
        named = f'"{self.local.display_name}" ' if self.local.display_name else ""
        tag = f";tag={self.remote_tag}" if self.remote_tag else ""
        headers = (
            ("Via", f"SIP/2.0/{self.transport.upper()} {place.address}:{place.port};branch={branch}"),
            ("Max-Forwards", "70"),
            ("From", f"{named}<{self.local.uri}>;tag={self.local_tag}"),
            ("To", f"<{self.remote.uri}>{tag}"),
            ("Call-ID", self.call_id),
            ("CSeq", f"{sequence} {method}"),
            *more,
            *((("Content-Type", sdp.CONTENT_TYPE),) if body else ()),
        )
        return Request(method, uri, headers, body)

    def _next_branch(self) -> str:
        self._branches += 1
        return COOKIE + self.token("branch", str(self._branches))


_COPIED = ("Via", "From", "To", "Call-ID", "CSeq")
"""What a response takes over from its request (RFC 3261 clause 8.2.6.2)."""
